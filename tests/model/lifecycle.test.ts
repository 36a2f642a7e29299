// LIF-1 and LIF-8 over many lives: what the table forbids changes nothing, and whatever happens to a fleet, a device that
// was decommissioned never rejoins it.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HostOutlets } from "../../src/engine/outlets.js";
import { Events } from "../../src/event/events.js";
import { LIFECYCLE_STATES } from "../../src/event/vocabulary.js";
import { buildFleet } from "../../src/fleet/build.js";
import { CellState } from "../../src/model/state/cell-state.js";
import { changeLife } from "../../src/model/state/life.js";
import { LIFECYCLE_TABLE, type LifecycleEvent, State } from "../../src/model/state/lifecycle.js";
import { runScenario, scenarioOf } from "../run-scenario.js";
import { town } from "../worlds.js";

/** What the requirement says, by hand: from each state these events lead on. */
const LEGAL: Record<string, readonly LifecycleEvent[]> = {
  unprovisioned: ["first-contact", "decommission"],
  provisioning: ["provisioned", "decommission"],
  active: ["low-battery", "enter-maintenance", "decommission"],
  degraded: ["battery-recovered", "enter-maintenance", "decommission"],
  maintenance: ["leave-maintenance", "decommission"],
  decommissioned: [],
};

const noTimers = { schedule: () => {}, cancel: () => {}, dueMs: () => Infinity };
const plan = buildFleet(scenarioOf(town("")));

interface Life {
  cell: CellState;
  events: HostOutlets["events"];
}
/** What a reader of the requirement expects to have happened. */
interface Expected {
  refused: number;
  wasDecommissioned: boolean;
  atMs: number;
}

class Happens implements fc.Command<Expected, Life> {
  constructor(private readonly event: LifecycleEvent) {}
  check = () => true;
  toString = () => this.event;

  run(expected: Expected, { cell, events }: Life): void {
    const before = cell.dev.state[0];
    const rows = events.count;
    expected.atMs += 1_000;
    const changed = changeLife(cell, 0, this.event, expected.atMs);
    const isLegal = LEGAL[LIFECYCLE_STATES[before]].includes(this.event);
    expect(changed).toBe(isLegal);
    expect(events.count).toBe(rows + 1);
    expect(events.kind[rows]).toBe(isLegal ? Events.lifecycle.kind : Events.audit.kind);
    if (!isLegal) {
      expected.refused++;
      expect(cell.dev.state[0]).toBe(before);
      expect(events.note.get(rows)).toContain(`refused: ${this.event} in ${LIFECYCLE_STATES[before]}`);
    }
    if (this.event === "decommission") expected.wasDecommissioned = true;
    expect(cell.dev.state[0] === State.decommissioned).toBe(expected.wasDecommissioned);
    // One device, one state: the gauges moved from where it was to where it is.
    const { series } = cell.group(0);
    const gauges = LIFECYCLE_STATES.map((_, state) => cell.values[series.state + state]);
    expect(gauges.reduce((sum, value) => sum + value, 0)).toBe(0);
    expect(cell.serviceCount[0]).toBe(
      [State.active, State.degraded].includes(cell.dev.state[0] as 2) ? 1 : 0,
    );
  }
}

describe("a device's life", () => {
  it("follows the table; what it forbids is refused, logged and changes nothing", () => {
    fc.assert(
      fc.property(
        fc.commands(
          LIFECYCLE_TABLE.events.map((event) => fc.constant(new Happens(event))),
          { maxCommands: 40 },
        ),
        (commands) => {
          const setup = () => {
            const outlets = new HostOutlets(plan.layout);
            const cell = new CellState(plan, 0, outlets, noTimers);
            return {
              model: { refused: 0, wasDecommissioned: false, atMs: 0 },
              real: { cell, events: outlets.events },
            };
          };
          fc.modelRun(setup, commands);
        },
      ),
      { numRuns: 200 },
    );
  });
});

const TWINS = ["temperature-wifi", "parking-nbiot", "parking-lora"] as const;
const target = fc.record({ twin: fc.constantFrom(...TWINS), percent: fc.integer({ min: 20, max: 100 }) });
const minute = fc.integer({ min: 1, max: 170 });
const happening = fc.oneof(
  fc.record({ what: fc.constant("decommission: true"), target, at: minute, lasts: fc.constant(0) }),
  fc.record({
    what: fc.constantFrom(
      "command: reboot",
      "command: enter-maintenance",
      "command: leave-maintenance",
      "fault: credential.reuse",
      "fault: command.replay",
    ),
    target,
    at: minute,
    lasts: fc.constant(0),
  }),
  fc.record({
    what: fc.constantFrom(
      "fault: device.offline",
      "fault: power.outage, params: {scope: all}",
      "fault: cert.expiry",
      "fault: sensor.stuck",
      "fault: link.loss, params: {loss: 50%}",
    ),
    target,
    at: minute,
    lasts: fc.integer({ min: 1, max: 60 }),
  }),
  fc.record({
    what: fc.constant("fault: backhaul.outage"),
    target: fc.constant(null),
    at: minute,
    lasts: fc.integer({ min: 1, max: 40 }),
  }),
);

const worldOf = (happenings: readonly Happening[], boxed: boolean): string =>
  town(
    `firmware: [{version: 9.0.0, size: 40KB}]
rollouts:
  - {id: fw, at: 20m, to: 9.0.0, target: {twin: temperature-wifi}, stages: [{percent: 50, soak: 5m}, {percent: 100}], abort: []}
timeline:
  - {id: overheard, at: 30s, command: blink, target: all}
  - {id: last, at: 175m, decommission: true, target: {twin: temperature-wifi, count: 1}}
${happenings
  .map(({ what, target: at, at: minutes, lasts }, n) => {
    const whom = at === null ? "site: north" : `twin: ${at.twin}, percent: ${at.percent}, allowEmpty: true`;
    return `  - {id: e${n}, at: ${minutes}m${lasts > 0 ? `, for: ${lasts}m` : ""}, ${what}, target: {${whom}}}`;
  })
  .join("\n")}`,
    `duration: 3h\nstart: {state: ${boxed ? "unprovisioned, over: 40m" : "active"}}`,
  );

interface Happening {
  what: string;
  target: { twin: string; percent: number } | null;
  at: number;
  lasts: number;
}

describe("whatever happens to a fleet", () => {
  it("a decommissioned device never rejoins, and all ledgers balance", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(happening, { minLength: 2, maxLength: 9 }),
        fc.boolean(),
        async (happenings, boxed) => {
          const run = await runScenario(worldOf(happenings, boxed), { strict: true });
          expect(run.broken()).toEqual([]);
          const goneMs = new Map<string, number>();
          for (const { entity, atMs, toState } of run.events(Events.lifecycle))
            if (toState === State.decommissioned) goneMs.set(entity, atMs);
          expect(goneMs.size).toBe(run.total("device.state", "decommissioned"));
          const rejoined = [Events.lifecycle, Events.online]
            .flatMap((kind) => run.events(kind))
            .filter(({ entity, atMs }) => atMs > (goneMs.get(entity) ?? Infinity));
          expect(rejoined).toEqual([]);
          expect(run.total("device.erased")).toBeLessThanOrEqual(goneMs.size);
        },
      ),
      { numRuns: 12 },
    );
  }, 120_000);
});
