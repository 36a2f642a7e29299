// PWR-3: when a battery will be empty, by the sliding slope of its charge, as a fuel gauge in the field would tell; and how
// right that was. The slope is measured every six hours (every day with a panel) and smoothed; below the degraded
// threshold a device reports less often, so the rest lasts longer. The forecast made when half of the charge was gone is
// kept and compared with the truth.
import { DAY_MS } from "../../core/duration.js";
import { Events } from "../../event/events.js";
import { batteryNote } from "../../event/vocabulary.js";
import type { Pack } from "../battery/pack.js";
import type { CellState } from "../state/cell-state.js";
import type { GroupModel } from "../state/group-model.js";
import { judgeSlope } from "./steepness.js";

/** Weight of the newest slope: a memory of about three measurements. */
const SMOOTHING = 0.3;

/** Nothing that lasts longer than this is told apart from never, ms: a century. */
const HORIZON_MS = 100 * 365 * DAY_MS;

/** Charge below which the device counts as empty at its present rate, nC; temperature aside. */
const emptyNcOf = (cell: CellState, device: number, pack: Pack): number => {
  const { dev } = cell;
  const locked = dev.usable[device] < 1 ? 1 - dev.usable[device] : 0;
  return (locked + pack.emptyShare) * dev.capacityNc[device];
};

/** Slope below the degraded threshold: what goes on always stays, what comes with reports thins out. */
const degradedSlope = (group: GroupModel, pack: Pack, slope: number): number => {
  const { twin } = group;
  const idle = Math.min(slope, group.sleepUA + pack.selfUA);
  return idle + (slope - idle) / twin.degradedIntervalFactor;
};

/**
 * When the battery of a device will be empty, virtual ms; Infinity for mains, for a battery that gains, and beyond a
 * century.
 */
export const forecastDepletionMs = (cell: CellState, device: number, nowMs: number): number => {
  const group = cell.group(device);
  const { pack } = group;
  if (pack === null) return Infinity;
  const { dev } = cell;
  const charge = dev.chargeNc[device];
  const slope = slopeOf(cell, device, nowMs);
  if (slope <= 0) return Infinity;
  const empty = emptyNcOf(cell, device, pack);
  const degraded = Math.max(empty, pack.degradedShare * dev.capacityNc[device]);
  const isPaced = group.trace < 0 && group.twin.signal.kind !== "occupancy" && pack.sun === null;
  const leftMs =
    isPaced && charge > degraded
      ? (charge - degraded) / slope + (degraded - empty) / degradedSlope(group, pack, slope)
      : Math.max(0, charge - empty) / slope;
  return leftMs > HORIZON_MS ? Infinity : Math.floor(nowMs + leftMs);
};

/** The sliding slope, or until its first measurement the mean since the start, nC per ms. */
const slopeOf = (cell: CellState, device: number, nowMs: number): number => {
  const { dev } = cell;
  if (dev.measuredS[device] > 0) return dev.slope[device];
  return nowMs === 0 ? 0 : (dev.measuredNc[device] - dev.chargeNc[device]) / nowMs;
};

/** Measures the slope when it is time, and with it what the mean current gets out; keeps the forecast of half-time. */
export const lookAhead = (cell: CellState, device: number, pack: Pack, nowMs: number): void => {
  const { dev } = cell;
  const spanMs = nowMs - dev.measuredS[device] * 1_000;
  if (spanMs >= pack.slopeMs) {
    const newest = (dev.measuredNc[device] - dev.chargeNc[device]) / spanMs;
    const isFirst = dev.measuredS[device] === 0;
    dev.slope[device] = isFirst ? newest : dev.slope[device] + SMOOTHING * (newest - dev.slope[device]);
    dev.measuredNc[device] = dev.chargeNc[device];
    dev.measuredS[device] = nowMs / 1_000;
    if (!isFirst) judgeSlope(cell, device, newest, nowMs);
    dev.usable[device] = pack.cell.usableAtRate(pack.rateC(Math.max(0, dev.slope[device])));
  }
  if (cell.forecastMs.has(device)) return;
  const half = (pack.initialNc + emptyNcOf(cell, device, pack)) / 2;
  if (dev.chargeNc[device] > half) return;
  const forecastMs = forecastDepletionMs(cell, device, nowMs);
  if (forecastMs === Infinity) return;
  cell.forecastMs.set(device, forecastMs);
  const ppm = Math.floor((dev.chargeNc[device] / dev.capacityNc[device]) * 1e6);
  cell.emit(Events.battery, device, nowMs, {
    what: batteryNote("forecast"),
    chargePpm: ppm,
    forecastMs,
  });
};

/** The battery is empty: how far off the forecast of half-time was. */
export const scoreForecast = (cell: CellState, device: number, group: GroupModel, nowMs: number): void => {
  const forecastMs = cell.forecastMs.get(device);
  if (forecastMs === undefined) return;
  cell.values[group.series.forecastError] += Math.abs(forecastMs - nowMs);
  cell.values[group.series.forecasts]++;
};
