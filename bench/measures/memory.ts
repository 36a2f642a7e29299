// Memory per device, twice: the bytes of all columns that hold a fleet's state (exact), and what a run's peak memory
// grows by for each device added (what the operating system sees).

import { expectExit, runNode } from "../child.js";
import type { ColumnBytes } from "../children/columns.js";
import type { Measure } from "../measure.js";
import { play } from "../play.js";
import { REFERENCE, script } from "../product.js";

const SMALL = 20_000;
const PER_GATEWAY = 100;

const sizeOf = (devices: number, length: string) => ({
  length,
  half: devices / 2,
  gateways: devices / PER_GATEWAY,
});

export const memory: Measure = {
  name: "memory",
  about: "bytes per device",
  take: async ({ quick }) => {
    const large = quick ? 60_000 : 200_000;
    const set = Object.entries(sizeOf(SMALL, "24h")).map(([name, value]) => `${name}=${value}`);
    const child = expectExit(await runNode([script("children/columns"), REFERENCE, ...set]), [0]);
    const { devices, cellBytes, cloudBytes, planBytes } = JSON.parse(child.stdout) as ColumnBytes;
    const few = await play(REFERENCE, 1, sizeOf(SMALL, "5m"));
    const many = await play(REFERENCE, 1, sizeOf(large, "5m"));
    return {
      figures: [
        {
          what: "columns, timers, queues",
          value: (cellBytes + cloudBytes + planBytes) / devices,
          unit: "bytes per device",
          atMost: 400,
        },
        { what: "of it the cloud's", value: cloudBytes / devices, unit: "bytes per device" },
        {
          what: `peak memory, ${large - SMALL} more devices`,
          value: (many.peakRssBytes - few.peakRssBytes) / (large - SMALL),
          unit: "bytes per device",
        },
      ],
      notes: [`columns of ${devices} devices after a virtual minute, their share of gateways included`],
    };
  },
};
