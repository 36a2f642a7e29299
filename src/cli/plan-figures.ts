// What a plan says beyond who and when: time on air and duty cycle by group, the month's cost, the download a rollout asks
// for at its fastest, and how long the run takes. By the same figures the model goes by; a day in which nothing goes wrong.
import { DAY_MS, MINUTE_MS } from "../core/duration.js";
import { costWarnings } from "../cost/cost-warnings.js";
import { invoice } from "../cost/invoice.js";
import type { PriceBook } from "../cost/price-book.js";
import { METER_NAMES, type Meter, type Usage } from "../cost/usage.js";
import { BACKHAUL_OVERHEAD_BYTES, stepsOf, TOPIC_BYTES } from "../event/sizes.js";
import { explainTwin, type TwinExplanation } from "../explain/explain-twin.js";
import type { DeviceGroup, FleetPlan } from "../model/plan/plan.js";
import type { RolloutSpec } from "../spec/rollout.js";
import type { DeviceTwin } from "../spec/twin.js";
import { TRANSPORTS } from "../transport/kinds.js";
import { PING_WIRE_BYTES } from "../transport/transport.js";

const DAYS = 30;
const MINUTES = DAYS * 1_440;

/** Measured on two cores with Node 20 (docs/coverage.md, speed): starting up and reporting, a step, a message to the cloud. */
const STARTUP_MS = 1_500;
const STEP_US = 0.35;
const MESSAGE_US = 4;

/** Explanations of twins, each worked out once. */
export const explainer = (): ((twin: DeviceTwin) => TwinExplanation) => {
  const known = new Map<DeviceTwin, TwinExplanation>();
  return (twin) => {
    const found = known.get(twin) ?? explainTwin(twin);
    known.set(twin, found);
    return found;
  };
};

/** A device's time on air in a day, ms; its share of the day; and of what its duty cycle allows (null: no limit). */
export const airOf = ({ traffic, link, dutyUsed }: TwinExplanation) => {
  const { model, rates } = link;
  const pingMs = rates.reduce((sum, { rate, share }) => sum + share * model.pingAirUs[rate], 0) / 1_000;
  const tries = link.isConfirmed ? link.tries : 1;
  const airMsPerDay = traffic.exchangesPerDay * tries * link.airtimeMs + traffic.pingsPerDay * pingMs;
  return { airMsPerDay, airShare: airMsPerDay / DAY_MS, dutyUsed };
};

/** What a group has a month of. */
export interface GroupVolume {
  group: DeviceGroup;
  readingsPerDay: number;
  cloudMessagesPerDay: number;
  /** Payload of one of those messages. */
  messageBytes: number;
  explanation: TwinExplanation;
}

/** A month's use as the meters count it. Sessions stay open, nothing is repeated, no shadow changes. */
const usageOf = (plan: FleetPlan, volumes: readonly GroupVolume[]): Usage => {
  const quantities = Object.fromEntries(METER_NAMES.map((meter) => [meter, 0])) as Record<Meter, number>;
  const { cloud } = plan.scenario;
  const add = (meter: Meter, quantity: number): void => {
    quantities[meter] += quantity;
  };
  for (const { group, readingsPerDay, cloudMessagesPerDay, messageBytes, explanation } of volumes) {
    const { traffic, link } = explanation;
    const isDirect = group.via === "direct";
    const messages = DAYS * cloudMessagesPerDay;
    const steps = messages * stepsOf(messageBytes + TOPIC_BYTES, cloud.metering.stepBytes);
    const exchanges = DAYS * group.count * traffic.exchangesPerDay * (link.isConfirmed ? link.tries : 1);
    const pings = isDirect ? DAYS * group.count * traffic.pingsPerDay * PING_WIRE_BYTES : 0;
    const up = isDirect
      ? exchanges * link.wireBytes + pings
      : messages * (messageBytes + BACKHAUL_OVERHEAD_BYTES);
    const down = isDirect ? exchanges * link.ackBytes + pings : 0;
    for (const meter of ["messages", "rules-triggered", "rule-actions"] as const) add(meter, steps);
    add("stored-bytes", messages * messageBytes);
    add("bytes-up", up);
    add("bytes-down", down);
    add("devices", group.count);
    const { billedAs } = TRANSPORTS[group.twin.radio.transport];
    if (isDirect) add("connection-minutes", group.count * MINUTES);
    if (billedAs === "sim") {
      add("cellular-bytes", up + down);
      add("cellular-devices", group.count);
    }
    if (billedAs === "network-server") {
      add("lorawan-messages", DAYS * readingsPerDay);
      add("lorawan-devices", group.count);
    }
  }
  add("connection-minutes", plan.gatewayCount * MINUTES);
  add("gateways", plan.gatewayCount);
  add("hub-units", cloud.units);
  for (const targets of plan.rolloutTargets) add("remote-actions", targets.length);
  for (const meter of METER_NAMES) quantities[meter] = Math.round(quantities[meter]);
  return { quantities, devices: plan.deviceCount, note: "" };
};

