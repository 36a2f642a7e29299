// iotctl twin fit-battery: measured discharge curves in, a chemistry file out, with how well it meets them.
import { type Command, InvalidArgumentError } from "commander";
import type { DischargeCurve } from "../model/battery/fit.js";
import type { CsvTable } from "../scenario/csv.js";
import type { Problems } from "../scenario/problems.js";
import type { ChemistrySpec } from "../spec/power.js";
import type { Cli } from "./cli.js";
import { CliFailure, Exit } from "./exit.js";
import { showDiagnostics } from "./load-scenario.js";
import type { System } from "./system.js";
import { textTable } from "./text-table.js";
import { parseRateC } from "./twin-discharge.js";

interface CurveChoice {
  file: string;
  rateC: number;
}

interface FitBatteryOptions {
  curve: CurveChoice[];
  out?: string;
  capacity: number;
  cutoff?: number;
  nominal?: number;
  description?: string;
  json?: boolean;
}

/** A curve's CSV is a day's log at most. */
const ROWS_MAX = 1_000_000;
/** The part of a discharge on which the fit is compared: the first and last few percent are transients. */
const COMPARED = { from: 0.05, to: 0.9 };

/** `FILE@RATE`, repeatable. */
const collectCurves = (text: string, list: CurveChoice[] = []): CurveChoice[] => {
  const at = text.lastIndexOf("@");
  if (at < 1) throw new InvalidArgumentError("It must be FILE@RATE with the rate in C, e.g. slow.csv@0.1.");
  return [...list, { file: text.slice(0, at), rateC: parseRateC(text.slice(at + 1)) }];
};

const unitParser =
  (units: Record<string, number>, example: string) =>
  (text: string): number => {
    const match = /^(\d+(?:\.\d+)?)\s*([A-Za-z]+)$/.exec(text.trim());
    const value = match && Object.hasOwn(units, match[2]) ? Number(match[1]) * units[match[2]] : 0;
    if (!(value > 0)) throw new InvalidArgumentError(`It must be like ${example}.`);
    return value;
  };
const parseVolts = unitParser({ V: 1, mV: 0.001 }, "3V");
const parseMAh = unitParser({ mAh: 1, Ah: 1_000 }, "2.28Ah");

/** Comment lines become blanks of the same length, so that problems still point to the right line. */
const withoutComments = (text: string): string =>
  text.replace(/^[ \t]*#[^\n]*/gm, (line) => " ".repeat(line.length));

/** The heads `time_s` and `volts` in any case; where there are none, whether another separator is the reason. */
const columnsOf = (table: CsvTable, problems: Problems): { time: number; volts: number } | null => {
  const heads = [...table.columns.keys()];
  const indexOf = (name: string): number => heads.findIndex((head) => head.toLowerCase() === name);
  const [time, volts] = [indexOf("time_s"), indexOf("volts")];
  if (time >= 0 && volts >= 0) return { time, volts };
  const hint = /[;\t]/.test(heads.join())
    ? "separate the columns by commas, and write decimals with a point"
    : "the first line names the columns: time_s,volts";
  const missing = time < 0 ? "time_s" : "volts";
  const head = { source: table.source, start: 0, end: 1 };
  problems.error(head, "SCN060", `${table.source.file} has no column \`${missing}\``, hint);
  return null;
};

/** One curve file; what is wrong is shown and ends the verb with exit 3. */
const readCurve = async (system: System, { file, rateC }: CurveChoice): Promise<DischargeCurve> => {
  if (!system.files.exists(file) || system.files.isFolder(file))
    throw new CliFailure(Exit.usage, `there is no file ${file}`, "--curve is FILE@RATE, e.g. slow.csv@0.1");
  const { readTable, rowSpan } = await import("../scenario/csv.js");
  const { Problems } = await import("../scenario/problems.js");
  const { sourceText } = await import("../scenario/source-text.js");
  const problems = new Problems();
  const source = sourceText(file, withoutComments(system.files.readText(file).replace(/^\ufeff/, "")));
  const table = readTable(source, ROWS_MAX, problems);
  const curve: DischargeCurve = { label: file, rateC, timesS: [], volts: [] };
  const columns = table === null ? null : columnsOf(table, problems);
  if (table !== null && columns !== null) {
    for (const row of table.rows) {
      const [timeText, voltText] = [row.cells[columns.time] ?? "", row.cells[columns.volts] ?? ""];
      const [timeS, value] = [Number(timeText), Number(voltText)];
      if (timeText.trim() === "" || voltText.trim() === "" || !Number.isFinite(timeS + value))
        problems.error(rowSpan(table, row), "SCN061", `time_s and volts must be numbers`);
      // A logger's last row is often written twice.
      if (timeS === curve.timesS.at(-1) && value === curve.volts.at(-1)) continue;
      curve.timesS.push(timeS);
      curve.volts.push(value);
    }
  }
  showDiagnostics(system, problems.diagnostics);
  if (problems.errorCount > 0)
    throw new CliFailure(Exit.invalid, `${file} is not a discharge curve; nothing was written`);
  return curve;
};

interface Comparison {
  file: string;
  rateC: number;
  measuredEndS: number;
  fittedEndS: number;
  worstV: number;
}

const compare = async (
  chemistry: ChemistrySpec,
  curves: readonly DischargeCurve[],
): Promise<Comparison[]> => {
  const { Cell } = await import("../model/battery/cell.js");
  const { dischargeAt } = await import("../model/battery/discharge.js");
  const { untilLowest } = await import("../model/battery/fit.js");
  const cell = new Cell(chemistry);
  return curves.map(untilLowest).map(({ label, rateC, timesS, volts }) => {
    const { endS, voltsAt } = dischargeAt(cell, rateC);
    const measuredEndS = timesS[timesS.length - 1];
    const inside = timesS.flatMap((timeS, at) =>
      timeS >= COMPARED.from * measuredEndS && timeS <= COMPARED.to * measuredEndS
        ? [Math.abs(voltsAt(timeS) - volts[at])]
        : [],
    );
    const worstV = inside.reduce((worst, each) => Math.max(worst, each), 0);
    return { file: label, rateC, measuredEndS, fittedEndS: endS, worstV };
  });
};

const nameOf = (out: string | undefined): string => {
  const stem =
    (out ?? "fitted-cell")
      .split("/")
      .at(-1)
      ?.replace(/\.ya?ml$/i, "") ?? "";
  const name = stem.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[^A-Za-z0-9]+/, "");
  return name === "" ? "fitted-cell" : name.slice(0, 80);
};

