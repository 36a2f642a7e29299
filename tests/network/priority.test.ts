// Alarms go first and confirmed; the buffer is bounded, drops by policy, and the books balance whatever happens.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Events } from "../../src/event/events.js";
import { ReadingFlag } from "../../src/event/vocabulary.js";
import { bufferedCount, keep, takeFirst, waitingCount } from "../../src/model/link/buffer.js";
import type { CellState } from "../../src/model/state/cell-state.js";
import { FIELDS, Frame } from "../../src/model/state/frame.js";
import type { GroupModel } from "../../src/model/state/group-model.js";
import { runScenario } from "../run-scenario.js";
import { scenarioOf } from "./radio.js";

const fakeCell = (bufferMax: number, bufferDrop: "oldest" | "newest") =>
  ({
    buffers: new Map(),
    frame: new Frame({} as GroupModel),
    link: { tries: new Uint8Array(1) },
    values: new Float64Array(64),
    group: () => ({ twin: { bufferMax, bufferDrop }, series: { dropped: 0 } }),
  }) as unknown as CellState;
const keepReading = (cell: CellState, seq: number, isAlarm: boolean): void => {
  const reading = cell.frame.of(0, cell.group(0)).takeFresh(0, seq, seq);
  if (isAlarm) reading.mark(ReadingFlag.alarm);
  keep(cell, reading);
};

describe("a device's buffer", () => {
  const reading = fc.record({ isAlarm: fc.boolean(), take: fc.boolean() });

  it("never holds more than its bound, keeps alarms in front and each class in order, and loses nobody unseen", () => {
    fc.assert(
      fc.property(
        fc.array(reading, { maxLength: 300 }),
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom("oldest" as const, "newest" as const),
        (steps, max, drop) => {
          const cell = fakeCell(max, drop);
          let taken = 0;
          steps.forEach(({ isAlarm, take }, seq) => {
            keepReading(cell, seq, isAlarm);
            const queue = cell.buffers.get(0);
            if (queue === undefined) throw new Error("nothing kept");
            expect(waitingCount(queue)).toBeLessThanOrEqual(max);
            const flags: number[] = [];
            const seqs: number[] = [];
            for (let at = queue.head; at < queue.items.length; at += FIELDS) {
              flags.push(queue.items[at + 3] & ReadingFlag.alarm);
              seqs.push(queue.items[at + 2]);
            }
            const alarms = flags.filter((flag) => flag !== 0).length;
            expect(flags.slice(0, alarms).every((flag) => flag !== 0)).toBe(true);
            for (const part of [seqs.slice(0, alarms), seqs.slice(alarms)])
              expect(part).toEqual([...part].sort((x, y) => x - y));
            if (take) {
              takeFirst(cell, 0, queue, 1);
              taken++;
            }
          });
          const lost = Array.from(cell.values).reduce((sum, n) => sum + n, 0);
          expect(taken + lost + bufferedCount(cell, 0)).toBe(steps.length);
        },
      ),
    );
  });

  it("gives up an alarm only for another alarm", () => {
    const cell = fakeCell(2, "newest");
    for (const [seq, isAlarm] of [
      [0, true],
      [1, false],
      [2, true],
      [3, false],
    ] as const)
      keepReading(cell, seq, isAlarm);
    const { items, head } = cell.buffers.get(0) as { items: number[]; head: number };
    expect([items[head + 2], items[head + FIELDS + 2]]).toEqual([0, 2]);
  });
});

const NOISY = "{kind: daily, mean: 20, amplitude: 5, noise: 3, correlation: 0.5}";
const alarms = "alarm: {above: 26}";

