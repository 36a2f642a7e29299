// What several runs have in common and where they differ, as rows of a table: the first run is the measure, the others
// show their difference from it (shares in percentage points, the rest relative).

import type { Summary } from "../result/summary.js";
import { type AccountLine, accountOf } from "./account.js";
import type { Tone } from "./block.js";
import { count, pointsWords, share } from "./figures.js";
import { headline } from "./verdict-words.js";

interface Entry {
  text: string;
  /** Difference from the first run in words, or "". */
  change: string;
  tone: Tone;
}

export interface Row {
  name: string;
  entries: Entry[];
  /** Not the same in all runs. */
  differs: boolean;
}

const nameOf = (summary: Summary): string =>
  summary.run.variant === "" ? summary.run.scenario : summary.run.variant;

/** Names by which the runs can be told apart: the run's id where variants repeat. */
export const namesOf = (summaries: readonly Summary[]): string[] =>
  summaries.map((one) =>
    summaries.filter((other) => nameOf(other) === nameOf(one)).length > 1 ? one.run.id : nameOf(one),
  );

const changeOf = (first: AccountLine | undefined, line: AccountLine): { change: string; tone: Tone } => {
  if (first === undefined || first.value === null || line.value === null || first.value === line.value)
    return { change: "", tone: "plain" };
  const difference = line.value - first.value;
  const tone =
    line.better === "none" ? "plain" : difference > 0 === (line.better === "more") ? "good" : "bad";
  if (line.isShare) return { change: `${difference > 0 ? "+" : "-"}${pointsWords(difference)}`, tone };
  const relative = first.value === 0 ? null : difference / Math.abs(first.value);
  const sign = difference > 0 ? "+" : "-";
  const size =
    relative === null
      ? "new"
      : Math.abs(relative) >= 10
        ? `${count(line.value / first.value, 0)} times`
        : `${sign}${share(Math.abs(relative), 1)}`;
  return { change: size, tone };
};

export const figureRows = (summaries: readonly Summary[]): Row[] => {
  const accounts = summaries.map(accountOf);
  const names = [...new Set(accounts.flatMap((account) => account.map((line) => line.name)))];
  return names.map((name) => {
    const lines = accounts.map((account) => account.find((line) => line.name === name));
    const entries = lines.map((line, at): Entry => {
      if (line === undefined) return { text: "", change: "", tone: "plain" };
      return {
        text: line.text,
        ...(at === 0 ? { change: "", tone: "plain" as const } : changeOf(lines[0], line)),
      };
    });
    return { name, entries, differs: new Set(lines.map((line) => line?.value)).size > 1 };
  });
};

const VERDICTS = {
  pass: { text: "met", tone: "good" },
  fail: { text: "not met", tone: "bad" },
  "not-judged": { text: "not judged yet", tone: "bad" },
  "no-data": { text: "no data", tone: "open" },
  waived: { text: "waived", tone: "plain" },
} as const;

export const expectationRows = (summaries: readonly Summary[]): Row[] => {
  const ids = [...new Set(summaries.flatMap((one) => one.expectations.map(({ id }) => id)))];
  return ids.map((id) => {
    const found = summaries.map((one) => one.expectations.find((expectation) => expectation.id === id));
    return {
      name: id,
      entries: found.map(
        (one): Entry =>
          one === undefined
            ? { text: "not asked", change: "", tone: "plain" }
            : { text: VERDICTS[one.verdict].text, change: one.measured, tone: VERDICTS[one.verdict].tone },
      ),
      differs: new Set(found.map((one) => one?.verdict)).size > 1,
    };
  });
};

export const verdictRow = (summaries: readonly Summary[]): Row => ({
  name: "verdict",
  entries: summaries.map((one) => ({
    text: headline(one),
    change: `exit code ${one.exitCode}`,
    tone: one.verdict === "passed" ? "good" : "bad",
  })),
  differs: new Set(summaries.map((one) => one.verdict)).size > 1,
});
