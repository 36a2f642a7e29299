// Whoever takes somebody off line says why: a fault without a cause has no hands for it, neither in types nor when it is played.
import { expect, expectTypeOf, test } from "vitest";
import { HostOutlets } from "../../src/engine/outlets.js";
import { entityFault } from "../../src/fault/fault.js";
import { FAULTS } from "../../src/fault/faults.js";
import type { HandsWith } from "../../src/fault/hands.js";
import { buildFleet } from "../../src/fleet/build.js";
import { FleetCell } from "../../src/model/cell/fleet-cell.js";
import { CellHands } from "../../src/model/fault/cell-hands.js";
import type { CellState } from "../../src/model/state/cell-state.js";
import { scenarioOf } from "../run-scenario.js";

const ABOUT = {
  kind: "radio.jammed",
  says: "",
  seen: "",
  params: {},
  strikes: "devices",
  isLeft: () => false,
} as const;

test("a fault has the hands that its cause allows", () => {
  entityFault({ ...ABOUT, cause: "jammed", begin: ({ radioOff }) => radioOff.hold(), end: () => {} });
  entityFault({ ...ABOUT, begin: ({ loss }) => loss.add(1), end: () => {} });
  // @ts-expect-error: no cause
  entityFault({ ...ABOUT, begin: ({ radioOff }) => radioOff.hold(), end: () => {} });
  expectTypeOf<keyof HandsWith<never>>().toEqualTypeOf<"sensor" | "loss" | "spoilt" | "harmed" | "clock">();
});

test("hands that take somebody off line without a cause end the run", () => {
  const plan = buildFleet(
    scenarioOf(
      "iotctl: 1\nname: cause\nduration: 1h\nstart: {state: active}\nsites: [{id: s, gateways: {twin: fog-gateway, count: 1}, devices: [{twin: temperature-wifi, count: 1}]}]",
    ),
  );
  const timers = { schedule: () => {}, cancel: () => {}, dueMs: () => Infinity };
  const fleet = new FleetCell(plan, 0, new HostOutlets(plan.layout), timers);
  fleet.start();
  const { cell } = fleet as unknown as { cell: CellState };
  const hands = new CellHands(cell);
  const action = { id: 1, kind: "link.loss", params: {} } as const;
  expect(FAULTS[action.kind].cause).toBeUndefined();
  hands.on(0, action, 60_000);
  expect(() => hands.radioOff.hold()).toThrow("without a cause");
  expect(() => hands.power.hold()).toThrow("without a cause");
  hands.on(cell.devices, action, 60_000);
  expect(() => hands.power.hold()).toThrow("without a cause");
  expect(() => hands.software.crash(1)).toThrow("without a cause");
  expect(() => hands.way.hold()).toThrow("without a cause");
  expect(() => hands.certificate.hold()).toThrow("without a cause");
});
