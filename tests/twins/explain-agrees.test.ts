// Every battery twin, reckoned and played: charge by consumer, readings, time on air and bytes of a day. Each line has its
// tolerance: what is left of chance in the run, and of what the reckoning says that it leaves out.
import { expect, test } from "vitest";
import { seedKey } from "../../src/core/rng.js";
import { CONSUMERS, type Consumer } from "../../src/event/vocabulary.js";
import { explainTwin, type TwinExplanation } from "../../src/explain/explain-twin.js";
import { Pack } from "../../src/model/battery/pack.js";
import type { DeviceTwin } from "../../src/spec/twin.js";
import { PING_WIRE_BYTES } from "../../src/transport/transport.js";
import { runScenario } from "../run-scenario.js";
import { drainedMAhPerDay, groupText, shippedDevices, twinWith } from "./reading.js";

/** Open-circuit voltage of a fresh pack: what the first days' charge is booked at. */
const freshVolts = (twin: DeviceTwin): number => {
  const { battery } = twin.power;
  if (battery === null) throw new Error(`${twin.name} has no battery`);
  const setting = { site: "here", runKey: seedKey("test"), startsAt: "2026-01-01T00:00:00Z" };
  return new Pack(battery, twin, setting).terminalMv(0, 0) / 1_000;
};

const byConsumer = ({ budget }: TwinExplanation, consumer: Consumer): number =>
  (budget?.lines ?? [])
    .filter((line) => line.consumer === consumer)
    .reduce((sum, { mAhPerDay }) => sum + mAhPerDay, 0);

interface Trial {
  devices: number;
  days: number;
  /** Of charges but the radio's, and of readings. */
  within: number;
  /** Of the radio: charge, time on air, bytes. */
  radioWithin: number;
  /** Why no closer. */
  why: string;
  overrides?: string;
  /** The share of a day that a consumer may take of which the explanation says nothing. */
  unreckoned?: number;
}

// ADR settles over weeks and what is reckoned with is its first decision, so it is switched off. Ten devices on a gateway:
// what a crowd does to a link is left out of the reckoning.
const TRIALS: Record<string, Trial> = {
  "air-quality": {
    devices: 1_000,
    days: 2,
    within: 0.02,
    radioWithin: 0.08,
    why: "spreading factors by place: SF12 takes 25 times SF7, at a tenth of the places",
    overrides: "radio: {adr: false}",
  },
  "asset-tracker": {
    devices: 200,
    days: 5,
    within: 0.03,
    radioWithin: 0.03,
    why: "3,000 trips and stops a day",
  },
  "cold-chain-logger": {
    devices: 40,
    days: 4,
    within: 0.01,
    radioWithin: 0.015,
    why: "the first batch leaves after half an hour",
  },
  "occupancy-pir": { devices: 100, days: 5, within: 0.03, radioWithin: 0.03, why: "an occupancy process" },
  "parking-lora": {
    devices: 400,
    days: 4,
    within: 0.01,
    radioWithin: 0.08,
    why: "spreading factors by place, acknowledged",
    overrides: "radio: {adr: false}",
  },
  "parking-nbiot": {
    devices: 1_500,
    days: 2,
    within: 0.01,
    radioWithin: 0.08,
    why: "coverage classes by place",
  },
  "soil-moisture-valve": {
    devices: 800,
    days: 2,
    within: 0.03,
    radioWithin: 0.1,
    why: "spreading factors by place; the valve moves with the weather of two days",
    overrides: "radio: {adr: false}",
  },
  "temperature-humidity": {
    devices: 40,
    days: 4,
    within: 0.01,
    radioWithin: 0.02,
    why: "a deadband over a noisy signal",
  },
  "vibration-sensor": {
    devices: 30,
    days: 2,
    within: 0.01,
    radioWithin: 0.02,
    why: "3 % lost, each with its own share",
  },
  wearable: {
    devices: 100,
    days: 1,
    within: 0.01,
    radioWithin: 0.1,
    unreckoned: 0.02,
    why: "bursts: a reading that waits behind another takes no tries of its own; after a long one it looks for its gateway",
  },
};
const RADIO: readonly Consumer[] = ["transmit", "receive"];
/** A line below this share of the day is of something rare, counted a few times while the signal was played. */
const RARE_SHARE = 1e-4;
const RARE_WITHIN = 0.5;
/** A lost acknowledgement makes a duplicate, which arrives, too. */
const DUPLICATES = 0.02;

const batteryTwins = shippedDevices()
  .filter(({ power }) => power.source === "battery")
  .map(({ name }) => name);

test("every battery twin has its trial", () => {
  expect(Object.keys(TRIALS).sort()).toEqual([...batteryTwins].sort());
});

test.each(Object.entries(TRIALS))("%s does in a day what its explanation says", async (name, trial) => {
  const { devices, days, within, radioWithin, why } = trial;
  // No failures, no season: the days played are as warm as the year that is reckoned with.
  const more = trial.overrides === undefined ? "" : `, ${trial.overrides}`;
  const overrides = `{mtbf: 0s, power: {ambient: {season: 0degC}}${more}}`;
  const explanation = explainTwin(twinWith(name, overrides));
  const { twin, traffic, link } = explanation;
  const run = await runScenario(groupText(name, overrides, devices, `${days}d`));
  const perDay = (total: number): number => total / devices / days;

  const agree = (what: string, played: number, reckoned: number, tolerance: number): void => {
    const ratio = played / reckoned;
    expect(Math.abs(ratio - 1), `${what}: played ${played}, reckoned ${reckoned} (${why})`).toBeLessThan(
      tolerance,
    );
  };
  const drained = drainedMAhPerDay(run, freshVolts(twin), days);
  for (const consumer of CONSUMERS) {
    const reckoned = byConsumer(explanation, consumer);
    const isRare = reckoned < RARE_SHARE * (explanation.budget?.mAhPerDay ?? 0);
    const close = RADIO.includes(consumer) ? radioWithin : within;
    const unreckonedMAh = (trial.unreckoned ?? 0) * (explanation.budget?.mAhPerDay ?? 0);
    if (reckoned === 0) expect(drained[consumer], consumer).toBeLessThanOrEqual(unreckonedMAh);
    else agree(consumer, drained[consumer], reckoned, isRare ? RARE_WITHIN : close);
  }
  const exchanges = traffic.exchangesPerDay * (link.isConfirmed ? link.tries : 1);
  agree("readings", perDay(run.total("messages.produced")), traffic.readingsPerDay, within);
  const { pingsPerDay } = traffic;
  const pingMs =
    link.rates.reduce((sum, { rate, share }) => sum + share * link.model.pingAirUs[rate], 0) / 1_000;
  agree(
    "time on air",
    perDay(run.total("net.airtime")) / 1_000,
    exchanges * link.airtimeMs + pingsPerDay * pingMs,
    radioWithin,
  );
  if (twin.attach === "direct")
    agree(
      "bytes",
      perDay(run.total("net.bytes.up", undefined, run.plan.groups[0].id)),
      exchanges * link.wireBytes + pingsPerDay * PING_WIRE_BYTES,
      radioWithin,
    );
  else {
    const arriving = link.isConfirmed ? 1 : 1 - link.loss;
    const bytes = traffic.readingsPerDay * arriving * twin.reporting.payloadBytes;
    agree("bytes", perDay(run.total("fog.bytes.in")), bytes, within + DUPLICATES);
  }
});
