// Plays one change of a twin's key: the same world without it and with it. A key that changes neither the run nor whether the
// file can be read is accepted and ignored.
import { runScenario } from "../run-scenario.js";
import type { Part, TwinKey } from "./twin-keys.js";

const isPart = (value: unknown): value is Part =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `one` with `other` laid over it. */
export const laidOver = (one: Part, other: Part): Part => {
  const all: Part = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const below = all[key];
    all[key] = isPart(below) && isPart(value) ? laidOver(below, value) : value;
  }
  return all;
};

/** `rules.[].above` with a value stands for the whole list. */
export const partAt = (path: string, value: unknown): Part => {
  const keys = path.split(".[]")[0].split(".");
  return keys.reduceRight((inner: unknown, key) => ({ [key]: inner }), value) as Part;
};

const GATEWAY_KEYS = ["aggregation", "anomaly", "backhaul", "failover", "store"];

const worldOf = (key: TwinKey, changed: Part): string => {
  const more = key.more ?? {};
  // What is said of the gateway in passing goes to it, the rest to the device.
  const isGateways = ([name]: [string, unknown]): boolean =>
    GATEWAY_KEYS.includes(name) || (key.gateway === true && name === "rules");
  const device = Object.fromEntries(Object.entries(more).filter((entry) => !isGateways(entry)));
  const gateway = Object.fromEntries(Object.entries(more).filter(isGateways));
  const overrides = JSON.stringify(laidOver({ mtbf: "0s", ...device }, key.gateway ? {} : changed));
  const ofGateway = JSON.stringify(laidOver(gateway, key.gateway ? changed : {}));
  return `
iotctl: 1
name: key
seed: key
duration: ${key.hours ?? 3}h
start: {state: active}
sites:
  - id: s
    gateways: {twin: fog-gateway, ${key.pairs ? "count: 2, pairs: true" : "count: 1"}, overrides: ${ofGateway}}
    devices: [{id: s/d, twin: ${key.on}, count: ${key.count ?? 6}, overrides: ${overrides}}]
record: [{keep: full}]
${key.timeline === undefined ? "" : `timeline:\n${key.timeline.map((entry) => `  - ${entry}`).join("\n")}`}
${key.rest ?? ""}
`;
};

/** The run's digest, or the first thing its reader says. */
const outcome = async (text: string): Promise<string> => {
  try {
    const run = await runScenario(text);
    return run.broken().length > 0 ? `BROKEN ${run.broken().join()}` : run.result.digest;
  } catch (cause) {
    return `refused: ${String(cause).slice(0, 300)}`;
  }
};

/** What is wrong with the key, or nothing. */
export const wrongWith = async (path: string, key: TwinKey): Promise<string[]> => {
  const without = await outcome(worldOf(key, {}));
  if (!/^[0-9a-f]+$/.test(without)) return [`${path}: the world itself: ${without}`];
  const having = await outcome(worldOf(key, partAt(path, key.value)));
  if (having.startsWith("BROKEN")) return [`${path}: ${having}`];
  return having === without ? [`${path}: ${JSON.stringify(key.value)} changes nothing`] : [];
};

/** The same for a figure of a signal, whose kind is the whole signal's. */
export const wrongWithSignalKey = async (path: string, base: Part, value: unknown): Promise<string[]> => {
  const world = (signal: Part): string =>
    worldOf({ on: "temperature-wifi", value: null }, { signal }).replace(
      '"mtbf":"0s"',
      '"mtbf":"0s","reporting":{"interval":"2m"}',
    );
  const without = await outcome(world(base));
  if (!/^[0-9a-f]+$/.test(without)) return [`signal.${path}: the world itself: ${without}`];
  const having = await outcome(world(laidOver(base, partAt(path, value))));
  return having === without ? [`signal.${path}: ${JSON.stringify(value)} changes nothing`] : [];
};