/** The month's bill, microdollars, with what is to be known of it. */
export const costOf = (plan: FleetPlan, book: PriceBook, volumes: readonly GroupVolume[]) => {
  const usage = usageOf(plan, volumes);
  const { totalMicroUsd, perDeviceMicroUsd, asOf } = invoice(book, usage);
  return {
    priceBook: book.name,
    asOf,
    monthlyUsd: totalMicroUsd / 1e6,
    perDeviceUsd: perDeviceMicroUsd / 1e6,
    warnings: costWarnings(book, usage, plan.scenario.cloud, DAYS * DAY_MS),
  };
};

/** The fastest that a rollout notifies while it goes through `devices`, a minute. */
const peakPerMinute = ({ rate }: RolloutSpec, devices: number): number => {
  let perMinute = Math.min(rate.basePerMinute, rate.maximumPerMinute);
  const every = Math.max(1, rate.everyNotified);
  for (let notified = every; notified < devices; notified += every) {
    const next = Math.min(rate.maximumPerMinute, perMinute * rate.incrementFactor);
    if (next <= perMinute) break;
    perMinute = next;
  }
  return perMinute;
};

/**
 * A rollout at its fastest: bytes a second if every notified device downloads the whole image at once. No more than its
 * largest stage's devices can take.
 */
export const downloadOf = (plan: FleetPlan, index: number) => {
  const spec = plan.scenario.rollouts[index];
  const targets = plan.rolloutTargets[index];
  const { sizeBytes: imageBytes } = plan.scenario.firmware.find(
    ({ version }) => version === spec.version,
  ) ?? { sizeBytes: 0 };
  const shares = spec.stages.map(({ sharePpm }, at) => sharePpm - (spec.stages[at - 1]?.sharePpm ?? 0));
  const largest = Math.ceil((Math.max(...shares, 0) / 1e6) * targets.length);
  let speed = 0;
  for (const device of targets) speed += plan.groups[plan.groupOf[device]].twin.radio.downlinkBytesPerS;
  const meanSpeed = targets.length === 0 ? 0 : speed / targets.length;
  const asked = (peakPerMinute(spec, targets.length) / (MINUTE_MS / 1_000)) * imageBytes;
  return {
    id: spec.id,
    version: spec.version,
    devices: targets.length,
    imageBytes,
    peakBytesPerS: Math.round(Math.min(asked, largest * meanSpeed)),
  };
};

/** Wall time of the run on one thread, ms: an estimate by figures of our own machines; yours may differ by half. */
export const wallMsOf = (plan: FleetPlan, volumes: readonly GroupVolume[]): number => {
  const days = plan.scenario.durationMs / DAY_MS;
  const us = volumes.reduce((sum, { group, cloudMessagesPerDay, explanation: { traffic } }) => {
    // A sensor that waits for a change is looked at without a timer.
    const { signal, reporting } = group.twin;
    const isWatched = signal.kind === "occupancy" && reporting.mode !== "polled";
    const steps =
      group.count * ((isWatched ? traffic.readingsPerDay : traffic.samplesPerDay) + traffic.pingsPerDay);
    return sum + days * (steps * STEP_US + cloudMessagesPerDay * MESSAGE_US);
  }, 0);
  return Math.round(STARTUP_MS + us / 1_000);
};
