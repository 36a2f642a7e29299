// LIF-10: commands are acknowledged, obeyed once, and only when they are the cloud's own.
import { describe, expect, it } from "vitest";
import { seedKey } from "../../src/core/rng.js";
import { Events } from "../../src/event/events.js";
import { COMMAND_OUTCOMES } from "../../src/event/vocabulary.js";
import { judgeSequence } from "../../src/model/agent/commands.js";
import { isCommandGenuine, signCommand } from "../../src/model/protocol/command-signature.js";
import { keyPair } from "../../src/model/protocol/run-keys.js";
import { runScenario } from "../run-scenario.js";
import { town } from "../worlds.js";

const outcomes = (run: Awaited<ReturnType<typeof runScenario>>): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const event of run.events(Events.command)) {
    const name = COMMAND_OUTCOMES[event.outcome];
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
};

describe("a command", () => {
  it("reboots every device once and is acknowledged by all, most within five seconds", async () => {
    const run = await runScenario(
      town("timeline:\n  - {id: c, at: 30m, command: reboot, target: {twin: temperature-wifi}}"),
    );
    expect(run.broken()).toEqual([]);
    expect(outcomes(run)).toEqual({ done: 60 });
    expect(run.total("device.reboots.cause", "command")).toBe(60);
    expect(run.total("commands.acked")).toBe(60);
  });

  it("waits for a device that is away for a moment, and is still obeyed once", async () => {
    const run = await runScenario(
      town(`timeline:
  - {id: away, at: 29m, for: 4m, fault: device.offline, target: {twin: temperature-wifi}}
  - {id: c, at: 30m, command: reboot, target: {twin: temperature-wifi}}`),
    );
    expect(outcomes(run).done).toBe(60);
    expect(run.total("device.reboots.cause", "command")).toBe(60);
  });

  it("moves devices into maintenance and back; what the lifecycle forbids is refused", async () => {
    const run = await runScenario(
      town(`timeline:
  - {id: early, at: 5m, command: leave-maintenance, target: {twin: temperature-wifi}}
  - {id: in, at: 10m, command: enter-maintenance, target: {twin: temperature-wifi}}
  - {id: out, at: 40m, command: leave-maintenance, target: {twin: temperature-wifi}}`),
    );
    expect(run.broken()).toEqual([]);
    expect(outcomes(run)).toEqual({ refused: 60, done: 120 });
    expect(run.total("device.state", "maintenance")).toBe(0);
    expect(run.total("device.state", "active")).toBe(140);
  });

  it("sent right after another one does not overtake it: all are obeyed, in the order of the file", async () => {
    const run = await runScenario(
      town(`timeline:
  - {id: lamp, at: 30m, command: blink, target: {twin: temperature-wifi}}
  - {id: look, at: 30m, command: read-sensor, target: {twin: temperature-wifi}}
  - {id: tell, at: 30m, command: diagnostics, target: {twin: temperature-wifi}}`),
    );
    expect(run.broken()).toEqual([]);
    expect(outcomes(run)).toEqual({ done: 180 });
    const numbers = new Map<string, number[]>();
    for (const { entity, commandSeq } of run.events(Events.command))
      numbers.set(entity, [...(numbers.get(entity) ?? []), commandSeq]);
    for (const [first, second, third] of numbers.values())
      expect([first < second, second < third]).toEqual([true, true]);
  });

  it("replayed or forged by a stranger moves nobody", async () => {
    const run = await runScenario(
      town(`timeline:
  - {id: first, at: 10m, command: blink, target: {twin: temperature-wifi}}
  - {id: second, at: 20m, command: read-sensor, target: {twin: temperature-wifi}}
  - {id: replay, at: 30m, fault: command.replay, target: {twin: temperature-wifi}}
  - {id: forge, at: 40m, fault: command.forge, target: {twin: temperature-wifi}}`),
    );
    expect(run.broken()).toEqual([]);
    expect(run.total("device.reboots")).toBe(0);
    expect(run.total("commands.rejected")).toBe(120);
    expect(outcomes(run)).toEqual({ done: 120, replay: 60, "bad-signature": 60 });
  });
});

