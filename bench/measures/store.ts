// The store by itself: event rows in batches as a run hands them over, until they are in the file and it is closed.
import type { Batch } from "../../src/event/batch.js";
import type { Measure } from "../measure.js";
import { built, inScratch } from "../product.js";

const BATCH_ROWS = 100_000;
const DEVICES = 10_000;

export const store: Measure = {
  name: "store",
  about: "event rows into DuckDB",
  take: ({ quick }) =>
    inScratch(async (folder) => {
      const batches = quick ? 5 : 40;
      const { EventBlock } = await built<typeof import("../../src/event/event.js")>("event/event");
      const { Events } = await built<typeof import("../../src/event/events.js")>("event/events");
      const { WindowBlock } = await built<typeof import("../../src/event/window.js")>("event/window");
      const { MetricBlock } = await built<typeof import("../../src/event/metric.js")>("event/metric");
      const { RunStore } = await built<typeof import("../../src/store/run-store.js")>("store/run-store");
      const naming = await namingOfReference();
      const run = await RunStore.create(folder, { runId: "bench", scenario: "bench", naming });
      let appendMs = 0;
      const block = new EventBlock(BATCH_ROWS);
      for (let at = 0; at < batches; at++) {
        for (let row = 0; row < BATCH_ROWS; row++) {
          const number = at * BATCH_ROWS + row;
          const place = { atMs: number, entity: number % DEVICES, seq: Math.floor(number / DEVICES) };
          block.push(Events.online, place, { attempts: 1, downtimeMs: 0 });
        }
        const batch: Batch = {
          untilMs: (at + 1) * BATCH_ROWS,
          events: block.take(),
          windows: new WindowBlock().take(),
          metrics: new MetricBlock().take(),
        };
        const startMs = performance.now();
        await run.append(batch);
        appendMs += performance.now() - startMs;
      }
      const startMs = performance.now();
      await run.close();
      const closeMs = performance.now() - startMs;
      const rows = batches * BATCH_ROWS;
      return {
        figures: [
          {
            what: "event rows per second",
            value: rows / ((appendMs + closeMs) / 1_000),
            unit: "rows/s",
            atLeast: 2e6,
          },
          { what: "of it closing the file", value: closeMs, unit: "ms" },
        ],
        notes: [`${rows} rows in batches of ${BATCH_ROWS}; making the batches is not counted`],
      };
    }),
};

/** Names of the reference fleet. */
const namingOfReference = async () => {
  const { readFileSync, existsSync } = await import("node:fs");
  const { REFERENCE, ROOT } = await import("../product.js");
  const { loadScenario } = await built<typeof import("../../src/scenario/load.js")>("scenario/load");
  const { namesIn } = await built<typeof import("../../src/fleet/naming.js")>("fleet/naming");
  const { scenarios } = loadScenario(`${ROOT}${REFERENCE}`, {
    set: {},
    readText: (path) => readFileSync(path, "utf8"),
    exists: existsSync,
    shippedRoot: ROOT,
  });
  return namesIn(scenarios[0]);
};
