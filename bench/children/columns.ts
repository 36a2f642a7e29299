// Counts the bytes of a fleet's state after its first virtual minute: every typed column that the cells' models and
// timer queues reach, the cloud's, and the plan that all share. Argument: scenario file, then name=value settings.
import { existsSync, readFileSync } from "node:fs";
import { built, ROOT } from "../product.js";

export interface ColumnBytes {
  devices: number;
  cellBytes: number;
  cloudBytes: number;
  planBytes: number;
}

const MINUTE_MS = 60_000;

/** Bytes of all buffers reachable from `root` that are not in `seen` yet. */
const bytesOf = (root: unknown, seen: Set<unknown>): number => {
  let bytes = 0;
  const open: unknown[] = [root];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    if (ArrayBuffer.isView(value)) {
      if (!seen.has(value.buffer)) bytes += value.buffer.byteLength;
      seen.add(value.buffer);
    } else if (value instanceof Map) open.push(...value.keys(), ...value.values());
    else if (Array.isArray(value)) for (const item of value) open.push(item);
    else open.push(...Object.values(value));
  }
  return bytes;
};

const [file, ...settings] = process.argv.slice(2);
const { loadScenario } = await built<typeof import("../../src/scenario/load.js")>("scenario/load");
const { createWorld } = await built<typeof import("../../src/engine/fleet-world.js")>("engine/fleet-world");
const { CellGroup } = await built<typeof import("../../src/engine/cell-group.js")>("engine/cell-group");
const { CloudHost } = await built<typeof import("../../src/engine/cloud-host.js")>("engine/cloud-host");
const { scenarios } = loadScenario(file, {
  set: Object.fromEntries(settings.map((setting) => setting.split("=", 2))),
  readText: (path) => readFileSync(path, "utf8"),
  exists: existsSync,
  shippedRoot: ROOT,
});
const world = createWorld(scenarios[0], {});
const group = new CellGroup(
  world,
  Array.from({ length: world.cellCount }, (_, cell) => cell),
);
const cloud = new CloudHost(world);
group.start();
cloud.start();
group.advance(MINUTE_MS, 0);
const uplinks = group.takeUplinks();
if (uplinks !== null) cloud.deliver(uplinks);
group.takeRows();
cloud.advance(MINUTE_MS);

const seen = new Set<unknown>([scenarios[0]]);
const planBytes = bytesOf([world.cellOf, world.localOf], seen);
// The plan is reachable from every model; the shared columns found on the way count as the cells'.
const cellBytes = bytesOf(group, seen);
const cloudBytes = bytesOf(cloud, seen);
const counted: ColumnBytes = {
  devices: world.entityCount - world.gatewayCount,
  cellBytes,
  cloudBytes,
  planBytes,
};
process.stdout.write(JSON.stringify(counted));
