// Devices: how many are online, which of those in service are not, and how many are in each lifecycle state. A state says
// nothing about the connection (an active device may be offline), so the bar is of the connection and the states are counts.
import { Text } from "ink";
import { LIFECYCLE_STATES, type LifecycleState } from "../event/vocabulary.js";
import type { Snapshot } from "../result/snapshot.js";
import { HEADING_COLUMNS, Heading, Line, NARROW_COLUMNS, Quiet } from "./line.js";
import { columnsOf, type Theme } from "./theme.js";
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

/** States whose devices have no business with the cloud (yet, or any more): they are not offline. */
const NOT_IN_SERVICE: readonly LifecycleState[] = ["unprovisioned", "provisioning", "decommissioned"];
const DECOMMISSIONED = LIFECYCLE_STATES.indexOf("decommissioned");

interface Connection {
  online: number;
  /** In service and not online. */
  offline: number;
  notInService: number;
}

const connectionOf = ({ devices, states, online }: Snapshot): Connection => {
  const idle = LIFECYCLE_STATES.reduce(
    (sum, state, index) => sum + (NOT_IN_SERVICE.includes(state) ? states[index] : 0),
    0,
  );
  const offline = Math.max(0, devices - idle - online);
  return { online, offline, notInService: Math.max(0, devices - online - offline) };
};

const STATE_COLUMNS = Math.max(...LIFECYCLE_STATES.map((state) => state.length)) + 1;
const COUNT_COLUMNS = 11;
const SHARE_COLUMNS = 8;
const BAR_MAX = 40;

/** States worth a line: those with devices, most devices first when there is no room for all. */
const shownStates = (snapshot: Snapshot, room: number): number[] =>
  snapshot.states
    .map((_, index) => index)
    .filter((index) => snapshot.states[index] > 0)
    .sort((x, y) => snapshot.states[y] - snapshot.states[x] || x - y)
    .slice(0, Math.max(0, room))
    .sort((x, y) => x - y);

const ConnectionBar = ({ snapshot, theme, columns }: Omit<DevicesProps, "lines">) => {
  const { online, offline, notInService } = connectionOf(snapshot);
  const narrow = columns < NARROW_COLUMNS;
  const indent = narrow ? 1 : HEADING_COLUMNS;
  const words = [
    offline > 0 ? `  ${theme.offline} ${shortText(offline)} offline` : "",
    notInService > 0
      ? `  ${theme.notInService} ${shortText(notInService)} ${narrow ? "idle" : "not in service"}`
      : "",
  ].join("");
  const width = Math.min(BAR_MAX, columns - 1 - indent - words.length);
  const [on, off, idle] = columnsOf([online, offline, notInService], width);
  return (
    <Line>
      {" ".repeat(indent)}
      <Text color={theme.good}>{theme.online.repeat(on)}</Text>
      <Text color={theme.bad}>{theme.offline.repeat(off)}</Text>
      <Quiet theme={theme}>{theme.notInService.repeat(idle)}</Quiet>
      {words}
    </Line>
  );
};

export const DevicesPanel = ({ snapshot, theme, columns, lines }: DevicesProps) => {
  const share = snapshot.devices === 0 ? 1 : snapshot.online / snapshot.devices;
  // As share(device.online) has it, those that left for good count no more.
  const left = snapshot.devices - snapshot.states[DECOMMISSIONED];
  const shareOfLeft = left <= 0 ? 1 : snapshot.online / left;
  const narrow = columns < NARROW_COLUMNS;
  const gateways = `${countText(snapshot.gatewaysOnline)}/${countText(snapshot.gateways)}`;
  const indent = narrow ? 1 : HEADING_COLUMNS;
  return (
    <>
      <Line>
        <Heading theme={theme} columns={columns}>
          devices
        </Heading>
        {narrow ? shortText(snapshot.devices) : countText(snapshot.devices)}
        {narrow ? " on " : "  online "}
        <Text color={onlineColour(theme, shareOfLeft)}>
          {narrow ? shareText(share) : `${countText(snapshot.online)} (${shareText(share)})`}
        </Text>
        {snapshot.gateways === 0 ? "" : narrow ? ` gw ${gateways}` : `  gateways online ${gateways}`}
        {narrow || snapshot.reboots === 0 ? "" : `  reboots ${shortText(snapshot.reboots)}`}
      </Line>
      {lines > 1 && <ConnectionBar snapshot={snapshot} theme={theme} columns={columns} />}
      {shownStates(snapshot, lines - 2).map((index) => (
        <Line key={LIFECYCLE_STATES[index]}>
          {" ".repeat(indent)}
          {LIFECYCLE_STATES[index].padEnd(STATE_COLUMNS)}
          {countText(snapshot.states[index]).padStart(COUNT_COLUMNS)}
          {shareText(Math.min(1, snapshot.states[index] / Math.max(1, snapshot.devices))).padStart(
            SHARE_COLUMNS + 1,
          )}
        </Line>
      ))}
    </>
  );
};
