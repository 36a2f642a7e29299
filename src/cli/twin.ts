// iotctl twin: a registrar; each subcommand has its file.
import type { Command } from "commander";
import type { Cli } from "./cli.js";
import { registerTwinDischarge } from "./twin-discharge.js";
import { registerTwinFitBattery } from "./twin-fit-battery.js";

const REGISTRATIONS = [registerTwinFitBattery, registerTwinDischarge];

export const registerTwin = (program: Command, cli: Cli): void => {
  const twin = program
    .command("twin")
    .description("look into the models of devices: batteries fitted to measurements, discharges")
    .addHelpText(
      "after",
      "\nExamples:\n  iotctl twin fit-battery --curve slow.csv@0.1 --curve fast.csv@2 --out cell.yaml\n  iotctl twin discharge cell.yaml --rate 0.5 --csv\n",
    );
  for (const register of REGISTRATIONS) register(twin, cli);
};
