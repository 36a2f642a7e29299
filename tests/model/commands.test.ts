// LIF-10: commands are acknowledged, obeyed once, and only when they are the cloud's own.
import { describe, expect, it } from "vitest";
import { seedKey } from "../../src/core/rng.js";
import { EventKind } from "../../src/event/event.js";
import { COMMAND_OUTCOMES } from "../../src/event/vocabulary.js";
import { judgeSequence } from "../../src/model/device/commands.js";
import { isCommandGenuine, signCommand } from "../../src/model/security/command-signature.js";
import { keyPair } from "../../src/model/security/run-keys.js";
import { runScenario } from "../run-scenario.js";
import { town } from "../worlds.js";

const outcomes = (run: Awaited<ReturnType<typeof runScenario>>): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const event of run.events(EventKind.command)) {
    const name = COMMAND_OUTCOMES[event.c];
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

describe("a command's signature", () => {
  const keys = keyPair(seedKey("commands"), "commands");

  it("binds number, addressee and kind", () => {
    const signature = signCommand(keys.privateKey, 7, 42, 3);
    expect(isCommandGenuine(keys.publicKey, signature, 7, 42, 3)).toBe(true);
    for (const [sequence, device, kind] of [
      [8, 42, 3],
      [7, 43, 3],
      [7, 42, 2],
    ]) {
      expect(isCommandGenuine(keys.publicKey, signature, sequence, device, kind)).toBe(false);
    }
    expect(isCommandGenuine(keys.publicKey, "", 7, 42, 3)).toBe(false);
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
