// OTA-6: what a firmware version does to a device it runs on. Whether a device is hit is its own draw, by version name
// and behaviour, so it does not depend on what other versions exist.
import { counterOf } from "../../core/rng.js";
import type { FirmwareBehaviour } from "../../spec/firmware.js";
import { Purpose } from "../plan/purpose.js";
import type { CellState } from "./cell-state.js";

/** Behaviours as bits of the `quirks` column. */
export const Quirk = {
  "boot-loop": 1,
  leak: 2,
  drain: 4,
  "sensor-bias": 8,
  "payload-schema": 16,
  "sync-restart": 32,
  "no-backoff": 64,
} as const satisfies Record<FirmwareBehaviour["kind"], number>;

const behavioursOf = (cell: CellState, version: number): readonly FirmwareBehaviour[] => {
  const name = cell.plan.versions[version];
  return cell.plan.scenario.firmware.find((spec) => spec.version === name)?.behaviours ?? [];
};

/** The quirks a version has on this device. */
const quirksOf = (cell: CellState, device: number, version: number): number => {
  const { labels } = cell.plan.groups[cell.groupOf[device]];
  const name = cell.plan.versions[version];
  let quirks = 0;
  for (const behaviour of behavioursOf(cell, version)) {
    if (!Object.entries(behaviour.labels).every(([key, value]) => labels[key] === value)) continue;
    const behaviourName = `${name}:${behaviour.kind}`;
    if (cell.chance.chancePpm(device, Purpose.firmware, counterOf(behaviourName), behaviour.sharePpm))
      quirks |= Quirk[behaviour.kind];
  }
  return quirks;
};

/** Called at the start and whenever another version begins to run. */
export const refreshQuirks = (cell: CellState, device: number): void => {
  cell.dev.quirks[device] = quirksOf(cell, device, cell.dev.version[device]);
};

export const hasQuirk = (cell: CellState, device: number, kind: FirmwareBehaviour["kind"]): boolean =>
  (cell.dev.quirks[device] & Quirk[kind]) !== 0;

/** A number of the running version's behaviour (only asked where the quirk is present). */
export const quirkParam = (
  cell: CellState,
  device: number,
  kind: FirmwareBehaviour["kind"],
  name: string,
): number =>
  behavioursOf(cell, cell.dev.version[device]).find((behaviour) => behaviour.kind === kind)?.params[name] ??
  0;
