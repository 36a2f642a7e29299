// TEN-4, CST-1: what a provider would count. Steps of 5 KB a message and 1 KB a shadow operation, as AWS meters
// (docs/coverage.md names the sheet); the prices are elsewhere (cost/).
import type { CloudState } from "./cloud-state.js";

const MESSAGE_STEP_BYTES = 5 * 1024;
const SHADOW_STEP_BYTES = 1024;

/** One message in or out. */
export const meterMessage = (state: CloudState, entity: number, bytes: number): void => {
  state.count("meter.messages", entity, Math.max(1, Math.ceil(bytes / MESSAGE_STEP_BYTES)));
};

/** One telemetry message: the message, one rule triggered, one action that stores it. */
export const meterTelemetry = (state: CloudState, group: number, bytes: number): void => {
  const steps = Math.max(1, Math.ceil(bytes / MESSAGE_STEP_BYTES));
  state.countGroup("meter.messages", group, steps);
  state.countGroup("meter.rules", group, steps);
  state.countGroup("meter.actions", group, steps);
  state.countGroup("meter.store.bytes", group, bytes);
};

/** One shadow or registry operation. */
export const meterShadow = (state: CloudState, entity: number, bytes: number): void => {
  state.count("meter.shadow.ops", entity, Math.max(1, Math.ceil(bytes / SHADOW_STEP_BYTES)));
};
