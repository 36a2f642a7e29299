// iotctl price: what use costs by a price book, without a run; and whether an investment pays, on what a stored run saves by
// aggregation or on given figures.
import { type Command, InvalidArgumentError } from "commander";
import type { Diagnostic } from "../core/diagnostic.js";
import { formatDiagnostic } from "../core/diagnostic.js";
import { MICRO_USD, parseMoney, parseShare } from "../core/units.js";
import type { BusinessCase, Investment } from "../cost/business-case.js";
import type { PriceBook } from "../cost/price-book.js";
import type { Meter, Usage } from "../cost/usage.js";
import { usd } from "../report/figures.js";
import { collectSettings } from "./arguments.js";
import type { Cli } from "./cli.js";
import { CliFailure, Exit } from "./exit.js";
import { findRun, readSummary } from "./run-folder.js";
import { textTable } from "./text-table.js";

const MONTHS_MAX = 1_200;

/** `15000 USD`, `0.5 USD` -> microdollars. */
const money = (text: string): number => {
  const parsed = parseMoney(text);
  if (!parsed.ok) throw new InvalidArgumentError(`${parsed.message} ${parsed.hint}`.trim());
  return parsed.value;
};

/** `8%` -> ppm. */
const shareOf = (text: string): number => {
  const parsed = parseShare(text);
  if (!parsed.ok) throw new InvalidArgumentError(`${parsed.message} ${parsed.hint}`.trim());
  return parsed.value;
};

const whole =
  (most: number) =>
  (text: string): number => {
    if (!/^\d+$/.test(text) || Number(text) < 1 || Number(text) > most)
      throw new InvalidArgumentError(`It must be a whole number from 1 to ${most}.`);
    return Number(text);
  };

interface PriceOptions {
  use?: Record<string, string>;
  capex?: number;
  operations?: number;
  savings?: number;
  months: number;
  discount: number;
  discounting: "monthly" | "yearly";
  json?: boolean;
}

/** The month that is priced, and what it would be without the investment (null: not known). */
interface Priced {
  name: string;
  lines: { label: string; quantity: number; unit: string; microUsd: number }[];
  totalMicroUsd: number;
  withoutMicroUsd: number | null;
}

const bookAt = async ({ system }: Cli, word: string): Promise<PriceBook> => {
  const { files, packageRoot } = system;
  const path = [word, `${packageRoot}/prices/${word}.yaml`].find((file) => files.exists(file));
  if (path === undefined)
    throw new CliFailure(
      Exit.usage,
      `there is no price book and no run ${word}`,
      `shipped books: ${files
        .list(`${packageRoot}/prices`)
        .map((file) => file.replace(/\.yaml$/, ""))
        .join(", ")}; \`iotctl runs\` lists runs`,
    );
  const { parsePriceBook } = await import("../cost/parse-price-book.js");
  const { book, diagnostics } = parsePriceBook(files.readText(path), path);
  if (book !== null) return book;
  const told = diagnostics.map((one: Diagnostic) => formatDiagnostic(one, {})).join("\n");
  throw new CliFailure(Exit.invalid, `${path} is no price book\n${told}`);
};

const usageOf = async (options: PriceOptions): Promise<Usage> => {
  const { METER_NAMES } = await import("../cost/usage.js");
  const quantities = Object.fromEntries(METER_NAMES.map((meter) => [meter, 0])) as Record<Meter, number>;
  for (const [name, text] of Object.entries(options.use ?? {})) {
    const meter = METER_NAMES.find((one) => one === name);
    if (meter === undefined)
      throw new CliFailure(
        Exit.usage,
        `there is no meter ${name}`,
        `the meters are ${METER_NAMES.join(", ")}`,
      );
    const quantity = Number(text.replaceAll("_", ""));
    if (!/^[\d_]+$/.test(text) || !Number.isSafeInteger(quantity))
      throw new CliFailure(
        Exit.usage,
        `--use ${name}=${text} is not a whole number`,
        "e.g. messages=275_760_000",
      );
    quantities[meter] = quantity;
  }
  return { quantities, devices: 1, note: "" };
};

const priceBook = async (cli: Cli, word: string, options: PriceOptions): Promise<Priced> => {
  const book = await bookAt(cli, word);
  const { invoice } = await import("../cost/invoice.js");
  const bill = invoice(book, await usageOf(options));
  const lines = bill.lines.map(({ label, quantity, unit, amountMicroUsd }) => ({
    label,
    quantity,
    unit,
    microUsd: amountMicroUsd,
  }));
  return {
    name: `${book.name} as of ${book.asOf}`,
    lines,
    totalMicroUsd: bill.totalMicroUsd,
    withoutMicroUsd: null,
  };
};

const priceRun = (cli: Cli, word: string): Priced => {
  const { cost } = readSummary(cli.system, findRun(cli.system, word));
  const micro = (value: number): number => Math.round(value * MICRO_USD);
  return {
    name: `${word} by ${cost.priceBook} as of ${cost.asOf}`,
    lines: cost.monthly.lines.map(({ meter, quantity, unit, amount }) => ({
      label: meter,
      quantity,
      unit,
      microUsd: micro(amount),
    })),
    totalMicroUsd: micro(cost.monthly.total),
    withoutMicroUsd: micro(cost.withoutFog.total),
  };
};

