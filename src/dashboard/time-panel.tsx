// Title, virtual time and progress of the run.
import { Text } from "ink";
import { Line, NARROW_COLUMNS, Quiet, Strong } from "./line.js";
import { type DashboardState, isBehind, progressShare, speedFactor, timeLeftMs } from "./state.js";
import { barOf, type Theme } from "./theme.js";
import { clockText, shareText, speedText, waitText } from "./wording.js";

interface PanelProps {
  state: DashboardState;
  theme: Theme;
}

export const TitleLine = ({ state, theme }: PanelProps) => {
  const phase = state.snapshot?.phase ?? "";
  return (
    <Line>
      <Strong theme={theme}>{state.title}</Strong>
      {phase === "" ? "" : `  phase ${phase}`}
      {state.note === "" ? "" : `  ${state.note}`}
    </Line>
  );
};

export const TimeLine = ({ state, theme }: PanelProps) => {
  const { snapshot } = state;
  if (snapshot === null || snapshot.virtualMs === 0)
    return (
      <Line>
        {snapshot === null ? "" : `${clockText(snapshot.presentMs)} of ${clockText(snapshot.endMs)}  `}
        <Quiet theme={theme}>{snapshot === null ? "building the fleet" : "first figures soon"}</Quiet>
      </Line>
    );
  const speed = speedFactor(state);
  const left = timeLeftMs(state);
  const narrow = state.columns < NARROW_COLUMNS;
  return (
    <Line>
      <Strong theme={theme}>{clockText(snapshot.presentMs)}</Strong>
      {narrow ? `/${clockText(snapshot.endMs)}` : ` of ${clockText(snapshot.endMs)}`}
      {speed === null ? "" : `  ${speedText(speed)}`}
      {left === null ? "" : narrow ? `  -${waitText(left)}` : `  ${waitText(left)} left`}
      {isBehind(state) && (
        <Quiet theme={theme}>
          {narrow ? `  @${clockText(snapshot.virtualMs)}` : `  figures of ${clockText(snapshot.virtualMs)}`}
        </Quiet>
      )}
    </Line>
  );
};

/** Columns the percentage takes beside the bar. */
const PERCENT_COLUMNS = 9;

export const ProgressLine = ({ state, theme }: PanelProps) => {
  const share = progressShare(state);
  return (
    <Line>
      <Text color={theme.good}>{barOf(theme, share, state.columns - PERCENT_COLUMNS)}</Text>
      {` ${shareText(share)}`}
    </Line>
  );
};

export const KeysLine = ({ state, theme }: PanelProps) => (
  <Line>
    {state.ending ? (
      <Text color={theme.warning}>ending at the next exchange point, results are kept</Text>
    ) : (
      <Quiet theme={theme}>
        {state.columns < NARROW_COLUMNS ? "q ends" : "q ends cleanly, results are kept"}
      </Quiet>
    )}
  </Line>
);