const fitBattery = async (cli: Cli, options: FitBatteryOptions): Promise<void> => {
  const { system } = cli;
  const curves: DischargeCurve[] = [];
  for (const choice of options.curve) curves.push(await readCurve(system, choice));
  const { fitChemistry } = await import("../model/battery/fit.js");
  const rates = curves.map(({ rateC }) => rateC).sort((x, y) => x - y);
  const files = options.curve.map(({ file, rateC }) => `${file.split("/").at(-1)} (${rateC}C)`).join(", ");
  const fit = fitChemistry(curves, {
    name: nameOf(options.out),
    description: options.description ?? `Fitted to ${files}`,
    capacityMAh: options.capacity,
    cutoffV: options.cutoff,
    nominalV: options.nominal,
  });
  if (!fit.ok) throw new CliFailure(Exit.invalid, fit.message, fit.hint);
  const { chemistryText } = await import("../scenario/chemistry-text.js");
  const text = chemistryText(fit.chemistry, [
    `Fitted by \`iotctl twin fit-battery\` to measured discharges: ${files}.`,
    `Foretells constant currents from ${rates[0]}C to ${rates[rates.length - 1]}C; beyond that it is led on along straight lines.`,
    "Measured at one temperature: complete `temperatures`, `selfDischarge` and `ageing` from the cell's data sheet.",
  ]);
  const compared = await compare(fit.chemistry, curves);
  if (options.out !== undefined) system.files.write(options.out, text);
  if (options.json) {
    const document = {
      schema: "iotctl.battery-fit/1",
      file: options.out ?? null,
      chemistry: fit.chemistry,
      compared,
    };
    system.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    return;
  }
  if (options.out === undefined) {
    system.stdout.write(text);
    return;
  }
  system.stdout.write(
    textTable(
      [
        { title: "curve" },
        { title: "rate", align: "right" },
        { title: "measured end", align: "right" },
        { title: "fitted end", align: "right" },
        { title: "off by at most (5 to 90 %)", align: "right" },
      ],
      compared.map(({ file, rateC, measuredEndS, fittedEndS, worstV }) => [
        file,
        `${rateC}C`,
        `${measuredEndS.toFixed(0)} s`,
        `${fittedEndS.toFixed(0)} s`,
        `${(worstV * 1_000).toFixed(1)} mV`,
      ]),
    ),
  );
  system.stdout.write(`wrote ${options.out}\n`);
};

export const registerTwinFitBattery = (twin: Command, cli: Cli): void => {
  twin
    .command("fit-battery")
    .description("fit a battery chemistry to measured constant-current discharges (CSV: time_s,volts)")
    .requiredOption("--curve <file@rate>", "a discharge curve and its rate in C; at least two", collectCurves)
    .option("--out <file>", "write the chemistry there (default: print it)")
    .option(
      "--capacity <Ah>",
      "nominal capacity, so that the file shows the cell's own ohms",
      parseMAh,
      1_000,
    )
    .option("--cutoff <V>", "where a discharge ends (default: the lowest last voltage)", parseVolts)
    .option("--nominal <V>", "nominal voltage (default: the mean of the slowest discharge)", parseVolts)
    .option("--description <text>", "what the cell is")
    .option("--json", "print the fit and how well it meets the curves as JSON")
    .addHelpText(
      "after",
      "\nExample:\n  iotctl twin fit-battery --curve slow.csv@0.1 --curve fast.csv@2 --capacity 2.28Ah --out cell.yaml\n",
    )
    .action((options: FitBatteryOptions) => fitBattery(cli, options));
};
