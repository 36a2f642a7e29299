// The device lifecycle as boxes and arrows for a terminal, drawn from the table the model runs on.
import { LIFECYCLE_STATES } from "../event/vocabulary.js";
import { LIFECYCLE_TABLE } from "../model/state/lifecycle.js";

const INNER = Math.max(...LIFECYCLE_STATES.map((state) => state.length)) + 2;
const EDGE = `+${"-".repeat(INNER)}+`;

const boxLine = (text: string): string => `| ${text.padEnd(INNER - 1)}|`;

/** One box per state, beside it an arrow per event it answers to. Lines without a final line break. */
export const lifecycleDrawing = (): string[] => {
  const events = LIFECYCLE_STATES.flatMap((state) => Object.keys(LIFECYCLE_TABLE.rows[state]));
  const width = Math.max(...events.map((event) => event.length));
  const boxes = LIFECYCLE_STATES.map((state) => {
    const arrows = Object.entries(LIFECYCLE_TABLE.rows[state]).map(
      ([event, to]) => `--- ${event} ${"-".repeat(width - event.length)}--> ${to}`,
    );
    const rows = arrows.length === 0 ? ["(final)"] : arrows;
    return [EDGE, ...rows.map((row, at) => `${boxLine(at === 0 ? state : "")} ${row}`), EDGE];
  });
  const down = " ".repeat(INNER >> 1);
  return [`${down}*  new`, `${down}|`, `${down}v`, ...boxes.flat()];
};
