// Once: an occupancy sensor that had gone silent was woken every millisecond by the heartbeat it could not send, and paid
// for each look: an hour of sensor.silence cost millions of steps and the battery.
import { expect, it } from "vitest";
import { runScenario } from "../run-scenario.js";
import { town } from "../worlds.js";

const silent = (from: string): string =>
  `timeline:\n  - {id: s, at: ${from}, for: 3h, fault: sensor.silence, target: {twin: parking-nbiot}}`;

const play = (rest: string, watch: string) =>
  runScenario(
    town(rest, "duration: 6h\nstart: {state: active}").replace(
      "twin: parking-nbiot, count: 20",
      `twin: parking-nbiot, count: 20, overrides: {reporting: {watch: ${watch}}}`,
    ),
    { strict: true },
  );

it("a silent sensor that looks every minute pays for one look a minute, as a sound one does", async () => {
  const [sound, mute] = [await play("", "sampling"), await play(silent("2h"), "sampling")];
  expect(mute.broken()).toEqual([]);
  // Three hours of looks by 20 sensors are steps now: nobody else's timer finds what they would have shown.
  expect(mute.result.deviceSteps - sound.result.deviceSteps).toBeLessThanOrEqual(20 * 180);
  const nbiot = (run: typeof mute): number => run.total("energy.drained", "sense");
  expect(nbiot(mute) / nbiot(sound)).toBeCloseTo(1, 2);
});

it("one that its sensor wakes tries again a heartbeat later", async () => {
  const [sound, mute] = [await play("", "interrupt"), await play(silent("2h"), "interrupt")];
  expect(mute.broken()).toEqual([]);
  expect(mute.result.deviceSteps).toBeLessThan(sound.result.deviceSteps * 1.05);
  expect(mute.total("messages.produced")).toBeLessThan(sound.total("messages.produced"));
});
