// Two faults of one kind overlap at one entity, or in the cloud: each takes back its own, in whatever order they end, and at the
// end everything is as it was. Every kind by itself, on a fleet that does nothing else.
import { describe, expect, test } from "vitest";
import type { Written } from "../../src/core/params.js";
import { HostOutlets } from "../../src/engine/outlets.js";
import type { CloudFault, EntityFault } from "../../src/fault/fault.js";
import { FAULT_KINDS, FAULTS, type FaultKind } from "../../src/fault/faults.js";
import { buildFleet } from "../../src/fleet/build.js";
import { FleetCell } from "../../src/model/cell/fleet-cell.js";
import { CloudState } from "../../src/model/cloud/cloud-state.js";
import { cloudHands } from "../../src/model/cloud/fault-hands.js";
import { CellHands } from "../../src/model/fault/cell-hands.js";
import type { CellState } from "../../src/model/state/cell-state.js";
import { FAULT_PARAMS } from "../../src/scenario/schema/fault.js";
import { scenarioOf } from "../run-scenario.js";

const PLAN = buildFleet(
  scenarioOf(`
iotctl: 1
name: overlap
seed: overlap
duration: 1h
start: {state: active}
sites:
  - id: s
    gateways: {twin: fog-gateway, count: 1}
    devices:
      - {id: s/rooms, twin: thermostat, count: 1, overrides: {mtbf: 0s}}
      - {id: s/lots, twin: parking-nbiot, count: 1, overrides: {mtbf: 0s}}
`),
);
const TIMERS = { schedule: () => {}, cancel: () => {}, dueMs: () => Infinity };

/** What a fault of a kind is told: its example, and the same by half. */
const figuresOf = (kind: FaultKind): [first: Record<string, number>, second: Record<string, number>] => {
  const { params } = FAULTS[kind];
  const times = (like: Written, by: number): Written => {
    if (typeof like === "string") return like.replace(/^\d+/, (figure) => `${Number(figure) * by}`);
    return typeof like === "number" ? like * by : like;
  };
  const told = (by: number) =>
    FAULT_PARAMS[kind].parse(
      Object.fromEntries(Object.entries(params).map(([name, { like }]) => [name, times(like, by)])),
    );
  return [told(1), told(0.5)];
};

/** Two faults of one kind at one place: how each begins and ends there, and what can be seen of them. */
interface Place {
  begin(id: 1 | 2): void;
  end(id: 1 | 2): void;
  isLeft(): boolean;
  marks(): unknown;
}

/** All that a fault can leave at an entity. */
const marksOf = ({ dev, gw, sess, ...cell }: CellState): unknown =>
  structuredClone([
    ...[dev.powerHolds, dev.radioHolds, dev.sensorHolds, dev.lossPpm],
    ...[gw.powerHolds, cell.crashes, sess.holds, sess.certHolds],
    ...[cell.sensorFaults, cell.clockJumps, cell.spoiltPpm, cell.harmedPpm, cell.extraLossPpm],
  ]);

const atEntity = (kind: FaultKind, isGateway: boolean): Place => {
  const fleet = new FleetCell(PLAN, 0, new HostOutlets(PLAN.layout), TIMERS);
  fleet.start();
  const { cell } = fleet as unknown as { cell: CellState };
  const hands = new CellHands(cell);
  const fault = FAULTS[kind] as EntityFault;
  const local = isGateway ? cell.devices : 0;
  const figures = figuresOf(kind);
  const on = (id: number) => hands.on(local, { id, kind, params: figures[id - 1] }, 60_000);
  return {
    begin: (id) => fault.begin(on(id), figures[id - 1]),
    end: (id) => fault.end(on(id), figures[id - 1]),
    isLeft: () => fault.isLeft(hands.lookAt(local)),
    marks: () => marksOf(cell),
  };
};

const inCloud = (kind: FaultKind): Place => {
  const state = new CloudState(PLAN, new HostOutlets(PLAN.layout));
  const fault = FAULTS[kind] as CloudFault;
  const figures = figuresOf(kind);
  const on = (id: number) => cloudHands(state, { id, entities: Int32Array.of(0) }, 60_000);
  return {
    begin: (id) => fault.begin(on(id), figures[id - 1]),
    end: (id) => fault.end(on(id), figures[id - 1]),
    isLeft: () => fault.isLeft(on(0)),
    marks: () =>
      structuredClone([state.front.connectLimit, state.registry.provisionLimit, state.ingest.queue.limit]),
  };
};

const PLACES = FAULT_KINDS.flatMap((kind): [place: string, fresh: () => Place, isOver: boolean][] => {
  const { playedBy, strikes, isOver = false } = FAULTS[kind];
  if (playedBy === "cloud") return [[`${kind} in the cloud`, () => inCloud(kind), isOver]];
  const atDevice: [string, () => Place, boolean] = [
    `${kind} at a device`,
    () => atEntity(kind, false),
    isOver,
  ];
  const atGateway: [string, () => Place, boolean] = [
    `${kind} at a gateway`,
    () => atEntity(kind, true),
    isOver,
  ];
  if (strikes === "devices") return [atDevice];
  return strikes === "gateways" ? [atGateway] : [atDevice, atGateway];
});

describe.each(PLACES)("of two %s that overlap", (_, fresh, isOver) => {
  test.each([[1, 2] as const, [2, 1] as const])("the one that ends leaves the other's", (first, last) => {
    const alone = fresh();
    alone.begin(last);
    const both = fresh();
    const before = both.marks();
    expect(both.isLeft()).toBe(false);
    both.begin(1);
    both.begin(2);
    expect(both.isLeft()).toBe(!isOver);
    both.end(first);
    expect(both.marks()).toEqual(alone.marks());
    expect(both.isLeft()).toBe(!isOver);
    both.end(last);
    expect(both.marks()).toEqual(before);
    expect(both.isLeft()).toBe(false);
  });
});

test("figures of two that overlap add up: both losses and both jumps are there", () => {
  const fleet = new FleetCell(PLAN, 0, new HostOutlets(PLAN.layout), TIMERS);
  fleet.start();
  const { cell } = fleet as unknown as { cell: CellState };
  const hands = new CellHands(cell);
  const usualPpm = cell.dev.lossPpm[0];
  const begin = (id: number, kind: "link.loss" | "clock.jump", params: Record<string, number>): void =>
    (FAULTS[kind] as EntityFault).begin(hands.on(0, { id, kind, params }, 60_000), params);
  begin(1, "link.loss", { lossPpm: 20_000 });
  begin(2, "link.loss", { lossPpm: 5_000 });
  begin(3, "clock.jump", { byMs: 9_000, back: 0 });
  begin(4, "clock.jump", { byMs: 2_000, back: 1 });
  expect(cell.dev.lossPpm[0]).toBe(usualPpm + 25_000);
  expect(cell.clockJumps.sums.get(0)).toBe(7_000);
});