describe("what a command asks for", () => {
  /** The answers, by device. */
  const answers = (run: Awaited<ReturnType<typeof runScenario>>): Map<string, Record<string, unknown>> =>
    new Map(
      run
        .events(Events.command)
        .flatMap(({ entity, note }) => (note === undefined ? [] : [[entity, JSON.parse(note)] as const]))
        .sort(([x], [y]) => (x < y ? -1 : 1)),
    );
  const asked = (command: string, rest = "", twin = "temperature-wifi"): string =>
    town(`timeline:\n  - {id: c, at: 90m, command: ${command}, target: {twin: ${twin}}}${rest}`);

  it("comes as a fresh sample of the sensor, faults and all", async () => {
    const run = await runScenario(
      asked(
        "read-sensor",
        `
  - {id: f, at: 1h, for: 1h, fault: sensor.unit, target: {twin: temperature-wifi, count: 20, pick: first}}
  - {id: s, at: 1h, for: 1h, fault: sensor.silence, target: {twin: temperature-wifi, count: 5, pick: first}}`,
      ),
    );
    expect(run.broken()).toEqual([]);
    expect(outcomes(run)).toEqual({ done: 55, refused: 5 });
    const values = [...answers(run)].map(([, answer]) => answer.value as number | undefined);
    expect(values.slice(0, 5)).toEqual(Array(5).fill(undefined));
    // A room in degrees Celsius, twenty of them told in Fahrenheit: no number lies in between.
    const told = values.filter((value) => value !== undefined).sort((x, y) => x - y);
    expect(told[39]).toBeLessThan(40);
    expect(told[40]).toBeGreaterThan(50);
    expect(new Set(told).size).toBeGreaterThan(30);
  });

  it("costs the battery what a sample costs, and leaves the device's own readings as they were", async () => {
    const plain = await runScenario(town(""));
    const run = await runScenario(asked("read-sensor", "", "parking-nbiot"));
    const heard = outcomes(run).done;
    expect(heard).toBeGreaterThan(0);
    const { senseUA, senseMs } = run.plan.scenario.deviceTwins["parking-nbiot"].power;
    const openV = 3.6;
    const spentNJ = run.total("energy.drained", "sense") - plain.total("energy.drained", "sense");
    expect(Math.abs(spentNJ / (heard * senseUA * senseMs * openV) - 1)).toBeLessThan(0.05);
    expect(run.total("messages.produced")).toBe(plain.total("messages.produced"));
  });

  it("comes as the device's own figures", async () => {
    const run = await runScenario(
      asked(
        "diagnostics",
        `
  - {id: r, at: 30m, command: reboot, target: {twin: temperature-wifi, count: 10, pick: first}}
  - {id: d, at: 91m, command: diagnostics, target: {twin: parking-lora}}`,
      ),
    );
    const told = answers(run);
    const wifi = [...told].filter(([name]) => name.includes("wifi")).map(([, answer]) => answer);
    expect(wifi).toHaveLength(60);
    // Rebooted at half past: an hour up, one reboot; the others since the start.
    expect(
      wifi.slice(0, 10).every(({ reboots, lastReboot }) => reboots === 1 && lastReboot === "command"),
    ).toBe(true);
    for (const { uptimeS } of wifi.slice(0, 10)) expect(uptimeS).toBeGreaterThanOrEqual(3_598);
    for (const { uptimeS, reboots } of wifi.slice(10)) {
      expect(reboots).toBe(0);
      expect(uptimeS).toBe(5_400);
    }
    expect(wifi[0]).toMatchObject({
      batteryPercent: null,
      firmware: "1.4.0",
      health: "healthy",
      bufferFree: 500,
    });
    const lora = [...told].filter(([name]) => name.includes("lora")).map(([, answer]) => answer);
    expect(lora.length).toBeGreaterThan(0);
    for (const { batteryPercent, batteryMv, rssiDbm } of lora) {
      expect(batteryPercent).toBeGreaterThan(99);
      expect(batteryMv).toBeGreaterThan(3_000);
      expect(rssiDbm).toBeLessThan(0);
    }
  });

  it("is a blinking lamp that the battery pays for: 5 mA for a second each", async () => {
    const run = await runScenario(asked("blink", "", "parking-nbiot"));
    const heard = outcomes(run).done;
    expect(heard).toBeGreaterThan(0);
    const perDeviceMj = run.total("energy.drained", "indicator") / heard / 1e6;
    expect(perDeviceMj).toBeGreaterThan(5 * 3.4);
    expect(perDeviceMj).toBeLessThan(5 * 3.8);
  });
});

