// Broken once: a CONNECT was billed with the TLS handshake under it as two messages, and wire overhead as stored payload.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { billOf, lineOf } from "../cost/bill.js";
import { runScenario } from "../run-scenario.js";

const TEXT = readFileSync("tests/cases/metered-connects/scenario.yaml", "utf8");

test("2,400 connects are 2,400 messages, what is stored is payload, a month is 0.072 USD", async () => {
  const run = await runScenario(TEXT);
  expect(run.broken()).toEqual([]);
  const delivered = run.total("messages.delivered");
  expect(run.total("connect.accepted")).toBe(2_400);
  expect(delivered).toBeGreaterThanOrEqual(100);
  expect(run.total("meter.messages")).toBe(2_400 + delivered);
  expect(run.total("meter.store.bytes")).toBe(120 * delivered);
  const perMessage = lineOf(billOf(run, "aws-iot-core"), "MQTT");
  expect(perMessage.amount).toBeCloseTo(0.072 + delivered * 30e-6, 6);
  // Bytes on the wire keep the handshakes.
  expect(run.total("net.bytes.up")).toBeGreaterThanOrEqual(2_400 * 5_250);
});

test("a hub that meters no connects counts the readings alone", async () => {
  const run = await runScenario(`${TEXT}\ncloud: {profile: azure-iot-hub-s1}\n`, { untilMs: 3 * 3_600_000 });
  expect(run.total("connect.accepted")).toBeGreaterThanOrEqual(300);
  expect(run.total("meter.messages")).toBe(run.total("messages.delivered"));
});

test("a session lost for longer than the broker keeps it has to subscribe again: one more message", async () => {
  const text = TEXT.replace("every: 1h, ", "").replace("for: 10s", "for: 3h");
  const run = await runScenario(text, { untilMs: 6 * 3_600_000 });
  expect(run.total("connect.accepted")).toBe(100);
  expect(run.total("meter.messages")).toBe(
    2 * run.total("connect.accepted") + run.total("messages.delivered"),
  );
});

test("a payload is metered with its topic: 5,080 B are one step of 5 KB, 5,081 B two; wire overhead is neither", async () => {
  for (const [bytes, steps] of [
    [5_080, 1],
    [5_081, 2],
    [5_120, 2],
  ] as const) {
    const text = TEXT.replace("interval: 1h", `interval: 1h, payload: ${bytes}B`);
    const run = await runScenario(text, { untilMs: 2 * 3_600_000 });
    const delivered = run.total("messages.delivered");
    expect(run.total("meter.rules")).toBe(steps * delivered);
    expect(run.total("meter.messages")).toBe(run.total("connect.accepted") + steps * delivered);
    expect(run.total("meter.store.bytes")).toBe(bytes * delivered);
  }
});
