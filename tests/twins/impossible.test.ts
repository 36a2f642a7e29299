// Twins that no device could have are told, with file and line, what is and what is allowed; never run.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadShipped } from "./reading.js";

const CASES: readonly {
  what: string;
  twin: string;
  from: string | RegExp;
  to: string;
  code: string;
  says: string;
  /** The line it is told on, where that is not the one that was changed. */
  on?: string;
}[] = [
  {
    what: "a payload above what the spreading factor carries",
    twin: "soil-moisture-valve",
    from: /sf: auto([\s\S]*)payload: 12B/,
    to: "sf: 12$1payload: 60B",
    code: "SCN026",
    says: "lorawan at spreading factor 12 carries at most 51 B",
  },
  {
    what: "a batch above what the transport carries",
    twin: "cold-chain-logger",
    from: "batch: {max: 6, wait: 30m}",
    to: "batch: {max: 60, wait: 8h}",
    code: "SCN026",
    says: "(60 readings) in one message; nb-iot carries at most 1.2 KB",
    on: "payload: 24B",
  },
  {
    what: "spreading factor 13",
    twin: "air-quality",
    from: "sf: auto",
    to: "sf: 13",
    code: "SCN014",
    says: "it must be auto or a spreading factor from 7 to 12",
  },
  {
    what: "a spreading factor on Zigbee",
    twin: "occupancy-pir",
    from: "loss: 2%",
    to: "sf: 9",
    code: "SCN028",
    says: "means nothing to zigbee",
  },
  {
    what: "an unknown chemistry",
    twin: "occupancy-pir",
    from: "chemistry: coin-cell",
    to: "chemistry: coincell",
    code: "SCN039",
    says: "there is no battery chemistry `coincell`",
  },
  {
    what: "a voltage that is no whole number of cells",
    twin: "occupancy-pir",
    from: "nominal: 3V",
    to: "nominal: 4.4V",
    code: "SCN039",
    says: "it must be a multiple of 3000 mV",
  },
  {
    what: "a brown-out threshold that a full cell does not reach",
    twin: "wearable",
    from: "brownout: 3V",
    to: "brownout: 4.3V",
    code: "SCN029",
    says: "it must be below 4200 mV",
  },
  {
    what: "a battery that is empty at the start",
    twin: "wearable",
    from: "empty: 3%",
    to: "empty: 12%, initialCharge: 10%",
    code: "SCN029",
    says: "it must be above `empty`, 12 %",
  },
  {
    what: "a sample that takes longer than the time to the next",
    twin: "vibration-sensor",
    from: "sense: {current: 1.1mA, time: 1s}",
    to: "sense: {current: 1.1mA, time: 2m}",
    code: "SCN029",
    says: "a sample takes 120.5 s (sense and compute); it must fit between two, 120 s apart",
  },
  {
    what: "a sleep that costs more than being awake",
    twin: "vibration-sensor",
    from: "sleep: 6uA",
    to: "sleep: 6.5mA",
    code: "SCN029",
    says: "power.sleep is 6.5 mA; it must be at most 6 mA",
  },
  {
    what: "an empty threshold above the degraded one",
    twin: "wearable",
    from: "empty: 3%",
    to: "empty: 20%",
    code: "SCN029",
    says: "it must be at most degraded.below, 15 %",
  },
  {
    what: "a brown-out above the nominal voltage",
    twin: "wearable",
    from: "brownout: 3V",
    to: "brownout: 3.9V",
    code: "SCN029",
    says: "it must be at most 3600 mV, the nominal voltage",
  },
  {
    what: "a day that takes more than the battery can give",
    twin: "wearable",
    from: "sense: {current: 1mA, time: 8s}",
    to: "sense: {current: 1.5A, time: 8s}",
    code: "SCN029",
    says: "is empty after 52 minutes, it must last an hour",
    on: "capacity: 180mAh",
  },
  {
    what: "a current of hundreds of amperes",
    twin: "wearable",
    from: "sense: {current: 1mA, time: 8s}",
    to: "sense: {current: 1000A, time: 8s}",
    code: "SCN014",
    says: "it must be between 0A and 100A",
  },
  {
    what: "a negative current",
    twin: "wearable",
    from: "sleep: 45uA",
    to: "sleep: -45uA",
    code: "SCN014",
    says: "it must be between 0A and 100A",
  },
  {
    what: "a recovery below the degraded threshold",
    twin: "wearable",
    from: "recoveredAbove: 30%",
    to: "recoveredAbove: 10%",
    code: "SCN029",
    says: "it must be at least degraded.below, 15 %",
  },
  {
    what: "a rule that no value meets",
    twin: "hvac-controller",
    from: "{above: 24, actuate",
    to: "{above: 24, below: 20, actuate",
    code: "SCN029",
    says: "holds above 24 and below 20; no value is both",
  },
  {
    what: "alarms that every value raises",
    twin: "cold-chain-logger",
    from: "alarm: {above: 8, below: 2}",
    to: "alarm: {above: 2, below: 8}",
    code: "SCN029",
    says: "every value is an alarm",
  },
  {
    what: "a kind that does not exist",
    twin: "camera",
    from: "kind: device",
    to: "kind: devise",
    code: "SCN013",
    says: "it must be one of device, gateway",
  },
];

test.each(CASES)("$what", ({ twin, from, to, code, says, on }) => {
  const text = readFileSync(`twins/${twin}.yaml`, "utf8");
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  const loaded = loadShipped(twin, changed);
  expect(loaded.twin).toBeNull();
  expect(loaded.diagnostics.map((each) => each.code)).toEqual([code]);
  const [{ file, line, message, hint = "" }] = loaded.diagnostics;
  expect(`${message} ${hint}`).toContain(says);
  expect(file).toBe(`twins/${twin}.yaml`);
  const told = changed.split("\n")[line - 1];
  if (on === undefined) expect(text).not.toContain(told);
  else expect(told).toContain(on);
});

test("a radio that its fresh cell cannot feed is a warning: the twin runs, and never sends", () => {
  const text = readFileSync("twins/occupancy-pir.yaml", "utf8").replace(
    "radio: {transport: zigbee,",
    "radio: {transport: zigbee, transmit: {current: 300mA},",
  );
  const { twin, diagnostics } = loadShipped("occupancy-pir", text);
  expect(twin).not.toBeNull();
  const [{ severity, code, message, hint }] = diagnostics;
  // A CR2450 of 620 mAh has 12 ohm x 225 / 620 = 4.35 ohm: 3.2 V - 0.3 A x 4.35 ohm = 1.89 V.
  expect([severity, code]).toEqual(["warning", "SCN029"]);
  expect(message).toContain(
    "sending at 300 mA pulls a fresh pack to 1894 mV, below its brown-out at 2000 mV",
  );
  expect(hint).toContain("capacitor");
});

test("all that is wrong is told at once", () => {
  const text = readFileSync("twins/wearable.yaml", "utf8")
    .replace("chemistry: li-ion", "chemistry: unobtainium")
    .replace("loss: 4%", "loss: 4%, sf: 9");
  expect(
    loadShipped("wearable", text)
      .diagnostics.map(({ code }) => code)
      .sort(),
  ).toEqual(["SCN028", "SCN039"]);
});