describe("an alarm", () => {
  it("is confirmed even at QoS 0: plain readings are lost on a bad link, alarms are not", async () => {
    for (const transport of ["wifi", "lorawan, dutyCycle: 0%, sf: 7"]) {
      const run = await runScenario(
        scenarioOf({
          radio: `{transport: ${transport}, loss: 30%}`,
          signal: NOISY,
          reporting: `{mode: periodic, interval: 5m, payload: 10B, qos: 0, ${alarms}}`,
          count: 20,
          duration: "24h",
        }),
      );
      expect(run.broken()).toEqual([]);
      const raised = run.total("messages.alarms");
      const produced = run.total("messages.produced");
      expect(raised).toBeGreaterThan(200);
      expect(raised).toBeLessThan(produced / 2);
      const lost = run.total("messages.dropped", "link-loss");
      // 30 % of the plain ones; with alarms among the lost it would be 30 % of all.
      const share = lost / (produced - raised);
      expect(Math.abs(share - 0.3)).toBeLessThan(0.06);
      expect(run.total("messages.retries")).toBeGreaterThan(0.3 * raised * 0.7);
    }
  });

  it("overtakes what waits, and the books still balance", async () => {
    const scenario = scenarioOf({
      radio: "{transport: lte-m, loss: 5%, ackLoss: 20%}",
      attach: "direct",
      signal: NOISY,
      reporting: `{mode: periodic, interval: 1m, payload: 10B, qos: 1, ${alarms}}`,
      buffer: "{max: 500}",
      count: 10,
      duration: "24h",
      rest: "timeline:\n  - {id: away, at: 13h, for: 5h, fault: device.offline, target: all}",
    });
    const run = await runScenario(scenario);
    expect(run.broken()).toEqual([]);
    expect(run.total("messages.alarms")).toBeGreaterThan(100);
    expect(run.total("messages.duplicates")).toBeGreaterThan(0);
    expect(run.total("messages.dropped")).toBe(0);
    expect(run.total("messages.delivered")).toBeGreaterThan(run.total("messages.produced") - 20);
  });

  it("passes a gateway's windows and its store in front of the others", async () => {
    const run = await runScenario(
      scenarioOf({
        radio: "{transport: wifi, loss: 2%, ackLoss: 5%}",
        signal: NOISY,
        reporting: `{mode: periodic, interval: 1m, payload: 10B, qos: 1, ${alarms}}`,
        count: 20,
        duration: "24h",
        rest: "timeline:\n  - {id: cut, at: 13h, for: 4h, fault: backhaul.outage, target: {site: s}}",
      }),
    );
    expect(run.broken()).toEqual([]);
    expect(run.total("messages.alarms")).toBeGreaterThan(200);
    expect(run.total("messages.dropped")).toBe(0);
    expect(run.total("fog.queue.depth")).toBe(0);
    // Alarms reach the cloud one by one, the others in summaries.
    expect(run.total("ingest.messages")).toBeGreaterThan(run.total("messages.alarms"));
    expect(run.total("ingest.messages")).toBeLessThan(run.total("messages.produced") / 2);
  });

  it("is sent when it begins, inside a deadband that would hold the value back", async () => {
    const reading = (alarm: string) =>
      scenarioOf({
        radio: "{transport: wifi, loss: 0%}",
        signal: "{kind: daily, mean: 20, amplitude: 1, noise: 0}",
        reporting: `{mode: deadband, deadband: 10, interval: 1m, heartbeat: 48h, payload: 10B${alarm}}`,
        duration: "24h",
      });
    const silent = await runScenario(reading(""));
    const warned = await runScenario(reading(", alarm: {above: 20.5}"));
    expect(silent.total("messages.produced")).toBe(1);
    expect(warned.total("messages.alarms")).toBe(1);
    expect(warned.broken()).toEqual([]);
  });
});

describe("a paced device whose acknowledgements get lost", () => {
  it("sends duplicates, counts none of them twice, and survives power cuts while it waits", async () => {
    const run = await runScenario(
      scenarioOf({
        radio: "{transport: lorawan, sf: 9, loss: 20%, ackLoss: 40%}",
        reporting: "{mode: periodic, interval: 5m, payload: 10B, qos: 1}",
        count: 30,
        duration: "12h",
        rest: "timeline:\n  - {id: dark, at: 3h, for: 5m, fault: power.outage, target: {site: s}, params: {scope: all}}",
      }),
    );
    expect(run.broken()).toEqual([]);
    expect(run.total("messages.duplicates")).toBeGreaterThan(100);
    expect(run.events(Events.reboot).length).toBeGreaterThanOrEqual(30);
  });
});
