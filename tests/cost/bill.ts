// A run's invoice, by the door the product takes: scenario, price book, metered use.
import { readFileSync } from "node:fs";
import { costReport } from "../../src/cost/cost-report.js";
import { parsePriceBook } from "../../src/cost/parse-price-book.js";
import type { PriceBook } from "../../src/cost/price-book.js";
import type { CostReport } from "../../src/result/cost.js";
import type { ScenarioRun } from "../run-scenario.js";

/** A shipped price book by name, or one by its text. */
export const bookOf = (nameOrText: string): PriceBook => {
  const text = nameOrText.includes("\n") ? nameOrText : readFileSync(`prices/${nameOrText}.yaml`, "utf8");
  const { book, diagnostics } = parsePriceBook(text, "book.yaml");
  if (book === null) throw new Error(diagnostics.map(({ message }) => message).join("; "));
  return book;
};

export const billOf = (run: ScenarioRun, book: string): CostReport =>
  costReport(bookOf(book), {
    series: run.series,
    naming: run.naming,
    virtualMs: run.result.endMs,
    cloud: run.plan.scenario.cloud,
  }).report;

/** A line's quantity and amount, by a part of its label. */
export const lineOf = (report: CostReport, label: string): { quantity: number; amount: number } => {
  const line = report.monthly.lines.find(({ meter }) => meter.includes(label));
  if (line === undefined) throw new Error(`no line ${label}`);
  return { quantity: line.quantity, amount: line.amount };
};
