// Contract A2 at work: draws as a run takes them. They are watched from outside, at the methods of the generator; by what the
// sources number them is read in purpose.test.ts.
import { afterEach, describe, expect, it } from "vitest";
import { KeyedRandom } from "../../src/core/rng.js";
import { Events } from "../../src/event/events.js";
import { entityName } from "../../src/event/naming.js";
import { Purpose } from "../../src/model/plan/purpose.js";
import { scenarioOfWorld, worldsOf } from "../engine/worlds/everything.js";
import { figuresOf } from "../figures-of.js";
import { runScenario, type ScenarioRun } from "../run-scenario.js";

type Method = (
  this: KeyedRandom,
  entity: number,
  purpose: number,
  number: number,
  parameter: number,
) => unknown;
const METHODS = ["uniform", "normal", "exponential", "chancePpm", "word"] as const;
type Methods = Record<(typeof METHODS)[number], Method>;

type Block = (this: KeyedRandom, entity: number, purpose: number, number: number) => void;

const generator = KeyedRandom.prototype as unknown as Methods & { block: Block };
const { block } = generator;
const own = Object.fromEntries(METHODS.map((name) => [name, generator[name]])) as Methods;

afterEach(() => {
  Object.assign(generator, own, { block });
});

const nameOf = (wanted: number): string =>
  Object.entries(Purpose).find(([, purpose]) => purpose === wanted)?.[0] ?? `${wanted}`;

/** Every row of a run, in order. */
const rowsOf = (run: ScenarioRun, isMeant = (_kind: number): boolean => true): string[] =>
  run.batches.flatMap(({ events }) =>
    Array.from({ length: events.count }, (_, row) => row)
      .filter((row) => isMeant(events.kind[row]))
      .map((row) =>
        [
          entityName(run.naming, events.entity[row]),
          events.atMs[row],
          events.kind[row],
          ...figuresOf(run, events, row),
          events.note.get(row),
        ].join(" "),
      ),
  );

const texts = worldsOf(21, 4).map((world) => scenarioOfWorld(world).text);

describe("draws", () => {
  it("of each purpose, once more before each and after it, move nothing", async () => {
    const purposes = Object.values(Purpose);
    const [text] = texts;
    const alone = await runScenario(text);
    for (const name of METHODS)
      generator[name] = function (entity, purpose, number, parameter) {
        for (const other of purposes) own[name].call(this, entity, other, number + 1, parameter);
        const value = own[name].call(this, entity, purpose, number, parameter);
        for (const other of purposes) own[name].call(this, entity, other, number + 1, parameter);
        return value;
      };
    const more = await runScenario(text);
    expect(more.result.digest).toBe(alone.result.digest);
    expect(rowsOf(more)).toEqual(rowsOf(alone));
  });

  it("decide once: no two of a purpose have one number, but where the same is looked at again", async () => {
    const again = new Map<number, string>([
      [Purpose.quality, "the selection of the weakest, and what a link usually loses"],
      [Purpose.distance, "the selection of the weakest"],
      [Purpose.shadow, "the selection of the weakest"],
      [Purpose.start, "how long a device has run"],
      [Purpose.clockDrift, "what a clock shows"],
      [Purpose.clockError, "what a clock shows until it is set again"],
      [Purpose.jitter, "readings of one frame come together"],
      [Purpose.phase, "reports that begin again in the same boot keep their place in the interval"],
      [Purpose.spike, "a sample that a command asks for is spoilt as the next one is"],
      [Purpose.noise, "a sample that a command asks for is spoilt as the next one is"],
      [Purpose.record, "a reading that comes twice is kept twice"],
    ]);
    const twice = new Set<string>();
    let draws = 0;
    for (const text of texts) {
      const seen = new Map<KeyedRandom, Set<string>>();
      generator.block = function (entity, purpose, number) {
        const drawn = seen.get(this) ?? new Set();
        seen.set(this, drawn);
        const draw = `${entity} ${purpose} ${number}`;
        if (drawn.has(draw) && !again.has(purpose)) twice.add(nameOf(purpose));
        drawn.add(draw);
        block.call(this, entity, purpose, number);
      };
      await runScenario(text);
      for (const drawn of seen.values()) draws += drawn.size;
    }
    expect([...twice]).toEqual([]);
    expect(draws).toBeGreaterThan(50_000);
  });
});

/** A floor of mains devices that break, lose power, are updated and send junk: whatever is drawn shows in rows. */
const floor = (deviceRules: string, gatewayRules: string): string => `
iotctl: 1
name: floor
seed: floor
duration: 12h
start: {state: active}
sites:
  - id: s
    gateways: {twin: fog-gateway, count: 2, overrides: {rules: [${gatewayRules}]}}
    devices:
      - {twin: temperature-wifi, count: 20, overrides: {mtbf: 5h, repair: 20m}}
      - {twin: hvac-controller, count: 6, overrides: {rules: [${deviceRules}], radio: {transport: wifi, loss: 20%}, shadow: [], mtbf: 5h, repair: 20m}}
      - {twin: hvac-controller, via: direct, count: 6, overrides: {rules: [${deviceRules}], shadow: [], mtbf: 5h, repair: 20m}}
firmware:
  - {version: 9.0.0, size: 1MB}
timeline:
  - {id: power, at: 2h, for: 10m, fault: power.outage, params: {scope: all, restoreSpread: 5m}, target: {site: s}}
  - {id: junk, at: 3h, for: 8h, fault: payload.corrupt, params: {share: 20%, downlinks: 20%}, target: {site: s}}
  - {id: cloud, at: 5h, for: 10m, fault: cloud.outage}
  - {id: ask, at: 6h, command: read-sensor, target: {site: s}}
rollouts:
  - {id: fw, at: 7h, to: 9.0.0, target: {twin: hvac-controller}, stages: [{percent: 100}]}
`;

describe("a rule that acts", () => {
  const LOCAL = "{above: 21, actuate: fan}";
  const EDGE = "{when: {twin: temperature-wifi, above: 21}, actuate: {twin: hvac-controller, name: cooling}}";
  const isOther = (kind: number): boolean => kind !== Events.actuation.kind;

  it.each([
    ["at the device", LOCAL, ""],
    ["at the gateway", "", EDGE],
  ])("%s draws its own, and moves nothing else of its device", async (_, deviceRules, gatewayRules) => {
    const still = await runScenario(floor("", ""));
    const acts = await runScenario(floor(deviceRules, gatewayRules));
    expect(acts.events(Events.actuation).length).toBeGreaterThan(10);
    expect(still.events(Events.failure).length).toBeGreaterThan(20);
    expect(still.events(Events.chunkRefused).length).toBeGreaterThan(5);
    const before = rowsOf(still, isOther);
    const after = rowsOf(acts, isOther);
    expect(after.find((row, at) => row !== before[at])).toBe(undefined);
    expect(after.length).toBe(before.length);
    expect(before.length).toBeGreaterThan(300);
  });
});