/** The investment asked about; null where none is. */
const investmentOf = (priced: Priced, options: PriceOptions): Investment | null => {
  const { capex, operations, savings, months, discount, discounting } = options;
  if (capex === undefined && operations === undefined && savings === undefined) return null;
  const saved =
    savings ?? (priced.withoutMicroUsd === null ? null : priced.withoutMicroUsd - priced.totalMicroUsd);
  if (saved === null)
    throw new CliFailure(
      Exit.usage,
      "a business case needs what is saved a month",
      "write --savings '2000 USD', or name a run: its aggregation is what saves",
    );
  return {
    capexMicroUsd: capex ?? 0,
    savingPerMonthMicroUsd: saved,
    operationsPerMonthMicroUsd: operations ?? 0,
    months,
    discountPpmPerYear: discount,
    discounting,
  };
};

const caseText = (investment: Investment, found: BusinessCase): string => {
  const { months, discountPpmPerYear, discounting } = investment;
  const { paybackMonths, roi } = found;
  return [
    "",
    "Business case",
    `  at the start     ${usd(investment.capexMicroUsd / MICRO_USD)}`,
    `  saved a month    ${usd(investment.savingPerMonthMicroUsd / MICRO_USD)}, less ${usd(investment.operationsPerMonthMicroUsd / MICRO_USD)} to run it: ${usd(found.netPerMonthMicroUsd / MICRO_USD)}`,
    `  paid back after  ${paybackMonths === null ? "never" : `${paybackMonths.toFixed(2)} months`}`,
    `  return           ${roi === null ? "no investment" : `${(roi * 100).toFixed(1)} % in ${months} months`}`,
    `  net present      ${usd(found.npvMicroUsd / MICRO_USD)} over ${months} months at ${discountPpmPerYear / 10_000} % a year, ${discounting}`,
    "",
  ].join("\n");
};

const price = async (cli: Cli, word: string, options: PriceOptions): Promise<void> => {
  const { files } = cli.system;
  const isRun = [word, `reports/${word}`].some((folder) => files.isFolder(folder));
  const priced = isRun ? priceRun(cli, word) : await priceBook(cli, word, options);
  if (isRun && options.use !== undefined)
    throw new CliFailure(Exit.usage, "a run has its own use", "name a price book with --use");
  const investment = investmentOf(priced, options);
  const { businessCase } = await import("../cost/business-case.js");
  const found = investment === null ? null : businessCase(investment);
  if (options.json) {
    const { name, lines, totalMicroUsd, withoutMicroUsd } = priced;
    const answer = {
      schema: "iotctl.price/1",
      priced: name,
      currency: "USD",
      lines: lines.map(({ microUsd, ...line }) => ({ ...line, amount: microUsd / MICRO_USD })),
      total: totalMicroUsd / MICRO_USD,
      withoutFog: withoutMicroUsd === null ? null : withoutMicroUsd / MICRO_USD,
      businessCase:
        found === null
          ? null
          : {
              netPerMonth: found.netPerMonthMicroUsd / MICRO_USD,
              paybackMonths: found.paybackMonths,
              roi: found.roi,
              npv: found.npvMicroUsd / MICRO_USD,
            },
    };
    cli.system.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
    return;
  }
  const table = textTable(
    [
      { title: "line" },
      { title: "quantity", align: "right" },
      { title: "unit" },
      { title: "a month", align: "right" },
    ],
    [
      ...priced.lines.map(({ label, quantity, unit, microUsd }) => [
        label,
        String(quantity),
        unit,
        usd(microUsd / MICRO_USD),
      ]),
      ["together", "", "", usd(priced.totalMicroUsd / MICRO_USD)],
    ],
  );
  const without =
    priced.withoutMicroUsd === null ? "" : `without aggregation ${usd(priced.withoutMicroUsd / MICRO_USD)}\n`;
  const judged = investment === null || found === null ? "" : caseText(investment, found);
  cli.system.stdout.write(`${priced.name}\n${table}${without}${judged}`);
};

export const registerPrice = (program: Command, cli: Cli): void => {
  program
    .command("price")
    .description("what a month's use costs by a price book, or a run costs; and whether an investment pays")
    .argument("<book|run>", "price book (shipped name or file), or run folder")
    .option(
      "--use <meter=quantity>",
      "a month's use of a meter (repeatable, price book only)",
      collectSettings,
    )
    .option("--capex <usd>", "spent at the start, e.g. '15000 USD'", money)
    .option("--operations <usd>", "running cost of the investment a month", money)
    .option("--savings <usd>", "saved a month (default for a run: what its aggregation saves)", money)
    .option("--months <n>", "term", whole(MONTHS_MAX), 60)
    .option("--discount <share>", "discount rate a year", shareOf, 80_000)
    .option(
      "--discounting <how>",
      "monthly or yearly",
      (how: string) => {
        if (how !== "monthly" && how !== "yearly")
          throw new InvalidArgumentError("It must be monthly or yearly.");
        return how;
      },
      "monthly",
    )
    .option("--json", "print it as JSON")
    .addHelpText(
      "after",
      "\nExample:\n  iotctl price aws-iot-core --use messages=275_760_000 --capex '15000 USD' --savings '5170 USD'\n",
    )
    .action((word: string, options: PriceOptions) => price(cli, word, options));
};
