// OTA-6: what a firmware version does to a device it runs on. Whether a device is hit is its own draw, by version name.
import type { FirmwareSpec } from "../../scenario/scenario.js";
import type { CellState } from "../cell-state.js";
import { Purpose } from "../purpose.js";

/** A small stable number for a version's name, so that the draw does not depend on what other versions exist. */
const versionSalt = (version: string): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < version.length; at++) hash = Math.imul(hash ^ version.charCodeAt(at), 0x01000193);
  return hash & 0xfffff;
};

/** True when `version` boot-loops on this device. */
export const isBootLooping = (cell: CellState, device: number, version: string): boolean => {
  const firmware: FirmwareSpec | undefined = cell.plan.scenario.firmware.find(
    (spec) => spec.version === version,
  );
  if (firmware === undefined) return false;
  const group = cell.group(device);
  const { labels } = cell.plan.groups[group.index];
  return firmware.behaviours.some((behaviour, at) => {
    if (!Object.entries(behaviour.labels).every(([key, value]) => labels[key] === value)) return false;
    const counter = (versionSalt(version) + at) & 0xffffff;
    group.random.draw(cell.entityOf[device] - group.first, Purpose.firmware, counter);
    return group.random.chancePpm(behaviour.sharePpm);
  });
};
