// The whole frame: the panels that have lines, in screen order. One column stays free: a sign of two columns cut at
// the edge may take it, and a terminal never wraps.
import { Box } from "ink";
import { DevicesPanel } from "./devices-panel.js";
import { type PanelName, SCREEN_ORDER, shareLines } from "./layout.js";
import { RolloutsPanel } from "./rollouts-panel.js";
import type { DashboardState } from "./state.js";
import type { Theme } from "./theme.js";
import { KeysLine, ProgressLine, TimeLine, TitleLine } from "./time-panel.js";
import { TrafficPanel } from "./traffic-panel.js";
import { AlertsPanel, FaultsLine } from "./trouble-panel.js";

interface PanelProps {
  panel: PanelName;
  state: DashboardState;
  theme: Theme;
  lines: number;
}

const Panel = ({ panel, state, theme, lines }: PanelProps) => {
  const { snapshot, columns } = state;
  switch (panel) {
    case "title":
      return <TitleLine state={state} theme={theme} />;
    case "time":
      return <TimeLine state={state} theme={theme} />;
    case "bar":
      return <ProgressLine state={state} theme={theme} />;
    case "keys":
      return <KeysLine state={state} theme={theme} />;
  }
  if (snapshot === null || snapshot.virtualMs === 0) return null;
  switch (panel) {
    case "devices":
      return <DevicesPanel snapshot={snapshot} theme={theme} columns={columns} lines={lines} />;
    case "traffic":
      return <TrafficPanel state={state} snapshot={snapshot} theme={theme} lines={lines} />;
    case "rollouts":
      return <RolloutsPanel snapshot={snapshot} theme={theme} columns={columns} lines={lines} />;
    case "alerts":
      return <AlertsPanel snapshot={snapshot} theme={theme} columns={columns} lines={lines} />;
    case "faults":
      return <FaultsLine snapshot={snapshot} theme={theme} columns={columns} />;
  }
};

export const Dashboard = ({ state, theme }: { state: DashboardState; theme: Theme }) => {
  const lines = shareLines(state);
  return (
    <Box flexDirection="column" width={Math.max(1, state.columns - 1)}>
      {SCREEN_ORDER.filter((panel) => lines[panel] > 0).map((panel) => (
        <Panel key={panel} panel={panel} state={state} theme={theme} lines={lines[panel]} />
      ))}
    </Box>
  );
};