describe("commands in a connected fleet", () => {
  it("take both ways and what the cloud takes: two seconds there and back are four and a bit", async () => {
    const run = await runScenario(`
iotctl: 1
name: round-trip
seed: 1
duration: 1h
sites:
  - id: s
    region: eu
    devices: [{twin: machine-sensor, count: 20, via: direct, overrides: {radio: {latency: 2s, jitter: 0s, loss: 0%}}}]
timeline:
  - {id: ask, at: 30m, command: diagnostics, target: all}
`);
    const latency = run.latency("commands.latency");
    expect(latency.count).toBe(20);
    expect(latency.least()).toBeGreaterThanOrEqual(4_000);
    expect(latency.most()).toBeLessThan(4_500);
  });

  it("are acknowledged within five seconds, 95 of 100", async () => {
    const run = await runScenario(
      town(
        `timeline:
  - {id: read, every: 10m, command: read-sensor, target: {twin: temperature-wifi}}
  - {id: ask, every: 15m, command: diagnostics, target: {twin: temperature-wifi}}`,
      ),
    );
    const latency = run.latency("commands.latency");
    expect(latency.count).toBeGreaterThan(60 * 11);
    expect(latency.quantile(95)?.ms).toBeLessThan(5_000);
  });

  it("one that was lost and has been overtaken is void: logged, and never obeyed late", async () => {
    const run = await runScenario(
      town(`timeline:
  - {id: away, at: 9m, for: 2m, fault: device.offline, target: {twin: temperature-wifi}}
  - {id: lost, at: 10m, command: reboot, target: {twin: temperature-wifi}}
  - {id: next, at: 11m10s, command: diagnostics, target: {twin: temperature-wifi}}`),
    );
    expect(run.broken()).toEqual([]);
    expect(outcomes(run)).toEqual({ done: 60 });
    expect(run.total("device.reboots.cause", "command")).toBe(0);
    const given = run.events(Events.audit).filter(({ note }) => note?.includes("is void"));
    expect(given).toHaveLength(60);
    expect(given[0].note).toMatch(/^command \d+ is void: north\/temperature-wifi\/\d+ has obeyed \d+$/);
    // Nobody waits for what can never happen.
    expect(run.events(Events.audit).filter(({ note }) => note?.includes("expired"))).toEqual([]);
  });
});

describe("a command's signature", () => {
  const keys = keyPair(seedKey("commands"), "commands");

  it("binds number, addressee and kind", () => {
    const signature = signCommand(keys.privateKey, { sequence: 7, device: 42, kind: 3 });
    expect(isCommandGenuine(keys.publicKey, signature, { sequence: 7, device: 42, kind: 3 })).toBe(true);
    for (const [sequence, device, kind] of [
      [8, 42, 3],
      [7, 43, 3],
      [7, 42, 2],
    ]) {
      expect(isCommandGenuine(keys.publicKey, signature, { sequence, device, kind })).toBe(false);
    }
    expect(isCommandGenuine(keys.publicKey, "", { sequence: 7, device: 42, kind: 3 })).toBe(false);
  });

  it("numbers are obeyed in rising order only", () => {
    expect([judgeSequence(-1, 0), judgeSequence(5, 6), judgeSequence(5, 5), judgeSequence(5, 4)]).toEqual([
      "new",
      "new",
      "duplicate",
      "replay",
    ]);
  });
});
