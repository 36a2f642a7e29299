// TEN-4, CST-1: what a provider would count, by the profile's rules (scenario/profiles.ts): messages in its steps by payload
// and topic, connects by their own size. Nothing here knows of TCP/IP or TLS: bytes on the wire are `net.bytes.*`. The
// acknowledgements of the service and pings are free; those of devices are counted where they are sent (link/acknowledge.ts).

import { isMeteredOnArrival } from "../../../event/messages.js";
import type { MetricName } from "../../../event/metric.js";
import { stepsOf, TOPIC_BYTES } from "../../../event/sizes.js";
import type { MeteringRules } from "../../../spec/cloud.js";

/** The cloud, as far as metering knows it. */
interface Metered {
  readonly plan: { readonly scenario: { readonly cloud: { readonly metering: MeteringRules } } };
  count(name: MetricName, entity: number, n?: number): void;
  countGroup(name: MetricName, group: number, n?: number): void;
}

const SHADOW_STEP_BYTES = 1024;
const meterSteps = (state: Metered, entity: number, bytes: number): void => {
  state.count("meter.messages", entity, stepsOf(bytes, state.plan.scenario.cloud.metering.stepBytes));
};

/** One PUBLISH in or out with `bytes` of payload. */
export const meterMessage = (state: Metered, entity: number, bytes: number): void =>
  meterSteps(state, entity, bytes + TOPIC_BYTES);

/** An uplink arrives: those that are metered by the message are counted here, the others by the service that takes them. */
export const meterArrival = (state: Metered, kind: number, entity: number, bytes: number): void => {
  if (isMeteredOnArrival(kind)) meterMessage(state, entity, bytes);
};

/** A CONNECT, by its own size with the will; a SUBSCRIBE by its topics, where the session is a new one. */
export const meterConnect = (state: Metered, entity: number, bytes: number, isNew: boolean): void => {
  if (!state.plan.scenario.cloud.metering.connects) return;
  meterSteps(state, entity, bytes);
  if (isNew) meterSteps(state, entity, TOPIC_BYTES);
};

/**
 * One telemetry message: the message, one rule triggered, one action that stores it. A reading that rides in another one's
 * message has no bytes of its own and makes no further one.
 */
export const meterTelemetry = (state: Metered, group: number, bytes: number): void => {
  if (bytes === 0) return;
  const steps = stepsOf(bytes + TOPIC_BYTES, state.plan.scenario.cloud.metering.stepBytes);
  state.countGroup("meter.messages", group, steps);
  state.countGroup("meter.rules", group, steps);
  state.countGroup("meter.actions", group, steps);
};

/** One shadow or registry operation. */
export const meterShadow = (state: Metered, entity: number, bytes: number): void => {
  state.count("meter.shadow.ops", entity, stepsOf(bytes, SHADOW_STEP_BYTES));
};
