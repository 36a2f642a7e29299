// F2: what people's sensors show beside a daily curve: registers, levels, walks, timetables, vehicles. Closed forms.
import { describe, expect, test } from "vitest";
import { KeyedRandom, seedKey } from "../../src/core/rng.js";
import {
  lapMsOf,
  moved,
  scheduled,
  startOf,
  strideOf,
  tracked,
} from "../../src/model/device/signal-motion.js";
import type { MovingSignal, SignalTwin } from "../../src/spec/signal.js";
import { runScenario, type ScenarioRun, scenarioOf } from "../run-scenario.js";

const [HOUR_MS, DAY_MS] = [3_600_000, 86_400_000];
const random = new KeyedRandom(seedKey("signals"));
const normal = (index: number, step: number): number => {
  return random.normal(index, 1, step);
};

/** Where a signal is after each of `steps` steps of `stepMs`. */
const played = (signal: MovingSignal, start: number, steps: number, stepMs: number, index = 0): number[] => {
  const values: number[] = [];
  let value = start;
  for (let step = 0; step < steps; step++) {
    value = moved(signal, value, strideOf(signal, step * stepMs, (step + 1) * stepMs, normal(index, step)));
    values.push(value);
  }
  return values;
};
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe("a counter", () => {
  const meter = {
    kind: "counter",
    start: 0,
    spread: 0,
    perHour: 4,
    swing: 0,
    peakHour: 15,
    noise: 0,
    wrapsAt: null,
  } as const;

  test("gains what it says, whatever the pace at which somebody looks, and keeps its digits at ten million", () => {
    for (const stepMs of [60_000, HOUR_MS, DAY_MS])
      expect(played(meter, 10_000_000, DAY_MS / stepMs, stepMs).at(-1)).toBeCloseTo(10_000_096, 6);
  });

  test("gains more at its peak hour, and the same in a day", () => {
    const daily = { ...meter, swing: 0.8, peakHour: 12 };
    const hours = played(daily, 0, 24, HOUR_MS);
    expect(hours[23]).toBeCloseTo(96, 9);
    expect(hours[12] - hours[11]).toBeGreaterThan(4 * 1.75);
    expect(hours[0]).toBeLessThan(4 * 0.25);
  });

  test("rises unevenly and never falls; an hour's deviation is what it says, by minutes and by hours", () => {
    const uneven = { ...meter, noise: 0.5 };
    for (const stepMs of [60_000, HOUR_MS]) {
      const perHour: number[] = [];
      const steps = HOUR_MS / stepMs;
      for (let device = 0; device < 400; device++) {
        const values = played(uneven, 0, steps, stepMs, device);
        for (let at = 1; at < values.length; at++) expect(values[at]).toBeGreaterThanOrEqual(values[at - 1]);
        perHour.push(values.at(-1) ?? 0);
      }
      expect(Math.abs(mean(perHour) - 4)).toBeLessThan(0.4);
      const deviation = Math.sqrt(mean(perHour.map((value) => (value - mean(perHour)) ** 2)));
      expect(Math.abs(deviation - 2)).toBeLessThan(0.5);
    }
  });

  test("begins again at 0 where its digits end", () => {
    expect(played({ ...meter, wrapsAt: 1_000 }, 990, 3, HOUR_MS)).toEqual([994, 998, 2]);
  });
});

test("a level falls, is filled up at its mark, and is half way between on average", () => {
  const tank = { kind: "level", full: 100, refillAt: 20, perHour: 4, noise: 0 } as const;
  expect(played(tank, 30, 4, HOUR_MS)).toEqual([26, 22, 98, 94]);
  const values = played({ ...tank, noise: 0.5 }, 100, 24 * 200, HOUR_MS);
  expect(Math.min(...values)).toBeGreaterThan(20);
  expect(Math.max(...values)).toBeLessThanOrEqual(100);
  expect(Math.abs(mean(values) - 60)).toBeLessThan(2);
  expect([0, 0.5].map((uniform) => startOf(tank, uniform))).toEqual([100, 60]);
});

test("a random walk stays within its walls, is anywhere between them equally often, and spreads with the root of time", () => {
  const walk = { kind: "random-walk", min: -10, max: 10, perHour: 3 } as const;
  const values = played(walk, 0, 20_000, HOUR_MS);
  expect(values.every((value) => value >= -10 && value <= 10)).toBe(true);
  for (const quarter of [-10, -5, 0, 5])
    expect(values.filter((value) => value >= quarter && value < quarter + 5).length / 20_000).toBeCloseTo(
      0.25,
      1,
    );
  const wide = { ...walk, min: -1e6, max: 1e6 };
  for (const [stepMs, steps] of [
    [HOUR_MS, 16],
    [4 * HOUR_MS, 4],
  ]) {
    const ends = Array.from(
      { length: 1_000 },
      (_, device) => played(wide, 0, steps, stepMs, device).at(-1) ?? 0,
    );
    expect(Math.abs(Math.sqrt(mean(ends.map((end) => end * end))) / 12 - 1)).toBeLessThan(0.1);
  }
});

