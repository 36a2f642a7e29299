// iotctl twin discharge: what a chemistry does at a constant current, by the code the simulation runs.
import { type Command, InvalidArgumentError } from "commander";
import { formatDuration } from "../core/duration.js";
import { readChemistry } from "./chemistry-file.js";
import type { Cli } from "./cli.js";
import { textTable } from "./text-table.js";

interface DischargeOptions {
  rate: number;
  temperature: number;
  csv?: boolean;
  json?: boolean;
}

/** Intervals of the printed curve; its points are exact, whatever their number. */
const INTERVALS = 400;
const SUMMARY_INTERVALS = 10;
const RATE_MAX_C = 1_000;

/** A rate in C: `0.5` or `0.5C`. */
export const parseRateC = (text: string): number => {
  const rate = /^\d+(\.\d+)?\s*C?$/i.test(text.trim()) ? Number.parseFloat(text) : Number.NaN;
  if (!(rate > 0 && rate <= RATE_MAX_C))
    throw new InvalidArgumentError(`It must be a rate in C above 0 and at most ${RATE_MAX_C}, e.g. 0.5.`);
  return rate;
};

const parseCelsius = (text: string): number => {
  const match = /^(-?\d+(?:\.\d+)?)\s*(?:degC|°C)?$/.exec(text.trim());
  if (match === null || Math.abs(Number(match[1])) > 100)
    throw new InvalidArgumentError("It must be a temperature, e.g. -10degC.");
  return Number(match[1]);
};

const discharge = async (cli: Cli, word: string, options: DischargeOptions): Promise<void> => {
  const { system } = cli;
  const spec = await readChemistry(system, word);
  const { Cell } = await import("../model/battery/cell.js");
  const { dischargeAt } = await import("../model/battery/discharge.js");
  const result = dischargeAt(new Cell(spec), options.rate, options.temperature);
  const pointsOf = (intervals: number) =>
    Array.from({ length: intervals + 1 }, (_, at) => {
      const timeS = (result.endS * at) / intervals;
      return { timeS, volts: result.voltsAt(timeS) };
    });
  if (options.csv) {
    const rows = pointsOf(INTERVALS).map(({ timeS, volts }) => `${timeS.toFixed(3)},${volts.toFixed(5)}\n`);
    system.stdout.write(`time_s,volts\n${rows.join("")}`);
    return;
  }
  if (options.json) {
    const { endS, drawnShare } = result;
    const document = {
      schema: "iotctl.discharge/1",
      chemistry: spec.name,
      rateC: options.rate,
      temperatureC: options.temperature,
      endS,
      drawnShare,
      points: pointsOf(INTERVALS),
    };
    system.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    return;
  }
  const rows = pointsOf(SUMMARY_INTERVALS).map(({ timeS, volts }, at) => [
    `${at * SUMMARY_INTERVALS}%`,
    formatDuration(Math.round(timeS) * 1_000),
    volts.toFixed(3),
  ]);
  system.stdout.write(
    `${spec.name} at ${options.rate}C and ${options.temperature} degC: ${formatDuration(Math.round(result.endS) * 1_000)} to ${spec.cutoffMv / 1_000} V, ${(result.drawnShare * 100).toFixed(1)} % of the nominal capacity\n\n`,
  );
  system.stdout.write(
    textTable(
      [{ title: "of it" }, { title: "after", align: "right" }, { title: "volts", align: "right" }],
      rows,
    ),
  );
};

export const registerTwinDischarge = (twin: Command, cli: Cli): void => {
  twin
    .command("discharge")
    .description("a constant-current discharge of one full cell, down to the cut-off")
    .argument("<chemistry>", "chemistry file, or the name of a shipped one")
    .requiredOption("--rate <C>", "current in C (1: the nominal capacity in one hour)", parseRateC)
    .option("--temperature <degC>", "temperature of the cell", parseCelsius, 25)
    .option("--csv", "print time_s,volts")
    .option("--json", "print the curve as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  iotctl twin discharge cell.yaml --rate 0.5 --csv\n  iotctl twin discharge li-ion --rate 1 --temperature -10degC\n",
    )
    .action((word: string, options: DischargeOptions) => discharge(cli, word, options));
};
