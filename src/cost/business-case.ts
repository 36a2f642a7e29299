// Does an investment pay? Payback, return on investment and net present value of level monthly savings. Cash flows come
// at the ends of months; the monthly discount rate is a twelfth of the yearly (nominal), or flows are summed to years.
// Left out: taxes, inflation, residual values.

import { PPM } from "../core/units.js";

export interface Investment {
  /** Spent at the start. */
  readonly capexMicroUsd: number;
  readonly savingPerMonthMicroUsd: number;
  /** Running cost of the investment itself. */
  readonly operationsPerMonthMicroUsd: number;
  /** Term, whole months. */
  readonly months: number;
  /** Discount rate a year, ppm. */
  readonly discountPpmPerYear: number;
  /** "yearly": the flows of each twelve months count at their end. */
  readonly discounting: "monthly" | "yearly";
}

export interface BusinessCase {
  netPerMonthMicroUsd: number;
  /** Months until the net savings have paid the investment, not discounted; null when never. */
  paybackMonths: number | null;
  /** (net savings over the term - capex) / capex; null without capex. */
  roi: number | null;
  /** Net present value, half up to a microdollar. */
  npvMicroUsd: number;
}

/** Present value of `flows`, the first one period from now, at `rate` a period: Horner from the last to the first. */
export const presentValue = (flows: readonly number[], rate: number): number =>
  flows.reduceRight((value, flow) => (value + flow) / (1 + rate), 0);

export const businessCase = (investment: Investment): BusinessCase => {
  const { capexMicroUsd, savingPerMonthMicroUsd, operationsPerMonthMicroUsd, months, discountPpmPerYear } =
    investment;
  const net = savingPerMonthMicroUsd - operationsPerMonthMicroUsd;
  const perYear = discountPpmPerYear / PPM;
  const yearly = investment.discounting === "yearly";
  const step = yearly ? 12 : 1;
  const periods = Math.ceil(months / step);
  const flows = Array.from({ length: periods }, (_, period) => net * Math.min(step, months - period * step));
  return {
    netPerMonthMicroUsd: net,
    paybackMonths: capexMicroUsd === 0 ? 0 : net > 0 ? capexMicroUsd / net : null,
    roi: capexMicroUsd > 0 ? (net * months - capexMicroUsd) / capexMicroUsd : null,
    npvMicroUsd: Math.round(presentValue(flows, yearly ? perYear : perYear / 12) - capexMicroUsd),
  };
};
