// Puts the dashboard on a terminal and takes it off again. The caller feeds snapshots; keys are the only thing that
// comes back. Loaded only when standard output is a terminal.
import { render, useInput, useStdin } from "ink";
import type { Snapshot } from "../result/snapshot.js";
import { Dashboard } from "./dashboard.js";
import { type DashboardAction, type DashboardState, initialState, reduceDashboard } from "./state.js";
import { makeTheme, type Theme } from "./theme.js";

export interface DashboardOptions {
  /** Scenario and variant. */
  title: string;
  colour: boolean;
  unicode: boolean;
  /** `q` or Ctrl-C, each time: raw mode keeps Ctrl-C from becoming a signal. */
  onQuit: () => void;
  /** The terminal; the process's own by default. */
  stdout?: NodeJS.WriteStream;
  stdin?: NodeJS.ReadStream;
}

export interface RunningDashboard {
  update(snapshot: Snapshot): void;
  /** Shows a word beside the title. */
  note(text: string): void;
  /** Says on the screen that the end is on its way. */
  ending(): void;
  /** Clears the dashboard and gives the terminal back. */
  stop(): void;
}

const Keys = ({ onQuit }: { onQuit: () => void }) => {
  const { isRawModeSupported } = useStdin();
  useInput(
    (input, key) => {
      // Keys pressed within one read come as one text.
      if (input.includes("q") || (key.ctrl && input === "c")) onQuit();
    },
    { isActive: isRawModeSupported },
  );
  return null;
};

const Screen = ({ state, theme, onQuit }: { state: DashboardState; theme: Theme; onQuit: () => void }) => (
  <>
    <Keys onQuit={onQuit} />
    <Dashboard state={state} theme={theme} />
  </>
);

/** Starts the dashboard. `update` replaces what is shown; frames are limited by ink, so calling it often is cheap. */
export const startDashboard = (options: DashboardOptions): RunningDashboard => {
  const stdout = options.stdout ?? process.stdout;
  const theme = makeTheme(options);
  let state = initialState(options.title, stdout.columns ?? 80, stdout.rows ?? 24);
  const screen = () => <Screen state={state} theme={theme} onQuit={options.onQuit} />;
  const instance = render(screen(), {
    stdout,
    stdin: options.stdin ?? process.stdin,
    exitOnCtrlC: false,
    patchConsole: false,
    maxFps: 10,
  });
  let stopped = false;
  const dispatch = (action: DashboardAction): void => {
    if (stopped) return;
    state = reduceDashboard(state, action);
    instance.rerender(screen());
  };
  const resize = (): void =>
    dispatch({ type: "resize", columns: stdout.columns ?? 80, rows: stdout.rows ?? 24 });
  stdout.on("resize", resize);
  return {
    update: (snapshot) => dispatch({ type: "snapshot", snapshot }),
    note: (note) => dispatch({ type: "note", note }),
    ending: () => dispatch({ type: "ending" }),
    stop: () => {
      if (stopped) return;
      stopped = true;
      stdout.off("resize", resize);
      instance.clear();
      instance.unmount();
    },
  };
};
