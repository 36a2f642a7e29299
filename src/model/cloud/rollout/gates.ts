// OTA-2, OTA-6: what the devices on the new version (canary) do against the others of the target (baseline), over a sliding
// window, from their vitals. Compared group by group: the baseline is weighted as the canary is made up, so that a canary
// with more LoRa devices is not judged by the Wi-Fi ones. Groups that stand on one side only are left out; without any, as at
// the end of a rollout, no rule holds. A device's update itself counts for neither side.
import { assert } from "../../../core/assert.js";
import { HOUR_MS } from "../../../core/duration.js";
import type { Mail } from "../../../event/message.js";
import { Vitals as VitalsMessage } from "../../../event/uplinks.js";
import type { GateRule, RolloutSpec } from "../../../spec/rollout.js";
import type { CloudState } from "../cloud-state.js";
import { CELLS, type GateBooks, type Ring, SLOTS, type Vitals } from "./gate-books.js";

const CANARY = 0;
const BASELINE = 1;
/** Moves a ring on to the present slot; what has left the window is forgotten. */
const turn = (ring: Ring, rule: GateRule, nowMs: number): number => {
  const slot = Math.floor(nowMs / (rule.windowMs / SLOTS));
  const size = ring.sums.length / SLOTS;
  const passed = Math.min(SLOTS, slot - ring.slot);
  for (let back = 0; back < passed; back++) {
    const at = ((slot - back) % SLOTS) * size;
    ring.sums.fill(0, at, at + size);
  }
  ring.slot = slot;
  return (slot % SLOTS) * size;
};

const vitalsOf = (state: CloudState, { inbox, row }: Mail, nowMs: number): Vitals => ({
  version: VitalsMessage.version(inbox)[row],
  atMs: nowMs,
  totals: {
    reboots: VitalsMessage.boots(inbox)[row],
    connects: VitalsMessage.dials(inbox)[row],
    energy: VitalsMessage.energyMj(inbox)[row] / 1_000,
    rejected: VitalsMessage.rejected(inbox)[row] + (state.ingest.rejected.get(inbox.entity[row]) ?? 0),
  },
});

/** Adds what a device did since its last vitals to every rule's window. */
const add = (
  books: GateBooks,
  spec: RolloutSpec,
  at: number,
  { last, now, value }: { last: Vitals; now: Vitals; value: number },
): void => {
  spec.abort.forEach((rule, index) => {
    const ring = books.rings[index];
    if (rule.kind !== "gate" || ring === null) return;
    const cell = turn(ring, rule, now.atMs) + at;
    const isMean = rule.figure === "value";
    ring.sums[cell] += rule.figure === "value" ? value : now.totals[rule.figure] - last.totals[rule.figure];
    ring.sums[cell + 1] += isMean ? 1 : now.atMs - last.atMs;
  });
};

/** A device's vitals arrive. */
export const onVitals = (state: CloudState, mail: Mail, nowMs: number): void => {
  const { inbox, row } = mail;
  const { plan } = state;
  const device = inbox.entity[row];
  const now = vitalsOf(state, mail, nowMs);
  state.rollout.rollouts.forEach((rollout, index) => {
    const books = rollout.gates;
    if (books === null || rollout.position[device] < 0) return;
    const spec = plan.scenario.rollouts[index];
    const target = plan.versions.indexOf(spec.version);
    const last = books.last.get(device);
    books.last.set(device, now);
    books.canaries += Number(now.version === target) - Number(last?.version === target);
    assert(books.canaries >= 0, "fewer canaries than none");
    if (last === undefined || last.version !== now.version) return;
    const value = VitalsMessage.value(inbox)[row];
    const side = now.version === target ? CANARY : BASELINE;
    add(books, spec, plan.groupOf[device] * CELLS + side * 2, { last, now, value });
  });
};

/** The canary's figure and what the baseline would make of the canary's mix, or null without data on a side. */
const compare = (ring: Ring, rule: GateRule): { canary: number; baseline: number } | null => {
  const { sums } = ring;
  const size = sums.length / SLOTS;
  let amount = 0;
  let expected = 0;
  let weight = 0;
  for (let group = 0; group < size; group += CELLS) {
    const total = [0, 0, 0, 0];
    for (let slot = 0; slot < SLOTS; slot++)
      for (let cell = 0; cell < CELLS; cell++) total[cell] += sums[slot * size + group + cell];
    const [canary, canaryWeight, baseline, baselineWeight] = total;
    if (canaryWeight === 0 || (rule.factor > 0 && baselineWeight === 0)) continue;
    amount += canary;
    weight += canaryWeight;
    if (baselineWeight > 0) expected += (canaryWeight * baseline) / baselineWeight;
  }
  if (weight === 0) return null;
  const per = rule.figure === "value" ? 1 : HOUR_MS;
  return { canary: (amount / weight) * per, baseline: (expected / weight) * per };
};

const words = (figure: number): string => String(Math.round(figure * 1_000) / 1_000);

/** Why a rule holds now, or null where it does not. */
export const brokenGate = (books: GateBooks, index: number, rule: GateRule, nowMs: number): string | null => {
  const ring = books.rings[index];
  if (ring === null || books.canaries < rule.minExecuted) return null;
  turn(ring, rule, nowMs);
  const found = compare(ring, rule);
  if (found === null) return null;
  const limit = rule.factor * found.baseline + rule.plus;
  if (rule.isAbove ? found.canary <= limit : found.canary >= limit) return null;
  const side = rule.isAbove ? "above" : "below";
  return `canary.${rule.figure} is ${words(found.canary)}, ${side} ${words(limit)} (${rule.text})`;
};
