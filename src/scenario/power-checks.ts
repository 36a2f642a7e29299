// What the power figures of a twin say of one another: a sample longer than the time between two, a sleep that costs more
// than being awake, a battery that cannot run its device for an hour. Figures are lower bounds (no retries, no join, no
// LoRa frames, whose length is a formula), so what is told is certain. Left out: what rate and cold take from the cell.
import { HOUR_MS, MINUTE_MS } from "../core/duration.js";
import { NC_PER_MAH, PPM_PER_PERCENT } from "../core/units.js";
import type { BatteryTwin, ChemistrySpec } from "../spec/power.js";
import type { RadioTwin } from "../spec/radio.js";
import type { Problems } from "./problems.js";
import type { DeviceTwinText } from "./schema/twin-device.js";
import { type Path, spanAt, type Tree } from "./tree.js";

const currentText = (uA: number): string => {
  const [value, unit] = uA >= 1e6 ? [uA / 1e6, "A"] : uA >= 1_000 ? [uA / 1_000, "mA"] : [uA, "uA"];
  return `${Number(value.toPrecision(3))} ${unit}`;
};
const secondsText = (ms: number): string => `${Number((ms / 1_000).toPrecision(4))} s`;

/** How often the twin takes a sample, ms; Infinity where only its sensor or its heartbeat wakes it. */
const sampledMs = ({ signal, reporting }: DeviceTwinText): number =>
  signal.kind === "occupancy" && reporting.mode !== "polled" && reporting.watch === "interrupt"
    ? Infinity
    : reporting.interval;

/** Least mean current, uA: asleep, its samples, and a periodic twin's messages. */
const meanUA = (text: DeviceTwinText, radio: RadioTwin): number => {
  const { sleep, sense, compute } = text.power;
  const sampleUAMs = sense.current * sense.time + compute.current * compute.time;
  const { payload, mode, interval } = text.reporting;
  const isSent = mode === "periodic" && radio.link.batch === null && text.signal.kind !== "occupancy";
  const txMs = radio.txMs + (radio.txUsPerByte * (payload + radio.overheadBytes)) / 1_000;
  const sendUAMs = !isSent || radio.link.computesTransmit ? 0 : radio.txUA * txMs;
  return sleep + sampleUAMs / sampledMs(text) + sendUAMs / interval;
};

/** Voltage of a fresh pack under a current, by the ohmic part of its resistance alone: it is never higher, mV. */
const freshMv = (battery: BatteryTwin, chemistry: ChemistrySpec, uA: number): number => {
  const { capacityMAh, cellsInSeries, milliohm } = battery;
  const [full] = chemistry.curve;
  const own = (cellsInSeries * full.milliohm * chemistry.referenceMAh) / capacityMAh;
  return full.openMv * cellsInSeries - (uA / 1e6) * (milliohm ?? own) * (chemistry.ohmicPpm / 1e6);
};

interface Place {
  problems: Problems;
  tree: Tree;
  name: string;
}

/** Tells what does not go together; returns false where something does not. */
export const checkPower = (
  { problems, tree, name }: Place,
  text: DeviceTwinText,
  battery: BatteryTwin | null,
  radio: RadioTwin,
): boolean => {
  const before = problems.errorCount;
  const tell = (path: Path, message: string, hint?: string): void =>
    problems.error(spanAt(tree, path), "SCN029", `${name}.${message}`, hint);
  const { power, degraded } = text;

  const awakeMs = power.sense.time + power.compute.time;
  const everyMs = sampledMs(text);
  if (awakeMs > everyMs)
    tell(
      ["power", power.sense.time >= power.compute.time ? "sense" : "compute", "time"],
      `power: a sample takes ${secondsText(awakeMs)} (sense and compute); it must fit between two, ${secondsText(everyMs)} apart`,
      "a device that is always awake senses for the whole interval",
    );
  if (battery === null) return problems.errorCount === before;

  const awakeUA = Math.max(power.sense.current, power.compute.current, radio.txUA, radio.rxUA);
  if (power.sleep > awakeUA && awakeUA > 0)
    tell(
      ["power", "sleep"],
      `power.sleep is ${currentText(power.sleep)}; it must be at most ${currentText(awakeUA)}, the most that the device takes awake`,
      "sleep currents are uA",
    );
  if (battery.emptyPpm > degraded.below && degraded.below > 0)
    tell(
      ["power", "battery", "empty"],
      `power.battery.empty is ${battery.emptyPpm / PPM_PER_PERCENT} %; it must be at most degraded.below, ${degraded.below / PPM_PER_PERCENT} %`,
      "else the device goes off before it is degraded; degraded: {below: 0%} turns that off",
    );
  const nominalMv = battery.chemistry.nominalMv * battery.cellsInSeries;
  const fullMv = battery.chemistry.curve[0].openMv * battery.cellsInSeries;
  if (battery.brownoutMv > nominalMv && battery.brownoutMv < fullMv)
    tell(
      ["power", "battery", "brownout"],
      `power.battery.brownout is ${battery.brownoutMv} mV; it must be at most ${nominalMv} mV, the nominal voltage`,
      "else the device is off for most of its charge",
    );
  const hadShare = (battery.initialChargePpm - battery.emptyPpm) / 1e6;
  const lastsMs = (battery.capacityMAh * hadShare * NC_PER_MAH) / meanUA(text, radio);
  if (power.solar === undefined && hadShare > 0 && lastsMs < HOUR_MS)
    tell(
      ["power", "battery", "capacity"],
      `power.battery.capacity is ${battery.capacityMAh} mAh; at ${currentText(meanUA(text, radio))} on average it is empty after ${Number((lastsMs / MINUTE_MS).toPrecision(2))} minutes, it must last an hour`,
      "on average: sleep + (sense + compute) / interval, and what a message takes",
    );
  const peakMv = freshMv(battery, battery.chemistry, radio.txUA);
  if (problems.errorCount === before && peakMv < battery.brownoutMv && battery.brownoutMv < fullMv)
    problems.warning(
      spanAt(tree, ["power", "battery"]),
      "SCN029",
      `${name}.power.battery: sending at ${currentText(radio.txUA)} pulls a fresh pack to ${Math.max(0, Math.round(peakMv))} mV, below its brown-out at ${battery.brownoutMv} mV; the device never sends`,
      "a capacitor beside the cell is a lower `resistance`",
    );
  return problems.errorCount === before;
};
