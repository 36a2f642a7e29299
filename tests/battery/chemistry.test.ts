// Chemistries in scenarios: found by name, fitted to the twin's voltage, strict about what they hold.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { SHIPPED_CHEMISTRIES } from "../../src/scenario/chemistries.js";
import { load, SOUND, scenarioOf } from "../scenario/reading.js";
import { shipped } from "./world.js";

const withBattery = (battery: string): Record<string, string> => ({
  "fleet/twins/parking-lora.yaml": readFileSync("twins/parking-lora.yaml", "utf8").replace(
    /^ {2}battery: .*$/m,
    battery,
  ),
});
const messages = (battery: string, others: Record<string, string> = {}): string[] =>
  load(SOUND, { ...withBattery(battery), ...others }).diagnostics.map(
    ({ code, message }) => `${code} ${message}`,
  );

test("the list of shipped chemistries is the folder's, and each says its sources", () => {
  expect(readdirSync("twins/chemistries").sort()).toEqual(SHIPPED_CHEMISTRIES.map((name) => `${name}.yaml`));
  for (const name of SHIPPED_CHEMISTRIES)
    expect(readFileSync(`twins/chemistries/${name}.yaml`, "utf8")).toMatch(/^# Sources: /m);
});

test.each(SHIPPED_CHEMISTRIES)(
  "%s: open-circuit voltage falls, resistance rises towards empty and in the cold",
  (name) => {
    const { curve, temperatures, cutoffMv, rates } = shipped(name);
    curve.slice(1).forEach((row, at) => {
      expect(row.openMv).toBeLessThan(curve[at].openMv);
      if (row.leftPpm <= 500_000) expect(row.milliohm).toBeGreaterThanOrEqual(curve[at].milliohm);
    });
    temperatures.slice(1).forEach((row, at) => {
      expect(row.resistanceFactor).toBeLessThan(temperatures[at].resistanceFactor);
    });
    rates.slice(1).forEach((row, at) => {
      expect(row.usablePpm).toBeLessThan(rates[at].usablePpm);
    });
    expect(curve[0].openMv).toBeGreaterThan(cutoffMv);
  },
);

test("the twin's silence is filled from the chemistry: self-discharge, brown-out, cells in series", () => {
  const alkaline = withBattery("  battery: {chemistry: alkaline, capacity: 2.7Ah, nominal: 3V}");
  const { battery } = scenarioOf(SOUND, alkaline).deviceTwins["parking-lora"].power;
  expect(battery).toMatchObject({
    cellsInSeries: 2,
    selfDischargePpmPerYear: 25_000,
    brownoutMv: 1_600,
    initialChargePpm: 1_000_000,
    milliohm: null,
  });
});

test("the ambient is 15 degC and 8 more or less where a twin says nothing", () => {
  expect(scenarioOf(SOUND).deviceTwins["parking-lora"].power.ambient).toEqual({
    meanC: 15,
    swingC: 8,
    seasonC: 0,
    peakHour: 15,
  });
});

test("a chemistry beside the scenario comes before the shipped one", () => {
  const own = readFileSync("twins/chemistries/li-socl2.yaml", "utf8").replace("cutoff: 2V", "cutoff: 2.5V");
  const { deviceTwins } = scenarioOf(SOUND, { "fleet/twins/chemistries/li-socl2.yaml": own });
  expect(deviceTwins["parking-lora"].power.battery?.chemistry.cutoffMv).toBe(2_500);
});

describe("what does not fit is told", () => {
  test("a chemistry that does not exist, with the nearest name", () => {
    const loaded = load(SOUND, withBattery("  battery: {chemistry: li-socl, capacity: 1Ah, nominal: 3.6V}"));
    expect(loaded.diagnostics[0]).toMatchObject({ code: "SCN039", hint: "did you mean `li-socl2`?" });
    expect(loaded.diagnostics[0].file).toBe("fleet/twins/parking-lora.yaml");
  });

  test("a voltage that no number of cells makes", () => {
    expect(messages("  battery: {chemistry: li-socl2, capacity: 1Ah, nominal: 5V}")[0]).toMatch(
      /^SCN039 power\.battery\.nominal is 5000 mV; it must be a multiple of 3600 mV/,
    );
  });

  test("a panel beside a cell that cannot be charged", () => {
    const text =
      "  battery: {chemistry: li-socl2, capacity: 1Ah, nominal: 3.6V}\n  solar: {panel: 1W, latitude: 50}";
    expect(messages(text)[0]).toMatch(/^SCN039 power\.solar stands beside li-socl2, which cannot be charged/);
  });

  test("a table out of order, a name that is not its file's, an unknown key: in the chemistry's own file", () => {
    const file = "fleet/twins/chemistries/li-socl2.yaml";
    const text = readFileSync("twins/chemistries/li-socl2.yaml", "utf8");
    const told = (changed: string) =>
      load(SOUND, { [file]: changed }).diagnostics.map((each) => `${each.code} ${each.file === file}`);
    expect(told(text.replace("  - [50, ", "  - [5, "))).toEqual(["SCN014 true"]);
    expect(told(text.replace("chemistry: li-socl2", "chemistry: li-socl"))).toEqual(["SCN033 true"]);
    expect(told(`${text}\nheavy: true\n`)).toEqual(["SCN010 true"]);
  });

  test("no charge at the start, a health below 10 %, a current for a capacity", () => {
    for (const wrong of ["initialCharge: 0%", "health: 5%", "resistance: 3V"])
      expect(messages(`  battery: {chemistry: li-socl2, capacity: 1Ah, nominal: 3.6V, ${wrong}}`)[0]).toMatch(
        /^SCN01[45]/,
      );
  });
});
