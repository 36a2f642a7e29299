// The cost section of a run's summary: the invoice of a month, and of the same month without fog aggregation.
import { MICRO_USD } from "../core/units.js";
import type { CostReport } from "../result/cost.js";
import { costWarnings } from "./cost-warnings.js";
import { type Invoice, invoice } from "./invoice.js";
import type { PriceBook } from "./price-book.js";
import { type MeteredRun, meterRun, meterWithoutFog } from "./usage.js";

const usd = (microUsd: number): number => microUsd / MICRO_USD;

/** The summary's cost section, and the invoice behind it (for facts, in microdollars). */
export const costReport = (book: PriceBook, run: MeteredRun): { report: CostReport; invoice: Invoice } => {
  const usage = meterRun(run);
  const bill = invoice(book, usage);
  const unfogged = invoice(book, meterWithoutFog(run));
  const unpriced = bill.unpriced.length === 0 ? "" : ` Not priced in this book: ${bill.unpriced.join(", ")}.`;
  return {
    invoice: bill,
    report: {
      currency: "USD",
      priceBook: book.name,
      asOf: book.asOf,
      monthly: {
        total: usd(bill.totalMicroUsd),
        perDevice: usd(bill.perDeviceMicroUsd),
        lines: bill.lines.map(({ label, quantity, unit, amountMicroUsd, source, asOf }) => ({
          meter: label,
          quantity,
          unit,
          amount: usd(amountMicroUsd),
          source: `${source} (${asOf})`,
        })),
      },
      withoutFog: { total: usd(unfogged.totalMicroUsd), perDevice: usd(unfogged.perDeviceMicroUsd) },
      note: `${usage.note} List prices before tax. Without fog: every reading behind a gateway sent by itself (modelled).${unpriced}`,
      warnings: costWarnings(book, usage, run.cloud, run.virtualMs),
    },
  };
};
