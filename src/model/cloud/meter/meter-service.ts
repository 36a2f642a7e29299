// The meter as a service: time of sessions and of registered devices, brought up to date at bucket ends. What is counted by the
// message (metering.ts) is counted where the message is taken.
import type { CloudService } from "../service.js";
import { settleCounts } from "./clocked-count.js";

export const METER = {
  name: "meter",
  uplinks: {},
  beforeBucketEnd: (state, nowMs) => {
    settleCounts(state, state.meter.sessions, nowMs);
    settleCounts(state, state.meter.devices, nowMs);
  },
} satisfies CloudService;
