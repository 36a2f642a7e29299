// Abort rules that compare the devices on the new version with the others of the target: `canary.reboots > 3 *
// baseline.reboots + 0.05`. A small language of its own, because the cloud has to know its figures as the run goes; the
// expressions of expectations are read off the whole run.
import type { GateFigure, GateRule } from "../spec/rollout.js";

/** What can be compared, and its unit. */
export const GATE_FIGURES: Readonly<Record<GateFigure, string>> = {
  reboots: "unasked reboots per device and hour",
  connects: "sessions dialled per device and hour",
  energy: "joules from the battery per device and hour",
  rejected: "unreadable payloads per device and hour",
  value: "mean of what the sensors report",
};

const NUMBER = String.raw`(\d+(?:\.\d+)?)`;
const LEFT = String.raw`^canary\.([a-z]+)\s*([<>])\s*`;
const AGAINST = new RegExp(
  String.raw`${LEFT}(?:${NUMBER}\s*\*\s*)?baseline\.([a-z]+)(?:\s*([+-])\s*${NUMBER})?$`,
);
const FIXED = new RegExp(`${LEFT}(-?)${NUMBER}$`);

export type GateText = Pick<GateRule, "figure" | "isAbove" | "factor" | "plus">;
type Read = { ok: true; gate: GateText } | { ok: false; problem: string; hint: string };

const isFigure = (name: string): name is GateFigure => Object.hasOwn(GATE_FIGURES, name);
const KNOWN = Object.keys(GATE_FIGURES).join(", ");

/** Reads the text of a `when`. */
export const readGate = (text: string): Read => {
  const against = AGAINST.exec(text.trim());
  const fixed = FIXED.exec(text.trim());
  const hint = `write \`canary.FIGURE > 3 * baseline.FIGURE + 0.1\` or \`canary.FIGURE > 0.5\`; figures are ${KNOWN}`;
  const [, figure, comparison] = against ?? fixed ?? [];
  if (figure === undefined) return { ok: false, problem: "it is no comparison of canary and baseline", hint };
  if (!isFigure(figure)) return { ok: false, problem: `there is no figure \`${figure}\``, hint };
  const isAbove = comparison === ">";
  if (against === null) {
    const plus = Number(fixed?.[4]) * (fixed?.[3] === "-" ? -1 : 1);
    return { ok: true, gate: { figure, isAbove, factor: 0, plus } };
  }
  if (against[4] !== figure) return { ok: false, problem: `it compares ${figure} with ${against[4]}`, hint };
  const plus = Number(against[6] ?? 0) * (against[5] === "-" ? -1 : 1);
  return { ok: true, gate: { figure, isAbove, factor: Number(against[3] ?? 1), plus } };
};
