// What stands in brackets behind a call: [storm], [last 60s], [sliding 5m], [outage .. storm + 2m], [6h .. end].
// In a range a phase name is the moment it begins, as everywhere in a scenario; `start` and `end` are the run's.
import { parseDuration } from "../core/duration.js";
import type { Span, Window, WindowEdge } from "./expression-tree.js";
import type { Scanner } from "./scanner.js";

const HINT = "write [phase], [last 60s], [sliding 5m] or [from .. to]";
const LOOK_BACK = /^(last|sliding)\s+(.*)$/;
const NAME = /^[A-Za-z_][\w.-]*$/;
/** `storm + 2m`, `end - 5m`: the blank before a minus tells it from a hyphen. */
const WITH_OFFSET = /^(\S+?)(?:\s*(\+)|\s+(-))\s*(\d.*)$/;

/** Reads the window whose opening bracket the scanner has just passed. */
export const readWindow = (scanner: Scanner): Window => {
  const opened = scanner.offset - 1;
  const { text, at: inner } = scanner.until("]", opened, HINT);
  const at = scanner.spanFrom(opened);
  const body = text.trim();
  if (body === "") scanner.fail(at, "the window is empty", HINT);
  const lookBack = LOOK_BACK.exec(body);
  if (lookBack !== null) {
    const ms = durationOf(scanner, lookBack[2], inner);
    if (ms === 0) scanner.fail(inner, "a window of 0s holds nothing", HINT);
    return { kind: lookBack[1] as "last" | "sliding", ms, at };
  }
  const dots = text.indexOf("..");
  if (dots < 0) {
    if (!NAME.test(body)) scanner.fail(inner, `"${body}" is not a window`, HINT);
    return { kind: "named", name: body, at };
  }
  const from = edgeOf(scanner, text.slice(0, dots), inner.offset);
  const to = edgeOf(scanner, text.slice(dots + 2), inner.offset + dots + 2);
  return { kind: "range", from, to, at };
};

const durationOf = (scanner: Scanner, text: string, at: Span): number => {
  const duration = parseDuration(text);
  return duration.ok ? duration.value : scanner.fail(at, duration.message, duration.hint);
};

const edgeOf = (scanner: Scanner, raw: string, offset: number): WindowEdge => {
  const text = raw.trim();
  const at = { offset: offset + raw.length - raw.trimStart().length, length: text.length };
  if (text === "") scanner.fail({ offset, length: 1 }, "a side of the range is missing", HINT);
  if (/^\d/.test(text)) return { name: null, offsetMs: durationOf(scanner, text, at), at };
  const parts = WITH_OFFSET.exec(text);
  const name = parts?.[1] ?? text;
  if (!NAME.test(name)) {
    scanner.fail(
      at,
      `"${text}" is not a moment`,
      "write a phase, a time like 20m, start, end, or storm + 2m",
    );
  }
  const offsetMs = parts === null ? 0 : durationOf(scanner, parts[4], at);
  return { name, offsetMs: parts?.[3] === undefined ? offsetMs : -offsetMs, at };
};
