// Devices by lifecycle state, how many are online, and their gateways.
import { Text } from "ink";
import type { Snapshot } from "../event/snapshot.js";
import { LIFECYCLE_STATES } from "../event/vocabulary.js";
import { HEADING_COLUMNS, Heading, Line, NARROW_COLUMNS } from "./line.js";
import { barOf, type Theme } from "./theme.js";
import { countText, shareText, shortText } from "./wording.js";

interface DevicesProps {
  snapshot: Snapshot;
  theme: Theme;
  columns: number;
  lines: number;
}

/** Below these shares of the fleet online the figure turns yellow, then red. */
const ONLINE_GOOD = 0.99;
const ONLINE_BAD = 0.9;

const onlineColour = (theme: Theme, share: number): string | undefined =>
  share >= ONLINE_GOOD ? theme.good : share >= ONLINE_BAD ? theme.warning : theme.bad;

const STATE_COLUMNS = Math.max(...LIFECYCLE_STATES.map((state) => state.length)) + 1;
const COUNT_COLUMNS = 11;

/** States worth a line: those with devices, most devices first when there is no room for all. */
const shownStates = (snapshot: Snapshot, room: number): number[] =>
  snapshot.states
    .map((_, index) => index)
    .filter((index) => snapshot.states[index] > 0)
    .sort((x, y) => snapshot.states[y] - snapshot.states[x] || x - y)
    .slice(0, Math.max(0, room))
    .sort((x, y) => x - y);

export const DevicesPanel = ({ snapshot, theme, columns, lines }: DevicesProps) => {
  const share = snapshot.devices === 0 ? 1 : snapshot.online / snapshot.devices;
  const narrow = columns < NARROW_COLUMNS;
  const gateways = `${countText(snapshot.gatewaysOnline)}/${countText(snapshot.gateways)}`;
  const indent = narrow ? 1 : HEADING_COLUMNS;
  const barColumns = Math.min(40, columns - indent - STATE_COLUMNS - COUNT_COLUMNS - 2);
  return (
    <>
      <Line>
        <Heading theme={theme} columns={columns}>
          devices
        </Heading>
        {narrow ? shortText(snapshot.devices) : countText(snapshot.devices)}
        {narrow ? " on " : "  online "}
        <Text color={onlineColour(theme, share)}>
          {narrow ? shareText(share) : `${countText(snapshot.online)} (${shareText(share)})`}
        </Text>
        {narrow ? ` gw ${gateways}` : `  gateways ${gateways}`}
        {narrow || snapshot.reboots === 0 ? "" : `  reboots ${shortText(snapshot.reboots)}`}
      </Line>
      {shownStates(snapshot, lines - 1).map((index) => (
        <Line key={LIFECYCLE_STATES[index]}>
          {" ".repeat(indent)}
          {LIFECYCLE_STATES[index].padEnd(STATE_COLUMNS)}
          {countText(snapshot.states[index]).padStart(COUNT_COLUMNS)}{" "}
          {barColumns < 4
            ? ""
            : barOf(theme, snapshot.states[index] / Math.max(1, snapshot.devices), barColumns)}
        </Line>
      ))}
    </>
  );
};