test("a timetable goes by weekday and hour, over midnight too; the first entry that holds counts", () => {
  const office: Extract<SignalTwin, { kind: "schedule" }> = {
    kind: "schedule",
    otherwise: 16,
    noise: 0,
    times: [
      { days: [0, 1, 2, 3, 4], fromHour: 6.5, untilHour: 18, value: 21 },
      { days: [4], fromHour: 22, untilHour: 2, value: 18 },
    ],
  };
  const at = (day: number, hour: number): number => scheduled(office, day * DAY_MS + hour * HOUR_MS);
  expect([at(0, 6.4), at(0, 6.5), at(4, 17.9), at(4, 18), at(5, 12)]).toEqual([16, 21, 21, 16, 16]);
  expect([at(4, 23), at(5, 1.9), at(5, 2), at(6, 1), at(11, 23)]).toEqual([18, 18, 16, 16, 18]);
});

describe("a vehicle", () => {
  // A hundredth of a degree north is 1,112 m: there and back.
  const bus: Extract<SignalTwin, { kind: "track" }> = {
    kind: "track",
    shows: "distance",
    points: [
      { lat: 52, lon: 5 },
      { lat: 52.01, lon: 5 },
    ],
    kmPerHour: 36,
    stopMs: 60_000,
    fence: { lat: 52, lon: 5 },
    noise: 0,
  };
  const LEG_M = (6_371_000 * 0.01 * Math.PI) / 180;
  const LEG_MS = LEG_M * 100;

  test("goes round in the time that its way and its stops take", () => {
    expect(lapMsOf(bus)).toBeCloseTo(2 * (LEG_MS + 60_000), 3);
  });

  test("shows how far it is from its fence, its speed, what it has travelled", () => {
    const at = (shows: typeof bus.shows, ms: number): number => tracked({ ...bus, shows }, ms);
    expect(at("distance", 30_000)).toBe(0);
    expect(at("distance", 60_000 + LEG_MS / 2)).toBeCloseTo(LEG_M / 2, 6);
    expect(at("distance", 60_000 + LEG_MS + 30_000)).toBeCloseTo(LEG_M, 6);
    expect([at("speed", 30_000), at("speed", 61_000), at("speed", 90_000 + LEG_MS)]).toEqual([0, 36, 0]);
    expect(at("travelled", 3 * lapMsOf(bus) + 60_000 + LEG_MS / 4)).toBeCloseTo(
      (6 * LEG_M + LEG_M / 4) / 1_000,
      6,
    );
  });
});

const WORLD = (devices: string, more = "") => `
iotctl: 1
name: signals
seed: signals
duration: 24h
start: {at: "2026-11-30T00:00:00Z"}
record: full
sites:
  - id: s
    region: eu
    devices:
${devices}
${more}
`;
const group = (id: string, signal: string, reporting = "{mode: periodic, interval: 15m}"): string =>
  `      - {id: s/${id}, twin: probe-${id}, via: direct, count: 4}`
    .replace(`probe-${id}`, "machine-sensor")
    .replace("count: 4}", `count: 4, overrides: {signal: ${signal}, reporting: ${reporting}}}`);

describe("in a run", () => {
  test("each kind is played, by command too, and gives one digest over cells and checkpoints", async () => {
    const text = WORLD(
      [
        group("counter", "{kind: counter, start: 10_000_000, spread: 1000, perHour: 4, noise: 0.3}"),
        group("level", "{kind: level, perHour: 5, noise: 0.2}"),
        group("walk", "{kind: random-walk, min: 0, max: 10, perHour: 1}"),
        group(
          "office",
          "{kind: schedule, otherwise: 16, times: [{days: weekdays, from: 6, until: 18, value: 21}]}",
          "{mode: on-change, interval: 15m, heartbeat: 48h}",
        ),
        group(
          "bus",
          "{kind: track, shows: distance, fence: {lat: 52, lon: 5}, points: [{lat: 52, lon: 5}, {lat: 52.1, lon: 5.1}], kmPerHour: 40, stop: 10m}",
          "{mode: periodic, interval: 15m, alarm: {above: 10000}}",
        ),
      ].join("\n"),
      "timeline:\n  - {id: ask, at: 5h, command: read-sensor, target: all}",
    ).replace('start: {at: "2026-11-30T00:00:00Z"}\nrecord: full\n', "startsAt: 2026-11-30T00:00:00Z\n");
    const scenario = scenarioOf(text);
    const whole = await runScenario(scenario);
    expect(whole.broken()).toEqual([]);
    const produced = (id: string): number => whole.total("messages.produced", undefined, `s/${id}`);
    expect(produced("counter")).toBe(4 * 96);
    // A timetable that is told by change: the first reading, 6 and 18 o'clock.
    expect(produced("office")).toBe(4 * 3);
    expect(whole.total("commands.acked")).toBe(20);
    const cut = await runScenario(scenario, { cellDevices: 4 } as object);
    expect(cut.result.digest).toBe(whole.result.digest);
    let bytes: Uint8Array | undefined;
    await runScenario(scenario, {
      checkpointsAtMs: [7 * HOUR_MS],
      onCheckpoint: (_: unknown, saved: Uint8Array) => {
        bytes = saved;
      },
    } as object);
    const resumed: ScenarioRun = await runScenario(scenario, { resume: bytes } as object);
    expect(resumed.result.digest).toBe(whole.result.digest);
  });
});

test("a kind that is none is told with all that there are", () => {
  const text = WORLD(group("x", "{kind: countr, perHour: 1}")).replace(/start:.*\nrecord.*\n/, "");
  expect(() => scenarioOf(text)).toThrow(
    /signal\.kind is `countr`; it must be one of daily, occupancy, constant, counter, level, random-walk, schedule, track\n(.*\n)*.*did you mean `counter`/,
  );
});
