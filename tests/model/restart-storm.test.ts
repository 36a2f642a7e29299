// OTA-7: restarts spread over time prevent the storm of connects that an update of a whole fleet makes.
import { existsSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { Events } from "../../src/event/events.js";
import { REBOOT_CAUSES } from "../../src/event/vocabulary.js";
import { loadScenario } from "../../src/scenario/load.js";
import { runScenario, type ScenarioRun } from "../run-scenario.js";

const { scenarios } = loadScenario("scenarios/restart-storm.yaml", {
  readText: (path) => readFileSync(path, "utf8"),
  exists: existsSync,
  shippedRoot: ".",
});

const restarts = (run: ScenarioRun): number[] =>
  run
    .events(Events.reboot)
    .filter(({ cause }) => REBOOT_CAUSES[cause] === "update")
    .map(({ atMs }) => atMs)
    .sort((x, y) => x - y);

describe("after an update of 3,000 devices", () => {
  let synchronised: ScenarioRun;
  let jittered: ScenarioRun;
  beforeAll(async () => {
    synchronised = await runScenario(scenarios[0]);
    jittered = await runScenario(scenarios[1]);
  });

  it("all of them restart and come back either way", () => {
    for (const run of [synchronised, jittered]) {
      expect(run.broken()).toEqual([]);
      expect(restarts(run)).toHaveLength(3_000);
      expect(run.total("device.version", "9.0.0")).toBe(3_000);
    }
  });

  it("at once, they press the front at its limit and are refused by the thousand", () => {
    const times = restarts(synchronised);
    // The middle nine tenths within 20 s: what is left is how long each had to download.
    expect(times[2_850] - times[150]).toBeLessThan(20_000);
    expect(synchronised.total("connect.refused", "rate")).toBeGreaterThan(3_000);
    // 3,000 at 100 a second take 30 s at least.
    const online = synchronised.events(Events.online).filter(({ atMs }) => atMs > times[0]);
    expect(Math.max(...online.map(({ atMs }) => atMs)) - times[0]).toBeGreaterThan(30_000);
  });

  it("spread over ten minutes, nobody is refused, and they restart evenly", () => {
    const times = restarts(jittered);
    expect(jittered.total("connect.refused")).toBe(0);
    const minutes = Array.from({ length: 10 }, (_, minute) => {
      const fromMs = times[0] + minute * 60_000;
      return times.filter((atMs) => atMs >= fromMs && atMs < fromMs + 60_000).length;
    });
    // 300 a minute, deviation 16; the edges are blurred by the downloads.
    for (const count of minutes.slice(1, 9)) expect(Math.abs(count - 300)).toBeLessThan(5 * 16.4);
  });
});
