// Contract A2 over all there is: who and what is added elsewhere changes no row of anybody else. Left alone are worlds with
// a front so narrow that devices queue for it: there a neighbour does take a place.

import { describe, expect, it } from "vitest";
import { entityName } from "../../src/event/naming.js";
import { scenarioOfWorld, worldsOf } from "../engine/worlds/everything.js";
import { figuresOf } from "../figures-of.js";
import { runScenario, type ScenarioRun } from "../run-scenario.js";

/** A site that no entry of a world speaks of, and what befalls it; first in both lists, so that all indices move. */
const NEIGHBOURS = `sites:
  - id: east
    region: eu-east
    gateways: {twin: fog-gateway, count: 2}
    devices:
      - {id: east/lora, twin: parking-lora, count: 5, overrides: {firmware: {version: 1.0.0}}}
      - {id: east/out, twin: parking-nbiot, count: 4, overrides: {firmware: {version: 1.0.0}}}
      - {id: east/in, twin: temperature-wifi, count: 6, overrides: {firmware: {version: 1.0.0}}}
`;
const TROUBLES = `timeline:
  - {id: x1, at: 9m, command: diagnostics, target: {group: east/in, percent: 50}}
  - {id: x2, at: 11m, config: {desired: {reportSeconds: 20, offset: 1}}, target: {group: east/in}}
  - {id: x3, at: 13m, config: {desired: {apn: wrong}}, target: {group: east/out, percent: 60}}
  - {id: x4, at: 17m, local: {set: {offset: 2}}, target: {group: east/in, count: 2}}
  - {id: x5, at: 21m, for: 20m, fault: power.outage, params: {scope: all}, target: {site: east}}
  - {id: x6, at: 23m, fault: command.replay, target: {group: east/in, percent: 50}}
  - {id: x7, at: 25m, decommission: true, target: {site: east, kind: devices, percent: 30}}
  - {id: x8, at: 31m, for: 9m, fault: payload.corrupt, params: {share: 50%, downlinks: 50%}, target: {group: east/lora}}
  - {id: x9, at: 41m, config: {rollback: true}, target: {group: east/in}}
`;
/** Last: rows name a rollout by its place in the list. */
const ROLLOUT = `  - {id: x, at: 12m, to: 1.0.1, target: {group: east/out}, stages: [{percent: 50, soak: 5m}, {percent: 100}], abort: []}\n`;

/** Every row of the devices and gateways that are no neighbours, by name; what rows say of entities is left as it is. */
const livesOf = (run: ScenarioRun): string[] =>
  run.batches
    .flatMap(({ events, windows }) => [
      ...Array.from({ length: events.count }, (_, row) =>
        [
          entityName(run.naming, events.entity[row]),
          events.atMs[row],
          events.seq[row],
          events.kind[row],
          ...figuresOf(run, events, row),
          events.note.get(row),
        ].join(" "),
      ),
      ...Array.from({ length: windows.count }, (_, row) =>
        [
          entityName(run.naming, run.plan.deviceCount + windows.gateway[row]),
          run.plan.groups[windows.group[row]].id,
          windows.startMs[row],
          windows.readings[row],
          windows.mean[row],
          windows.stddev[row],
          windows.bytesIn[row],
        ].join(" "),
      ),
    ])
    .filter((row) => row.startsWith("north/") || row.startsWith("south/"))
    .sort();

const compare = async (change: (text: string) => string): Promise<number> => {
  let rows = 0;
  for (const world of worldsOf(21, 8)) {
    if (world.entries.some(({ what }) => what.includes("broker.limit"))) continue;
    // A share of everybody is another one where there are neighbours: readings are kept of a region.
    const text = scenarioOfWorld(world)
      .text.replace("sites:\n", NEIGHBOURS)
      .replace(/target: \{percent: (50|40)\}/g, "target: {region: eu-north}");
    const alone = livesOf(await runScenario(text));
    const crowded = livesOf(await runScenario(change(text)));
    const at = alone.findIndex((row, index) => row !== crowded[index]);
    expect(crowded[at], `world of seed ${world.seed}`).toBe(alone[at]);
    expect(crowded.length).toBe(alone.length);
    rows += alone.length;
  }
  return rows;
};

describe("what happens to others", () => {
  it("is nothing to a device: no row of it changes with entries and a rollout for another site", async () => {
    const change = (text: string): string =>
      text.replace("timeline:\n", TROUBLES).replace("rollouts: []", "rollouts:") + ROLLOUT;
    expect(await compare(change)).toBeGreaterThan(3_000);
  }, 60_000);

  it("nor do neighbours themselves", async () => {
    expect(await compare((text) => text.replace(NEIGHBOURS, "sites:\n"))).toBeGreaterThan(3_000);
  }, 60_000);
});
