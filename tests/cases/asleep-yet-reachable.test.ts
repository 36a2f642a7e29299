// A modem in power saving mode was reached at once, because its twin gave the charge of its exchanges.
import { expect, test } from "vitest";
import { Events } from "../../src/event/events.js";
import { COMMAND_OUTCOMES } from "../../src/event/vocabulary.js";
import { caseText } from "../case-text.js";
import { type EventHead, runScenario, type ScenarioRun } from "../run-scenario.js";

const CASE = "asleep-yet-reachable";
const [MINUTE_MS, HOUR_MS] = [60_000, 3_600_000];

const obeyed = (run: ScenarioRun): EventHead[] =>
  run.events(Events.command).filter(({ outcome }) => COMMAND_OUTCOMES[outcome] === "done");

/** How long after 3 h each device was reached first, ascending. */
const waitsOf = (run: ScenarioRun, rows: EventHead[] = obeyed(run)): number[] => {
  expect(run.broken()).toEqual([]);
  const first = new Map<string, number>();
  for (const { entity, atMs } of rows) {
    if (!first.has(entity)) first.set(entity, atMs - 3 * HOUR_MS);
  }
  return [...first.values()].sort((x, y) => x - y);
};

/** After the next heartbeat: up to two hours, an hour in the mean. */
const expectAsleep = (waits: readonly number[]): void => {
  expect(waits).toHaveLength(20);
  expect(waits[19]).toBeLessThan(2 * HOUR_MS + MINUTE_MS);
  expect(waits[10]).toBeGreaterThan(10 * MINUTE_MS);
  const mean = waits.reduce((sum, ms) => sum + ms, 0) / 20;
  // Even over two hours: a deviation of 35 min / sqrt(20).
  expect(Math.abs(mean - HOUR_MS)).toBeLessThan(31 * MINUTE_MS);
};

test("PSM is what a cellular twin has unless it says otherwise: a command waits for the next uplink", async () => {
  for (const file of ["scenario.yaml", "said.yaml"])
    expectAsleep(waitsOf(await runScenario(caseText(CASE, { file }))));
});

test("a modem without PSM is reached at once, and pays for it; one with eDRX within its paging cycle", async () => {
  const asleep = await runScenario(caseText(CASE));
  const awake = await runScenario(caseText(CASE, { file: "false.yaml" }));
  expect(waitsOf(awake)).toHaveLength(20);
  expect(waitsOf(awake)[19]).toBeLessThan(10_000);
  // 1.1 mA of idle paging for 6 h at 3.6 V, 20 devices: 1,711 J.
  const sleep = (run: ScenarioRun): number => run.total("energy.drained", "sleep") / 1e9;
  expect(sleep(awake) - sleep(asleep)).toBeGreaterThan(1_600);
  expect(sleep(awake) - sleep(asleep)).toBeLessThan(1_800);
  const paged = await runScenario(
    caseText(CASE, { file: "false.yaml", changes: [["psm: false", "edrx: 300s"]] }),
  );
  const waits = waitsOf(paged);
  expect(waits).toHaveLength(20);
  expect(waits[19]).toBeLessThan(310_000);
  // Even over five minutes.
  expect(Math.abs(waits.reduce((sum, ms) => sum + ms, 0) / 20 - 150_000)).toBeLessThan(80_000);
});

test("the same holds for a configuration, an update's job and the order to erase itself", async () => {
  const ask = "command: diagnostics, target: {twin: parking-nbiot}";
  const configured = await runScenario(
    caseText(CASE, {
      changes: [[ask, "config: {desired: {sensitivity: 5}}, target: {twin: parking-nbiot}"]],
    }),
  );
  expectAsleep(waitsOf(configured, configured.events(Events.configOutcome)));
  const erased = await runScenario(
    caseText(CASE, { changes: [[ask, "decommission: {reason: sold}, target: {twin: parking-nbiot}"]] }),
  );
  expectAsleep(waitsOf(erased));
  const updated = await runScenario(
    caseText(CASE, {
      changes: [
        [
          `timeline:\n  - {id: ask, at: 3h, ${ask}}`,
          "firmware:\n  - {version: 9.0.0, size: 40KB}\nrollouts:\n  - {id: fw, at: 3h, to: 9.0.0, target: {twin: parking-nbiot}, stages: [{percent: 100}], rate: {baseRatePerMinute: 600}, timeout: 3h, abort: []}",
        ],
      ],
    }),
  );
  expectAsleep(waitsOf(updated, updated.events(Events.updateStep)));
});
