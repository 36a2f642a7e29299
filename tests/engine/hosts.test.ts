// The hosts by themselves, as the live driver uses them: time passes in small steps, messages come when they come.
import { expect, test } from "vitest";
import { CellHost } from "../../src/engine/cell-host.js";
import { CloudHost } from "../../src/engine/cloud-host.js";
import { Command, ConnectAck } from "../../src/event/downlinks.js";
import { letter, pushLetter } from "../../src/event/letter.js";
import { MessageBlock } from "../../src/event/message.js";
import { Connect } from "../../src/event/uplinks.js";
import { smallScenario } from "./record.js";
import { createWorld } from "./worlds/ping-pong.mjs";

const scenario = smallScenario(
  { devices: 6, intervalMs: 40, requestPpm: 900_000, timeoutMs: 100_000 },
  10_000,
);
const oneDownlink = (atMs: number, entity = 0): MessageBlock => {
  const block = new MessageBlock();
  const command = letter(Command, { sequence: 5, command: 0 }, 20, "now");
  const row = pushLetter(block, { ...command, atMs, entity, seq: 0 });
  // As the world's own messages have it.
  block.p5[row] = block.p0[row] + 1;
  return block;
};

test("a cell does not run past the earliest answer to its own request until the cloud has processed it", () => {
  const cell = new CellHost(createWorld(scenario, {}), 0);
  cell.start();
  const clockMs = cell.advance(10_000, 0);
  expect(clockMs).toBe(cell.pendingRequestMs + 10);
  expect(clockMs).toBeLessThan(10_000);
  expect(cell.advance(10_000, cell.pendingRequestMs)).toBe(clockMs);
  expect(cell.advance(10_000, cell.pendingRequestMs + 1)).toBeGreaterThan(clockMs);
});

test("in real time requests hold nothing back", () => {
  const cell = new CellHost(createWorld(scenario, {}), 0, { realTime: true });
  cell.start();
  expect(cell.advance(3_000)).toBe(3_000);
  expect(cell.takeOutbox().count).toBeGreaterThan(0);
  expect(cell.takeOutbox().count).toBe(0);
  expect(cell.takeRows().metrics.count).toBeGreaterThan(0);
});

test("a late message is refused in virtual time and arrives now in real time", () => {
  const virtual = new CellHost(createWorld(smallScenario({ requestPpm: 0 }), {}), 0);
  virtual.start();
  virtual.advance(500);
  expect(() => virtual.deliver(oneDownlink(499))).toThrow(/ENGINE_CONTRACT a downlink/);

  const live = new CellHost(createWorld(scenario, {}), 0, { realTime: true });
  live.start();
  live.advance(500);
  live.takeRows();
  live.deliver(oneDownlink(100));
  live.advance(501);
  const { events } = live.takeRows();
  const arrived = Array.from({ length: events.count }, (_, row) => row).filter(
    (row) => events.note.get(row) === "now",
  );
  expect(arrived.map((row) => events.atMs[row])).toEqual([500]);
});

test("the next instant tells how long a driver may sleep", () => {
  const cell = new CellHost(createWorld(scenario, {}), 0, { realTime: true });
  cell.start();
  for (let step = 0; step < 50; step++) {
    const nextMs = cell.nextMs();
    const before = cell.clockMs;
    cell.advance(nextMs);
    expect(cell.takeRows().events.count + cell.takeOutbox().count, `between ${before} and ${nextMs}`).toBe(0);
    cell.advance(nextMs + 1);
    cell.takeRows();
    cell.takeOutbox();
  }
});

test("a cloud in real time answers what comes, also late, and takes part in ticks", () => {
  const cloud = new CloudHost(createWorld(scenario, {}), { realTime: true });
  cloud.start();
  cloud.advance(400);
  const uplink = new MessageBlock();
  uplink.p5[uplink.append(50, 3, 0, Connect.kind)] = 1;
  cloud.deliver(uplink);
  cloud.advance(402);
  const answers = cloud.takeOutbox();
  expect([answers.count, answers.entity[0], answers.kind[0]]).toEqual([1, 3, ConnectAck.kind]);
  expect(answers.atMs[0]).toBeGreaterThanOrEqual(410);
  cloud.advance(501);
  expect(cloud.takeOutbox().count).toBeGreaterThan(0);
});
