// iotctl twin ls: the twins at hand, one line each.
import type { Command } from "commander";
import { formatDuration } from "../core/duration.js";
import type { DeviceTwin, GatewayTwin } from "../spec/twin.js";
import type { Cli } from "./cli.js";
import { textTable } from "./text-table.js";
import { readTwin, twinFiles } from "./twin-file.js";

interface TwinRow {
  name: string;
  kind: string;
  transport: string;
  power: string;
  interval: string;
  life: string;
  /** Null for mains, gateways, and where there is no end. */
  lifeDays: number | null;
  description: string;
}

const rowOf = async (twin: DeviceTwin | GatewayTwin): Promise<TwinRow> => {
  const { name, kind, description } = twin;
  if (twin.kind === "gateway")
    return {
      name,
      kind,
      transport: "backhaul",
      power: "mains",
      interval: formatDuration(twin.windowMs),
      life: "mains",
      lifeDays: null,
      description,
    };
  const { explainTwin } = await import("../explain/explain-twin.js");
  const { lifeWord } = await import("../explain/twin-text.js");
  const explanation = explainTwin(twin);
  const { battery, solar } = twin.power;
  const { watchMs } = await import("../model/state/group-model.js");
  const isWoken = twin.signal.kind === "occupancy" && watchMs(twin, false) === 0;
  return {
    name,
    kind,
    transport: twin.radio.transport,
    power: battery === null ? "mains" : `${battery.chemistry.name}${solar === null ? "" : " + solar"}`,
    interval: isWoken ? "on change" : formatDuration(twin.reporting.intervalMs),
    life: lifeWord(explanation),
    lifeDays: explanation.budget?.life.days ?? null,
    description,
  };
};

const list = async (cli: Cli, options: { json?: boolean }): Promise<void> => {
  const { system } = cli;
  const rows: TwinRow[] = [];
  for (const { path } of twinFiles(system)) rows.push(await rowOf(await readTwin(system, path)));
  if (options.json) {
    system.stdout.write(`${JSON.stringify({ schema: "iotctl.twins/1", twins: rows }, null, 2)}\n`);
    return;
  }
  system.stdout.write(
    textTable(
      [
        { title: "twin" },
        { title: "kind" },
        { title: "transport" },
        { title: "power" },
        { title: "samples every", align: "right" },
        { title: "expected life", align: "right" },
      ],
      rows.map(({ name, kind, transport, power, interval, life }) => [
        name,
        kind,
        transport,
        power,
        interval,
        life,
      ]),
    ),
  );
};

export const registerTwinLs = (twin: Command, cli: Cli): void => {
  twin
    .command("ls")
    .description("the twins at hand: those in twins/ here, then the shipped ones")
    .option("--json", "print them as JSON, with their descriptions")
    .addHelpText("after", "\nExample:\n  iotctl twin ls\n")
    .action((options: { json?: boolean }) => list(cli, options));
};
