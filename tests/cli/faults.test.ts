// iotctl faults: what can go wrong on purpose; what is said of each kind is what the parser reads and a run shows.
import { afterEach, beforeEach, expect, test } from "vitest";
import { METRICS } from "../../src/event/metric.js";
import { CAUSES } from "../../src/event/vocabulary.js";
import { FAULT_KINDS, FAULTS } from "../../src/fault/faults.js";
import { exampleEntry } from "../../src/fault/words.js";
import { scenarioOf } from "../run-scenario.js";
import { type CapturedSystem, capturedSystem, iotctl } from "./captured-system.js";

let system: CapturedSystem;
beforeEach(() => {
  system = capturedSystem();
});
afterEach(() => system.dispose());

test("every kind is listed with whom it strikes and what goes wrong", async () => {
  expect(await iotctl(system, "faults")).toBe(0);
  const lines = system.out().trimEnd().split("\n");
  expect(lines).toHaveLength(FAULT_KINDS.length + 1);
  expect(lines[1]).toMatch(/^backhaul\.outage +gateways +gateways lose their way to the cloud/);
});

test("one is shown with its parameters, their units and defaults, and an entry", async () => {
  expect(await iotctl(system, "faults", "power.outage")).toBe(0);
  expect(system.out()).toContain("strikes: devices and gateways; of these, what has no battery");
  expect(system.out()).toMatch(/restoreSpread {2}a duration such as 30s: .* \(default 0s\)/);
  expect(system.out()).toContain("mains or all");
  expect(system.out()).toContain(`- ${exampleEntry("power.outage")}`);
});

test("what must be written is said so, and a wrong name meets the right one", async () => {
  expect(await iotctl(system, "faults", "link.loss")).toBe(0);
  expect(system.out()).toMatch(/loss {2}a share such as 20%: .* \(must be there\)/);
  expect(await iotctl(system, "faults", "broker.limit")).toBe(0);
  expect(system.out()).toContain("at least one of connectsPerSecond, ingestPerSecond");
  expect(await iotctl(system, "faults", "link.los")).toBe(2);
  expect(system.err()).toContain("did you mean link.loss?");
});

test("as JSON, one is an object and all are a list", async () => {
  expect(await iotctl(system, "faults", "gateway.crash", "--json")).toBe(0);
  expect(JSON.parse(system.out())).toMatchObject({
    kind: "gateway.crash",
    cause: "gateway-crash",
    params: [{ name: "restartAfter", otherwise: "2m", isNeeded: false }],
  });
});

test.each(FAULT_KINDS)("the entry shown for %s can be run as it stands", (kind) => {
  const { timeline } = scenarioOf(`
iotctl: 1
name: example
seed: example
duration: 4h
start: {state: active}
sites:
  - id: north
    gateways: {twin: fog-gateway, count: 1}
    devices: [{twin: thermostat, count: 1}, {twin: temperature-wifi, count: 1}]
timeline:
  - {at: 1h, command: diagnostics, target: all}
  - ${exampleEntry(kind)}
  - {at: 2h10m, local: {set: {targetTemperature: 75}}, target: {twin: thermostat}}
`);
  expect(timeline.map(({ action }) => action.do)).toEqual(["command", "fault", "local"]);
});

test.each(FAULT_KINDS)("what shows of %s is there to be looked at", (kind) => {
  const { seen, cause } = FAULTS[kind];
  const metrics: string[] = METRICS.map(({ name }) => name);
  const named = [...seen.matchAll(/\b[a-z]+(?:\.[a-z_]+)+\b/g)].map(([name]) => name);
  expect(named.filter((name) => !metrics.includes(name) && !name.startsWith("usable."))).toEqual([]);
  if (cause !== undefined) expect(CAUSES).toContain(cause);
  for (const [, word] of seen.matchAll(/cause ([a-z-]+)/g)) expect(CAUSES).toContain(word);
});
