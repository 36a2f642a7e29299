// iotctl twin: a registrar; each subcommand has its file.
import type { Command } from "commander";
import type { Cli } from "./cli.js";
import { registerTwinAirtime } from "./twin-airtime.js";
import { registerTwinDischarge } from "./twin-discharge.js";
import { registerTwinExplain } from "./twin-explain.js";
import { registerTwinFitBattery } from "./twin-fit-battery.js";
import { registerTwinLs } from "./twin-ls.js";
import { registerTwinNew } from "./twin-new.js";
import { registerTwinShow } from "./twin-show.js";

const REGISTRATIONS = [
  registerTwinLs,
  registerTwinShow,
  registerTwinNew,
  registerTwinExplain,
  registerTwinFitBattery,
  registerTwinDischarge,
  registerTwinAirtime,
];

export const registerTwin = (program: Command, cli: Cli): void => {
  const twin = program
    .command("twin")
    .description("look into the models of devices: what they do and take, batteries, discharges, time on air")
    .addHelpText(
      "after",
      "\nExamples:\n  iotctl twin ls\n  iotctl twin new my-parking --from parking-nbiot\n  iotctl twin explain parking-lora\n  iotctl twin fit-battery --curve slow.csv@0.1 --curve fast.csv@2 --out cell.yaml\n  iotctl twin discharge cell.yaml --rate 0.5 --csv\n  iotctl twin airtime --sf 9 --payload 20\n",
    );
  for (const register of REGISTRATIONS) register(twin, cli);
};
