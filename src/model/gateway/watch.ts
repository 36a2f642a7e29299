// INF-8: a gateway has its detectors look at what reaches it (src/detector), and says what they find: at each reading, and
// once per window at each device it has heard before. They see values and times, never what was injected.
import { type Looks, Verdict } from "../../detector/detector.js";
import { Events } from "../../event/events.js";
import { ANOMALIES } from "../../event/vocabulary.js";
import { refreshHealth } from "../device/health.js";
import type { Arrival } from "../state/arrival.js";
import type { CellState } from "../state/cell-state.js";
import { NEVER_S } from "../state/device-columns.js";
import { ENDS_WHEN_HEARD, type Watcher } from "../state/watchers.js";

/** Something is odd about a device, or is no longer. */
const tell = <When extends keyof Looks>(
  cell: CellState,
  { index, bit }: Watcher<When>,
  { device, nowMs, measured }: Looks[When],
  isFound: boolean,
): void => {
  const { dev } = cell;
  if (isFound) {
    dev.anomalies[device] |= bit;
    cell.values[cell.group(device).series.anomalies + index]++;
  } else dev.anomalies[device] &= ~bit;
  cell.emit(isFound ? Events.anomaly : Events.anomalyCleared, device, nowMs, { anomaly: index, measured });
  refreshHealth(cell, device, nowMs);
};

/** Has one detector judge what it is shown, and says what has changed. */
const judge = <When extends keyof Looks>(
  cell: CellState,
  watcher: Watcher<When>,
  look: Looks[When],
): void => {
  look.isFound = (cell.dev.anomalies[look.device] & watcher.bit) !== 0;
  const verdict = watcher.judge(look, cell.watched[watcher.index], watcher.figures);
  if (verdict !== Verdict.unchanged) tell(cell, watcher, look, verdict === Verdict.found);
};

/** A reading has reached gateway `k`, after `noteHeard`. Hot: once per reading. */
export const watchValue = (cell: CellState, k: number, reading: Arrival, nowMs: number): void => {
  const watchers = cell.gatewayModels[k].onValue[reading.group.index];
  reading.nowMs = nowMs;
  for (let one = 0; one < watchers.length; one++) judge(cell, watchers[one], reading);
};

/** A window of gateway `k` has closed: a look at each device that was heard before. */
export const watchWindow = (cell: CellState, k: number, nowMs: number): void => {
  const { dev, groupOf, windowLook: look } = cell;
  const { onWindow } = cell.gatewayModels[k];
  look.nowMs = nowMs;
  for (const device of cell.attached[k]) {
    if (dev.heardS[device] === NEVER_S) continue;
    look.device = device;
    look.silentMs = nowMs - dev.heardS[device] * 1_000;
    for (const watcher of onWindow[groupOf[device]]) judge(cell, watcher, look);
  }
};

/** Findings about a device are over; whose `bits` are not told, all of them. */
export const endFindings = (cell: CellState, device: number, nowMs: number, bits = -1): void => {
  const { dev } = cell;
  for (let index = 0; index < ANOMALIES.length; index++)
    if ((dev.anomalies[device] & bits & (1 << index)) !== 0)
      cell.emit(Events.anomalyCleared, device, nowMs, { anomaly: index, measured: 0 });
  dev.anomalies[device] &= ~bits;
};

/** A device was heard, whatever it said. What a look at that shows of the silence before is taken down here: it ends now. */
export const noteHeard = (cell: CellState, reading: Arrival, nowMs: number): void => {
  const { dev } = cell;
  const { device } = reading;
  const heardS = dev.heardS[device];
  reading.silentMs = heardS === NEVER_S ? 0 : nowMs - heardS * 1_000;
  dev.heardS[device] = nowMs / 1_000;
  if ((dev.anomalies[device] & ENDS_WHEN_HEARD) === 0) return;
  endFindings(cell, device, nowMs, ENDS_WHEN_HEARD);
  refreshHealth(cell, device, nowMs);
};
