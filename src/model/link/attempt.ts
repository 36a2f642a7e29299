// One attempt over one device's link, decided: bursts, fading under a drifting shadow, whatever else is on air; and how
// the link adapts. State moves on only when the link is used, in closed form over the time between, so it needs no timer.

import {
  ADR_FRAMES,
  ADR_SILENCE_FRAMES,
  ADR_SILENCE_STEP,
  adrSetting,
  POWER_STEP_DB,
  SPREADING_MAX,
} from "../../transport/lora-spreading.js";
import { DRIFT_DB, DRIFT_MEMORY_MS, fadeChance, nextDrift, noiseDbm } from "../../transport/path-loss.js";
import { Purpose } from "../plan/purpose.js";
import { badChance } from "../radio/gilbert-elliott.js";
import { addUplink, gatewaySurvival } from "../radio/lora-collision.js";
import { flatLossPpm, rssiDbm } from "../radio/signal-strength.js";
import type { CellState } from "../state/cell-state.js";
import type { GroupModel } from "../state/group-model.js";
import { NO_SNR_DB } from "../state/link-columns.js";
import { Power } from "../state/power-states.js";

/** The shadow is looked at anew after this long: short against its memory. */
const DRIFT_STEP_S = 30;
/** Confirmed frames: one factor slower after every second try that failed (LoRaMac 1.0). */
const TRIES_PER_STEP = 2;

/** How an attempt ended on the air. */
export const Fate = { arrived: 0, faded: 1, collided: 2 } as const;
export type Fate = (typeof Fate)[keyof typeof Fate];

/** How a frame ended for its sender: told (acknowledged), heard (the device does not know), or neither. */
export const Told = { no: 0, heard: 1, yes: 2 } as const;
export type Told = (typeof Told)[keyof typeof Told];

/** The share of attempts that a device's link loses where nothing is wrong with it, ppm. */
export const usualLossPpm = (cell: CellState, device: number, group: GroupModel): number =>
  flatLossPpm(group.radio.twin, cell.chance.of(device), cell.entityOf[device]);

/** Sets up a device's link for virtual time 0. A device that is not in service yet begins with the slowest ADR rate. */
export const startLink = (cell: CellState, device: number, group: GroupModel, isInService: boolean): void => {
  const { link, dev } = cell;
  const { transport, twin, payloadBytes } = group.radio;
  const rssi = rssiDbm(twin, cell.chance.of(device), cell.entityOf[device]);
  link.rssiDbm[device] = rssi;
  link.rate[device] = transport.rateFor(twin, rssi, payloadBytes);
  if (!isInService && twin.link.adr && twin.link.spreading === 0)
    link.rate[device] = transport.rateFor(twin, -Infinity, payloadBytes);
  dev.lossPpm[device] = usualLossPpm(cell, device, group);
  // A fleet in service knows its links.
  if (isInService) dev.lossSeen[device] = dev.lossPpm[device] / 1e6;
  if (group.radio.isSimple) return;
  // Draws of their own: the first attempt's must not repeat them.
  link.drift[device] = cell.chance.normal(device, Purpose.driftStart, 0);
  if (twin.link.burst === null) return;
  link.isBad[device] = cell.chance.chancePpm(device, Purpose.burstStart, 0, dev.lossPpm[device]) ? 1 : 0;
};

/** Received power by the latest drift, dBm, at the device's present power. */
const heardDbm = (cell: CellState, device: number): number => {
  const { link } = cell;
  return link.rssiDbm[device] - DRIFT_DB * link.drift[device] - POWER_STEP_DB * link.powerSteps[device];
};

/** Received power now, dBm, with the drift of the shadow brought up to date. */
const presentRssi = (cell: CellState, device: number, attempt: number, atMs: number): number => {
  const { link } = cell;
  const nowS = Math.floor(atMs / 1000);
  const elapsedS = nowS - link.driftS[device];
  if (elapsedS >= DRIFT_STEP_S) {
    const normal = cell.chance.normal(device, Purpose.drift, attempt);
    link.drift[device] = nextDrift(link.drift[device], elapsedS * 1000, DRIFT_MEMORY_MS, normal);
    link.driftS[device] = nowS;
  }
  return heardDbm(cell, device);
};

/** Chance that an attempt is lost to the burst state: 0 or 1 where there are bursts, else the plain share. */
const burstLoss = (cell: CellState, device: number, lost: number, atMs: number): number => {
  const { dev, link } = cell;
  const { burst } = cell.group(device).radio.twin.link;
  if (burst === null || lost >= 1) return lost;
  const chance = badChance(burst, lost, link.isBad[device] === 1, atMs - link.burstMs[device]);
  link.isBad[device] = cell.chance.uniform(device, Purpose.burst, dev.attempts[device]) < chance ? 1 : 0;
  link.burstMs[device] = atMs;
  return link.isBad[device];
};

/** True where nobody can hear a device that hangs on a gateway: that has no power, or the device's own radio is cut off. */
const isDeaf = ({ dev, gatewayOf, gw }: CellState, device: number): boolean => {
  const k = gatewayOf[device];
  return k >= 0 && (gw.power[k] !== Power.running || dev.radioHolds[device] !== 0);
};

/** Of so many tries the share that was lost is remembered. */
const LOSS_MEMORY = 32;

