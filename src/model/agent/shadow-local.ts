// SHD-2, device side: somebody turns a knob at the device. What they set holds at once, if the device can take it, and
// waits to be reported; until then the cloud's wish for the same property is a conflict.
import { Events } from "../../event/events.js";
import { SHADOW_SIDES } from "../../event/vocabulary.js";
import type { ShadowSection, ShadowValue } from "../../spec/shadow.js";
import { deviceClockMs } from "../device/clock.js";
import { Want, want } from "../device/requests.js";
import { leavesOf, mergeSection, patchOf, valueAt } from "../protocol/shadow-document.js";
import type { CellState } from "../state/cell-state.js";
import { Power } from "../state/power-states.js";
import { changesText, refreshSettings, refuseValue, shadowOf } from "./shadow-apply.js";
import { refusalOf } from "./shadow-refuse.js";
import { takeOutOfTrial } from "./shadow-trial.js";

const REPORTED = SHADOW_SIDES.indexOf("reported");

/** Sets values at a device, as the entry `name` says. */
export const setLocally = (
  cell: CellState,
  device: number,
  { set, name }: { set: ShadowSection; name: string },
  nowMs: number,
): void => {
  if (cell.dev.power[device] !== Power.running) return;
  const copy = shadowOf(cell, device);
  const group = cell.group(device);
  const changes: [string, ShadowValue | null, ShadowValue | null][] = [];
  for (const [path, value] of leavesOf(set)) {
    const why = refusalOf(group.shadowProperties.get(path), value);
    if (why !== null) {
      refuseValue(cell, copy, { path, value, why, desiredMs: -1 }, nowMs);
      continue;
    }
    changes.push([path, valueAt(copy.reported, path) ?? null, value]);
    copy.changedMs[path] = deviceClockMs(cell, device, nowMs);
    copy.trueMs[path] = nowMs;
    delete copy.refused[path];
    delete copy.openMs[path];
    takeOutOfTrial(copy, path);
  }
  copy.reported = mergeSection(copy.reported, patchOf(changes.map(([path, , value]) => [path, value])));
  copy.dirty = true;
  cell.emit(Events.shadow, device, nowMs, {
    shadowVersion: copy.version,
    side: REPORTED,
    device: cell.entityOf[device],
    note: `${name}: ${changesText(changes)}`,
  });
  refreshSettings(cell, copy, nowMs);
  want(cell, device, Want.report, nowMs);
};
