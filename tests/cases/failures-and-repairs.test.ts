// A data-sheet figure that meant something else than its name: four of five "hardware failures" were hangs of a minute that
// no page mentioned, so an MTBF of 20 days with repairs of 12 hours gave 99.53 % instead of 97.6 %.
import { expect, test } from "vitest";
import { Events } from "../../src/event/events.js";
import { CAUSES } from "../../src/event/vocabulary.js";
import { caseText } from "../case-text.js";
import { runScenario, type ScenarioRun } from "../run-scenario.js";

const HANG = CAUSES.indexOf("hang");
const [MTBF_DAYS, REPAIR_DAYS, DEVICES, DAYS] = [20, 0.5, 600, 100];

/** Fewer devices, whose keep-alives are no part of it. */
const SMALLER: [string, string][] = [
  ["count: 2000", `count: ${DEVICES}`],
  ["overrides: {", "overrides: {keepalive: 18h, "],
  ["cloud: {", "cloud: {profile: self-hosted, "],
];

const played = (changes: [string, string][] = []): Promise<ScenarioRun> =>
  runScenario(caseText("failures-and-repairs", { changes: [...SMALLER, ...changes] }));

const online = (run: ScenarioRun): number =>
  run.total("device.online.time") / run.total("device.expected.time");

test("an MTBF of 20 days and repairs of 12 hours make 97.6 % available, by as many failures as that is", async () => {
  const run = await played();
  expect(run.broken()).toEqual([]);
  // About 2,900 failures of half a day each: a deviation of 0.06 %.
  expect(Math.abs(online(run) - MTBF_DAYS / (MTBF_DAYS + REPAIR_DAYS))).toBeLessThan(0.002);
  const failures = (DEVICES * DAYS) / (MTBF_DAYS + REPAIR_DAYS);
  expect(Math.abs(run.total("device.failures") - failures)).toBeLessThan(4 * Math.sqrt(failures));
  expect(run.events(Events.offline).filter(({ cause }) => cause === HANG)).toEqual([]);
});

test("hangs come on top of it, last as long as the twin says and have a cause of their own", async () => {
  const run = await played([
    ["duration: 100d", "duration: 40d"],
    ["repair: 12h", "repair: 12h, hangs: {share: 80%, time: 5m}"],
  ]);
  expect(Math.abs(online(run) - MTBF_DAYS / (MTBF_DAYS + REPAIR_DAYS))).toBeLessThan(0.003);
  // Four hangs for each failure that needs repair.
  const ofKind = (kind: number) => run.events(Events.failure).filter(({ mendedBy }) => mendedBy === kind);
  const repairs = (DEVICES * 40) / (MTBF_DAYS + REPAIR_DAYS);
  expect(Math.abs(ofKind(1).length - repairs)).toBeLessThan(4 * Math.sqrt(repairs));
  expect(Math.abs(ofKind(0).length - 4 * repairs)).toBeLessThan(4 * Math.sqrt(4 * repairs));
  expect(ofKind(0).every(({ takesMs }) => takesMs === 300_000)).toBe(true);
  expect(run.events(Events.offline).filter(({ cause }) => cause === HANG)).toHaveLength(ofKind(0).length);
});
