// INF-8: what a look at a reading shows of the silence before it: enough for a detector of devices that go silent and come back
// too often, which is nobody's but this test's.
import { afterEach, describe, expect, it, vi } from "vitest";
import { count, duration } from "../../src/core/params.js";
import { createMemory, detector, Verdict } from "../../src/detector/detector.js";
import { DETECTORS } from "../../src/detector/detectors.js";
import { Events } from "../../src/event/events.js";
import { runScenario } from "../run-scenario.js";
import { newReadingLook } from "./watched.js";

const MINUTE_MS = 60_000;

const flapping = detector({
  kind: "flapping",
  says: "goes silent and comes back too often",
  params: {
    silentFor: duration("not heard for so long it was away", { like: "3m", otherwise: "3m" }),
    times: count("so often back", { least: 2, most: 255, otherwise: 3 }),
    within: duration("of each other; over once it was back for as long", { like: "1h", otherwise: "1h" }),
  },
  memory: { backMs: "f64", backs: "u8" },
  onValue: (look, { backMs, backs }, { silentForMs, times, withinMs }) => {
    const { device, nowMs, silentMs } = look;
    const isQuiet = nowMs - backMs[device] > withinMs;
    look.measured = backs[device];
    if (silentMs > silentForMs) {
      backs[device] = isQuiet ? 1 : backs[device] + 1;
      backMs[device] = nowMs;
      look.measured = backs[device];
      return backs[device] >= times && !look.isFound ? Verdict.found : Verdict.unchanged;
    }
    return look.isFound && isQuiet ? Verdict.over : Verdict.unchanged;
  },
});

const STUCK = DETECTORS.find(({ kind }) => kind === "stuck");
interface Seen {
  device: number;
  nowMs: number;
  silentMs: number;
}

/** Looks as a gateway's detectors get them. */
const looksIn = async (scenario: string) => {
  if (STUCK === undefined) throw new Error("nobody looks at readings");
  const seen: Seen[] = [];
  vi.spyOn(STUCK, "onValue").mockImplementation(({ device, nowMs, silentMs }) => {
    seen.push({ device, nowMs, silentMs });
    return Verdict.unchanged;
  });
  return { run: await runScenario(scenario), seen };
};
afterEach(() => vi.restoreAllMocks());

const world = (timeline: string, gateways: string): string => `
iotctl: 1
name: flapping
seed: flapping
duration: 5h
start: {state: active}
sites:
  - id: s
    gateways: {twin: fog-gateway, ${gateways}}
    devices: [{id: s/d, twin: temperature-wifi, count: 4, overrides: {mtbf: 0s}}]
timeline: [${timeline}]
`;
const away = (at: string): string => `{at: ${at}, for: 10m, fault: device.offline, target: {group: s/d}}`;

describe("a look at a reading", () => {
  it("shows for how long its device was silent before it, of each its own", async () => {
    const { seen } = await looksIn(world(away("1h"), "count: 1"));
    expect(new Set(seen.map(({ device }) => device)).size).toBe(4);
    const last = new Map<number, number>();
    for (const { device, nowMs, silentMs } of seen) {
      const beforeMs = last.get(device);
      // A gateway remembers whole seconds.
      expect(silentMs - (beforeMs === undefined ? 0 : nowMs - beforeMs)).toBeGreaterThanOrEqual(0);
      expect(silentMs - (beforeMs === undefined ? 0 : nowMs - beforeMs)).toBeLessThan(1_000);
      last.set(device, nowMs);
    }
    expect(seen.filter(({ silentMs }) => silentMs > 9 * MINUTE_MS)).toHaveLength(4);
  });

  it("shows no silence that passed while another gateway served the device", async () => {
    const cut = "{at: 1h, for: 1h, fault: backhaul.outage, target: {ids: [s/gw/0]}}";
    const { run, seen } = await looksIn(world(cut, "count: 2, pairs: true"));
    expect(run.events(Events.failover)).toHaveLength(2);
    expect(seen.length).toBeGreaterThan(1_000);
    expect(seen.filter(({ silentMs }) => silentMs > 3 * MINUTE_MS)).toEqual([]);
  });

  it("is enough for a detector of devices that come and go", async () => {
    const figures = { silentForMs: 3 * MINUTE_MS, times: 3, withinMs: 60 * MINUTE_MS };
    const saidIn = async (timeline: string): Promise<Record<string, number>> => {
      const { seen } = await looksIn(world(timeline, "count: 1"));
      const kept = createMemory(flapping.memory, 100);
      const found = new Set<number>();
      const said: Record<string, number> = {};
      for (const one of seen) {
        const look = { ...newReadingLook(), ...one, isFound: found.has(one.device) };
        const verdict = flapping.onValue?.(look, kept, figures);
        if (verdict === undefined || verdict === Verdict.unchanged) continue;
        if (verdict === Verdict.found) found.add(one.device);
        else found.delete(one.device);
        const word = `${verdict === Verdict.found ? "found" : "over"} ${look.measured}`;
        said[word] = (said[word] ?? 0) + 1;
      }
      return said;
    };
    expect(await saidIn([away("1h"), away("80m"), away("100m")].join(", "))).toEqual({
      "found 3": 4,
      "over 3": 4,
    });
    expect(await saidIn([away("1h"), away("80m"), away("3h")].join(", "))).toEqual({});
  });
});
