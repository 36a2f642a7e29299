// Messages produced, delivered and dropped with their present rates, what the fog saves, and refused connects.
import { Text } from "ink";
import type { Snapshot } from "../result/snapshot.js";
import { HEADING_COLUMNS, Heading, Line, NARROW_COLUMNS } from "./line.js";
import { type DashboardState, ratePerS } from "./state.js";
import type { Theme } from "./theme.js";
import { shareText, shortText } from "./wording.js";

interface TrafficProps {
  state: DashboardState;
  snapshot: Snapshot;
  theme: Theme;
  lines: number;
}

const rateText = (rate: number | null): string => (rate === null ? "" : `${shortText(rate)}/s`);

export const TrafficPanel = ({ state, snapshot, theme, lines }: TrafficProps) => {
  const { columns } = state;
  const narrow = columns < NARROW_COLUMNS;
  const dropped = (
    <Text color={snapshot.dropped > 0 ? theme.bad : theme.good}>{shortText(snapshot.dropped)} dropped</Text>
  );
  return (
    <>
      <Line>
        <Heading theme={theme} columns={columns}>
          messages
        </Heading>
        {narrow ? (
          <>
            {shortText(snapshot.delivered)} {rateText(ratePerS(state, "delivered"))} {dropped}
          </>
        ) : (
          <>
            {shortText(snapshot.produced)} produced {rateText(ratePerS(state, "produced"))}
            {"  "}
            {shortText(snapshot.delivered)} delivered {rateText(ratePerS(state, "delivered"))}
            {"  "}
            {dropped}
          </>
        )}
      </Line>
      {lines > 1 && (
        <Line>
          {" ".repeat(narrow ? 1 : HEADING_COLUMNS)}
          fog {shortText(snapshot.fogIn)} in {shortText(snapshot.fogOut)} out
          {snapshot.fogOut > 0 && snapshot.fogIn > 0
            ? ` (${shareText(Math.max(0, 1 - snapshot.fogOut / snapshot.fogIn))} less)`
            : ""}
          {snapshot.connectsRefused > 0 && (
            <Text color={theme.warning}> {shortText(snapshot.connectsRefused)} connects refused</Text>
          )}
        </Line>
      )}
    </>
  );
};
