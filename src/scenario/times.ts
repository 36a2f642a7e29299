// Times as written: `5m` from the start, a phase (its start), `phase + 2m`, `phase - 30s`, and where it is allowed an
// event of the run, `blackout.end` (known beforehand) or `fw-2.4.0.aborted + 1h` (known only when it happens).
import { closest } from "../core/diagnostic.js";
import { formatDuration, parseDuration } from "../core/duration.js";
import { ROLLOUT_ANCHORS } from "../sla/expression-check.js";
import type { Anchor } from "../spec/expectation.js";
import type { Phase, TimelineEntry } from "../spec/timeline.js";
import type { Problems } from "./problems.js";
import type { Span } from "./source-text.js";
import { itemsOf, type Tree, textOf } from "./tree.js";

export interface TimeScope {
  durationMs: number;
  phases: readonly Phase[];
  /** Events whose time is known from the file: `blackout.start` -> ms. */
  fixed: Map<string, number>;
  /** Events that happen or not: `fw-2.4.0.aborted`. */
  open: ReadonlySet<string>;
}

/** Beside what expressions know: a rollout may be paused. */
const ROLLOUT_EVENTS = [...ROLLOUT_ANCHORS, "paused"];

/** The events rollouts and alerts bring, also of rollouts that have other problems. */
export const openEvents = (root: Tree, alerts: readonly { id: string }[]): Set<string> => {
  const rollouts = itemsOf(root, "rollouts").flatMap((tree) => textOf(tree, "id") ?? []);
  return new Set([
    ...rollouts.flatMap((id) => ROLLOUT_EVENTS.map((word) => `${id}.${word}`)),
    ...alerts.map(({ id }) => `${id}.raised`),
  ]);
};

/** Adds `<id>.start` and `<id>.end` of a timeline entry. */
export const addFixedEvents = (scope: TimeScope, entry: TimelineEntry): void => {
  scope.fixed.set(`${entry.id}.start`, entry.atMs);
  const end =
    entry.action.do !== "fault"
      ? entry.atMs
      : entry.forMs === null
        ? scope.durationMs
        : entry.atMs + entry.forMs;
  scope.fixed.set(`${entry.id}.end`, end);
};

const SPLIT = /^(.*?)(?:\s*\+\s*|\s+-\s+)([^+]*)$/;

interface Asked {
  text: string;
  at: Span;
  /** `timeline[2].at`, for messages. */
  label: string;
}

const baseMs = (base: string, scope: TimeScope): number | undefined => {
  const duration = parseDuration(base);
  if (duration.ok) return duration.value;
  if (base === "0") return 0;
  return scope.phases.find(({ name }) => name === base)?.startMs ?? scope.fixed.get(base);
};

/** Tells that `base` is neither a time nor anything that has one. */
const tellUnknown = (
  { text, at, label, base }: Asked & { base: string },
  scope: TimeScope,
  events: boolean,
  problems: Problems,
): void => {
  const names = [
    ...scope.phases.map(({ name }) => name),
    ...(events ? [...scope.fixed.keys(), ...scope.open] : []),
  ];
  const near = closest(base, names);
  const duration = parseDuration(base);
  const all = names.length === 0 ? "the file has no phases" : `known: ${names.slice(0, 12).join(", ")}`;
  const hint =
    near !== undefined ? `did you mean \`${near}\`?` : /^\d/.test(base) && !duration.ok ? duration.hint : all;
  const known = !events && (scope.open.has(base) || scope.fixed.has(base));
  const code = known
    ? "SCN043"
    : events && base.includes(".")
      ? "SCN044"
      : /^\d/.test(base)
        ? "SCN015"
        : "SCN040";
  const must = events ? "a time, a phase or an event" : "a time such as 5m, a phase or `phase + 2m`";
  problems.error(
    at,
    code,
    `${label} is \`${text}\`; it must be ${must}`,
    known ? "only the `from` of an expectation can wait for an event" : hint,
  );
};

const resolve = (asked: Asked, scope: TimeScope, events: boolean, problems: Problems): Anchor | undefined => {
  const { text, at, label } = asked;
  if (/^-\s*\d/.test(text)) {
    problems.error(
      at,
      "SCN014",
      `${label} is \`${text}\`; it must not be negative`,
      "times count from the start of the run",
    );
    return undefined;
  }
  const whole = baseMs(text, scope);
  const split = whole === undefined && !scope.open.has(text) ? SPLIT.exec(text) : null;
  const base = (split === null ? text : split[1]).trim();
  let offsetMs = 0;
  if (split !== null) {
    const offset = parseDuration(split[2].trim());
    if (!offset.ok) {
      problems.error(
        at,
        "SCN015",
        `${label} is \`${text}\`; after + or - it must have a duration`,
        offset.hint,
      );
      return undefined;
    }
    offsetMs = text.slice(split[1].length).trimStart().startsWith("-") ? -offset.value : offset.value;
  }
  if (events && scope.open.has(base)) return { kind: "event", name: base, offsetMs };
  const fixedEvent = scope.fixed.has(base) && !scope.phases.some(({ name }) => name === base);
  const ms = baseMs(base, scope);
  if (ms === undefined || (fixedEvent && !events)) {
    tellUnknown({ ...asked, base }, scope, events, problems);
    return undefined;
  }
  return { kind: "at", ms: ms + offsetMs };
};

/** A time that is known before the run, within [0, duration); undefined after telling. */
export const resolveTime = (asked: Asked, scope: TimeScope, problems: Problems): number | undefined => {
  const anchor = resolve(asked, scope, false, problems);
  return anchor?.kind === "at" ? inRun(anchor.ms, asked, scope, problems) : undefined;
};

/** A time that may be an event's; undefined after telling. */
export const resolveAnchor = (asked: Asked, scope: TimeScope, problems: Problems): Anchor | undefined => {
  const anchor = resolve(asked, scope, true, problems);
  if (anchor?.kind !== "at") return anchor;
  return inRun(anchor.ms, asked, scope, problems) === undefined ? undefined : anchor;
};

const inRun = (
  ms: number,
  { text, at, label }: Asked,
  scope: TimeScope,
  problems: Problems,
): number | undefined => {
  if (ms >= 0 && ms < scope.durationMs) return ms;
  const when = ms < 0 ? "before the start" : `at ${formatDuration(ms)}`;
  const message = `${label} is \`${text}\`, ${when}; the run goes from 0s to ${formatDuration(scope.durationMs)}`;
  problems.error(at, "SCN041", message, "lengthen `duration`, or choose an earlier time");
  return undefined;
};
