// Contract A4: one device codebase, two drivers. The wire adds milliseconds and interleavings, nothing else.
import { expect, it } from "vitest";
import { runVirtual } from "../../src/engine/run-virtual.js";
import { runLive } from "../../src/live/run-live.js";
import { scenario, totalled } from "../live/world.js";

/** Virtual ms per wall ms. At this pace the wire's few ms are below the models' radio latencies and far below their timeouts. */
const SPEED = 60;

it("a scenario with an outage and an update counts the same over a real broker as in virtual time", async () => {
  const virtual = await totalled(runVirtual, scenario(), { inProcess: true });
  const live = await totalled(runLive, scenario(), { speed: SPEED, strict: true });

  expect(live.result.end).toEqual({ kind: "complete" });
  expect(live.result.endMs).toBe(virtual.result.endMs);
  expect(live.result.invariants.filter(({ ok }) => !ok)).toEqual([]);
  expect(live.result.live).toMatchObject({
    uplinksLost: 0,
    readingsLost: 0,
    malformed: 0,
    connectionsPlanned: 62,
  });

  // The outage really went over the wire: sessions ended and came back.
  expect(virtual.total("connect.attempts")).toBeGreaterThan(60);
  expect(Number(live.result.live?.connectionsOpened)).toBeGreaterThan(62 + 60);

  // Where the fleet stands at the end is equal; what depends on who came first in a storm is within 5 %.
  expect(live.total("device.online")).toBe(virtual.total("device.online"));
  expect(live.total("gateway.online")).toBe(virtual.total("gateway.online"));
  expect(
    live.result.rollouts.map(({ status, succeeded, failed }) => ({ status, succeeded, failed })),
  ).toEqual(virtual.result.rollouts.map(({ status, succeeded, failed }) => ({ status, succeeded, failed })));
  for (const name of [
    "connect.accepted",
    "messages.produced",
    "messages.delivered",
    "fog.messages.out",
    "ingest.messages",
    "device.online.time",
  ] as const) {
    const ratio = live.total(name) / virtual.total(name);
    expect(ratio, name).toBeGreaterThan(0.95);
    expect(ratio, name).toBeLessThan(1.05);
  }
});
