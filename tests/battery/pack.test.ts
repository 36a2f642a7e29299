// A group's pack: what the hot loop may skip, cells in series, a twin's own resistance.
import fc from "fast-check";
import { expect, test } from "vitest";
import { DAY_MS } from "../../src/core/duration.js";
import { seedKey } from "../../src/core/rng.js";
import { Pack } from "../../src/model/battery/pack.js";
import { SHIPPED_CHEMISTRIES } from "../../src/scenario/chemistries.js";
import { reporter, worldOf } from "./world.js";

const packOf = (battery: string, ambient = "mean: 15degC, swing: 8degC"): Pack => {
  const twin = reporter(`{source: battery, ambient: {${ambient}}, sleep: 10uA, battery: {${battery}}}`);
  const [device] = Object.values(worldOf({ duration: "1h", twin }).deviceTwins);
  if (device.power.battery === null) throw new Error("no battery");
  const setting = { site: "n", runKey: seedKey("pack"), startsAt: "2026-01-01T00:00:00Z" };
  return new Pack(device.power.battery, device, setting);
};

const NOMINAL: Record<(typeof SHIPPED_CHEMISTRIES)[number], string> = {
  alkaline: "3V",
  "coin-cell": "3V",
  "li-ion": "3.6V",
  "li-socl2": "3.6V",
  lifepo4: "3.2V",
};

test("above the calm charge no hour of today or tomorrow lets a load sag or empties the battery", () => {
  const packs = SHIPPED_CHEMISTRIES.flatMap((name) =>
    ["mean: 15degC, swing: 8degC", "mean: -5degC, swing: 15degC, season: 12degC"].map((ambient) =>
      packOf(`chemistry: ${name}, capacity: 500mAh, nominal: ${NOMINAL[name]}, empty: 2%`, ambient),
    ),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...packs),
      fc.integer({ min: 0, max: 364 * DAY_MS }),
      fc.integer({ min: 0, max: DAY_MS }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0.3, max: 1, noNaN: true }),
      (pack, settledMs, laterMs, above, usable) => {
        const calm = pack.calmShare(usable, settledMs);
        if (calm >= 1) return;
        const left = calm + above * (1 - calm);
        const slot = pack.climate.slotAt(settledMs + laterMs);
        const out = usable * pack.climate.usable[slot];
        const mv = pack.terminalMv(
          (1 - left) / out,
          pack.lawC(pack.strongestUA) * pack.climate.resistanceFactor[slot],
        );
        expect(mv).toBeGreaterThanOrEqual(pack.brownoutMv - 1e-6);
        expect(left - (1 - Math.min(1, out)) - pack.emptyShare).toBeGreaterThan(0);
      },
    ),
    { numRuns: 2_000 },
  );
});

test("cells in series add their voltages; more capacity means less resistance", () => {
  const [one, two] = [
    packOf("chemistry: alkaline, capacity: 2.7Ah, nominal: 1.5V"),
    packOf("chemistry: alkaline, capacity: 2.7Ah, nominal: 3V"),
  ];
  expect(two.terminalMv(0.3, 0.01)).toBeCloseTo(2 * one.terminalMv(0.3, 0.01), 9);
  const big = packOf("chemistry: alkaline, capacity: 5.4Ah, nominal: 1.5V");
  const drop = (pack: Pack): number => pack.terminalMv(0.3, 0) - pack.terminalMv(0.3, pack.lawC(100_000));
  expect(drop(one) / drop(big)).toBeCloseTo(2, 9);
  // Ohm's law at 100 mA: 0.24 ohm between 0.22 at 80 % and 0.26 at 60 % of charge left.
  expect(drop(one)).toBeCloseTo(24, 6);
});

test("a twin's own resistance stands for its pack at half charge", () => {
  const pack = packOf("chemistry: li-socl2, capacity: 8.5Ah, nominal: 3.6V, resistance: 300mOhm");
  expect(pack.terminalMv(0.5, 0) - pack.terminalMv(0.5, pack.lawC(100_000))).toBeCloseTo(30, 6);
});
