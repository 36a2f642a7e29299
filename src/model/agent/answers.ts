// LIF-10: what a device answers to a command that asks for something, and what that takes: a fresh sample, its own figures,
// a lamp that blinks. Answers are JSON texts in the acknowledgement. Left out: commands with parameters.
import { HEALTH_STATES, REBOOT_CAUSES } from "../../event/vocabulary.js";
import { COMPUTE, INDICATOR, SENSE } from "../battery/load.js";
import { freshSample } from "../device/sampling.js";
import { bufferedCount } from "../link/buffer.js";
import { Purpose } from "../plan/purpose.js";
import { drain, openMv } from "../power/battery.js";
import { chargePpm } from "../power/charge.js";
import type { CellState } from "../state/cell-state.js";

/** Ten flashes of 100 ms within five seconds, an indicator of 5 mA. */
const BLINK_UA = 5_000;
const BLINK_LIT_MS = 1_000;
/** Reading one's own counters takes a small processor this long. */
const DIAGNOSE_MS = 20;

/** How a command went: the device takes `tookMs` before it acknowledges. */
export interface Answer {
  outcome: "done" | "refused";
  tookMs: number;
  body?: string;
}

/** One sample now, paid for like any other. */
export const readSensor = (cell: CellState, device: number, sequence: number, nowMs: number): Answer => {
  const group = cell.group(device);
  const { senseMs, computeMs } = group.twin.power;
  drain(cell, device, SENSE, group.senseNc);
  drain(cell, device, COMPUTE, group.computeNc);
  const tookMs = Math.ceil(senseMs + computeMs);
  const value = freshSample(cell, device, sequence, nowMs);
  return value === null
    ? { outcome: "refused", tookMs, body: JSON.stringify({ error: "the sensor does not answer" }) }
    : { outcome: "done", tookMs, body: JSON.stringify({ value, sampledAtMs: nowMs }) };
};

/** When the device last began to run: its latest boot, else when it was switched on. */
const runningSinceMs = (cell: CellState, device: number): number => {
  const { start } = cell.plan.scenario;
  if (cell.dev.boots[device] > 0) return cell.dev.rebootScoreS[device] * 1_000;
  if (start.state === "active") return 0;
  return 1 + Math.floor(cell.chance.uniform(device, Purpose.start, 0) * start.overMs);
};

/** The device's own figures. A mains device has no battery to speak of. */
export const diagnose = (cell: CellState, device: number, nowMs: number): Answer => {
  const { dev, link, plan } = cell;
  const group = cell.group(device);
  drain(cell, device, COMPUTE, Math.floor(group.twin.power.computeUA * DIAGNOSE_MS));
  const batteryMv = openMv(cell, device, group, nowMs);
  const boots = dev.boots[device];
  const body = JSON.stringify({
    batteryPercent: batteryMv === null ? null : Math.floor(chargePpm(cell, device, group) / 1_000) / 10,
    batteryMv,
    rssiDbm: Math.round(link.rssiDbm[device] * 10) / 10,
    lossPercent: dev.lossPpm[device] / 10_000,
    reboots: boots,
    lastReboot: boots === 0 ? null : REBOOT_CAUSES[dev.rebootCause[device]],
    uptimeS: Math.floor((nowMs - runningSinceMs(cell, device)) / 1_000),
    firmware: plan.versions[dev.version[device]],
    bufferFree: Math.max(0, group.twin.bufferMax - bufferedCount(cell, device)),
    on: cell.edge.on.get(device) ?? [],
    health: HEALTH_STATES[dev.health[device]],
  });
  return { outcome: "done", tookMs: DIAGNOSE_MS, body };
};

/** Somebody on site looks for the blinking one. It is acknowledged when the blinking begins. */
export const blink = (cell: CellState, device: number): Answer => {
  drain(cell, device, INDICATOR, BLINK_UA * BLINK_LIT_MS);
  return { outcome: "done", tookMs: 0 };
};
