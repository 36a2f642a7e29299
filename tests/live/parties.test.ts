import { expect, test } from "vitest";
import { Command, ConnectAck, DenyList } from "../../src/event/downlinks.js";
import { Connect, Reading, Summary } from "../../src/event/uplinks.js";
import { isPartyTo } from "../../src/live/parties.js";

// Entities 0 and 1 are devices, 2 is a gateway.
const plan = { deviceCount: 2, entityCount: 3 };
const parties = (kind: number): boolean[] => [-1, 0, 1, 2, 3].map((entity) => isPartyTo(plan, entity, kind));

test("devices send readings, gateways summaries, both connect; nobody else is heard", () => {
  expect(parties(Reading.kind)).toEqual([false, true, true, false, false]);
  expect(parties(Summary.kind)).toEqual([false, false, false, true, false]);
  expect(parties(Connect.kind)).toEqual([false, true, true, true, false]);
});

test("commands are for devices, lists for gateways, answers to a connect for both", () => {
  expect(parties(Command.kind)).toEqual([false, true, true, false, false]);
  expect(parties(DenyList.kind)).toEqual([false, false, false, true, false]);
  expect(parties(ConnectAck.kind)).toEqual([false, true, true, true, false]);
});