/**
 * What is known of a link's quality: a device sees which of its confirmed tries nobody acknowledged; gaps in the numbers of others
 * are seen by whoever hears the next one.
 */
const noteTry = ({ dev }: CellState, device: number, isConfirmed: boolean, isLost: boolean): void => {
  let seen = dev.lossSeen[device];
  if (isLost && !isConfirmed) {
    if (dev.missed[device] < 255) dev.missed[device]++;
    return;
  }
  for (let gap = dev.missed[device]; gap > 0; gap--) seen += (1 - seen) / LOSS_MEMORY;
  dev.missed[device] = 0;
  dev.lossSeen[device] = seen + ((isLost ? 1 : 0) - seen) / LOSS_MEMORY;
};

/**
 * Decides one attempt of `airtimeUs` at `atMs`; from now on it is the device's latest. Hot: once per attempt; a simple link costs
 * one draw, a LoRa link with everything about five times that.
 */
export const attemptFate = (cell: CellState, device: number, airtimeUs: number, atMs: number): Fate => {
  const { dev, link } = cell;
  const { radio } = cell.group(device);
  const attempt = ++dev.attempts[device];
  let lost = dev.lossPpm[device] / 1e6;
  let survival = 1;
  if (!radio.isSimple) {
    const rate = link.rate[device];
    lost = burstLoss(cell, device, lost, atMs);
    let strength = link.rssiDbm[device] - POWER_STEP_DB * link.powerSteps[device];
    if (radio.hasBudget) {
      strength = presentRssi(cell, device, attempt, atMs);
      lost = 1 - (1 - lost) * (1 - fadeChance(radio.transport.marginDb(radio.twin, rate, strength)));
    }
    for (let frame = 1, once = lost; frame < radio.frames[rate]; frame++) lost = 1 - (1 - lost) * (1 - once);
    const k = cell.gatewayOf[device];
    if (radio.collides && k >= 0) {
      const { onAir } = cell;
      onAir.gateway = k;
      onAir.spreading = rate;
      onAir.rssiDbm = strength;
      onAir.airtimeUs = airtimeUs;
      onAir.channels = radio.twin.link.channels;
      survival = gatewaySurvival(link.load, onAir, atMs);
      addUplink(link.load, onAir, atMs);
    }
  }
  const uniform = cell.chance.uniform(device, Purpose.link, attempt);
  const fate =
    isDeaf(cell, device) || uniform < lost
      ? Fate.faded
      : survival === 1 || uniform >= 1 - (1 - lost) * survival
        ? Fate.arrived
        : Fate.collided;
  noteTry(cell, device, radio.isConfirmed, fate !== Fate.arrived);
  return fate;
};

/** What the network has heard so far was said otherwise. */
const forgetAdr = (cell: CellState, device: number): void => {
  cell.link.adrFrames[device] = 0;
  cell.link.adrBestDb[device] = NO_SNR_DB;
};

/** Back to full power; from there slower by one factor, where the payload still fits (LoRaWAN 1.0.3, 4.3.1.1). */
const makeItselfHeard = (cell: CellState, device: number, group: GroupModel): void => {
  const { link } = cell;
  const { transport, twin, payloadBytes } = group.radio;
  if (link.powerSteps[device] > 0) {
    link.powerSteps[device] = 0;
    forgetAdr(cell, device);
    return;
  }
  const next = link.rate[device] + 1;
  if (next > SPREADING_MAX) return;
  if (!twin.link.fragments && transport.payloadMaxBytes(twin, next) < payloadBytes) return;
  link.rate[device] = next;
  forgetAdr(cell, device);
};

/**
 * ADR after a frame. The network's side: faster, then with less power, once it has heard enough good frames and can say so.
 * The device's side: louder, then slower when nobody answers.
 */
export const adapt = (cell: CellState, device: number, told: Told, isConfirmed: boolean): void => {
  const { link } = cell;
  const group = cell.group(device);
  const { twin } = group.radio;
  if (!twin.link.adr) return;
  if (told !== Told.no) {
    const snrDb = Math.round(heardDbm(cell, device) - noiseDbm(twin.link.bandwidthKhz));
    if (snrDb > link.adrBestDb[device]) link.adrBestDb[device] = Math.min(127, snrDb);
    if (link.adrFrames[device] < ADR_FRAMES) link.adrFrames[device]++;
  }
  // An unconfirmed frame that was heard leaves room for the network's word.
  if (told >= (isConfirmed ? Told.yes : Told.heard)) {
    link.unheard[device] = 0;
    if (link.adrFrames[device] < ADR_FRAMES) return;
    const now = { spreading: link.rate[device], powerSteps: link.powerSteps[device] };
    const next = adrSetting(now, link.adrBestDb[device], group.radio.powerStepsMax);
    link.rate[device] = next.spreading;
    link.powerSteps[device] = next.powerSteps;
    forgetAdr(cell, device);
    return;
  }
  if (link.unheard[device] < 255) link.unheard[device]++;
  const unheard = link.unheard[device];
  const isStep = isConfirmed
    ? unheard % TRIES_PER_STEP === 0
    : unheard >= ADR_SILENCE_FRAMES && (unheard - ADR_SILENCE_FRAMES) % ADR_SILENCE_STEP === 0;
  if (isStep) makeItselfHeard(cell, device, group);
};
