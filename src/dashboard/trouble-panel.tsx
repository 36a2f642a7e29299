// Alerts that stand, gravest first, and the faults under way.
import { Text } from "ink";
import type { Snapshot } from "../result/snapshot.js";
import { Heading, Line } from "./line.js";
import { severityColour, type Theme } from "./theme.js";
import { clockText } from "./wording.js";

interface TroubleProps {
  snapshot: Snapshot;
  theme: Theme;
  columns: number;
}

export const AlertsPanel = ({ snapshot, theme, columns, lines }: TroubleProps & { lines: number }) => {
  const alerts = [...snapshot.alerts].sort(
    (x, y) => (x.severity < y.severity ? -1 : x.severity > y.severity ? 1 : 0) || x.sinceMs - y.sinceMs,
  );
  const shown = alerts.slice(0, lines);
  const hidden = alerts.length - shown.length;
  return shown.map((alert, index) => (
    <Line key={`${alert.id}@${alert.sinceMs}`}>
      <Heading theme={theme} columns={columns}>
        {index === 0 ? "alerts" : ""}
      </Heading>
      <Text color={severityColour(theme, alert.severity)}>{alert.severity}</Text> {alert.id}
      {hidden > 0 && index === shown.length - 1 ? ` (+${hidden} more)` : ""} since {clockText(alert.sinceMs)}
    </Line>
  ));
};

export const FaultsLine = ({ snapshot, theme, columns }: TroubleProps) => (
  <Line>
    <Heading theme={theme} columns={columns}>
      faults
    </Heading>
    <Text color={theme.warning}>{snapshot.activeFaults.join(", ")}</Text>
  </Line>
);
