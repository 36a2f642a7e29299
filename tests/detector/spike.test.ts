// INF-8: spikes against closed forms: how often pure noise is taken for one, and that nothing learned hides the next.
import { describe, expect, it } from "vitest";
import { spike } from "../../src/detector/spike.js";
import { noise, normalTail, values, watched } from "./watched.js";

const USUAL = { z: 6, memory: 30, least: 0.05, calm: 10 };
const found = (said: ReturnType<typeof watched>): number[] =>
  said.flatMap(({ at, isFound }) => (isFound ? [at] : []));

describe("on pure noise", () => {
  const READINGS = 1_000_000;

  it.each([2.5, 3])("z = %d is exceeded as often as the normal distribution has it", (z) => {
    const draw = noise(`tail ${z}`);
    const figures = { ...USUAL, z, memory: 2_000, calm: 1 };
    const findings = found(
      watched(
        spike,
        figures,
        values(READINGS, (at) => 20 + 0.3 * draw(at)),
      ),
    ).length;
    // With calm 1 a finding is over with the next ordinary reading; two spikes in a row are one.
    const share = 2 * normalTail(z);
    const expected = READINGS * share * (1 - share);
    expect(findings).toBeGreaterThan(expected * 0.92);
    expect(findings).toBeLessThan(expected * 1.08);
  });

  it("the usual z of 6 is exceeded a few times in a million readings, as short as its memory is", () => {
    const draw = noise("six");
    const said = watched(
      spike,
      USUAL,
      values(READINGS, (at) => 20 + 0.3 * draw(at)),
    );
    expect(found(said).length).toBeLessThanOrEqual(5);
  });

  it("a finding is over after `calm` ordinary readings, so noise above z makes fewer of them", () => {
    const draw = noise("calm");
    const [z, calm] = [2, 20];
    const findings = found(
      watched(
        spike,
        { ...USUAL, z, calm, memory: 2_000 },
        values(READINGS, (at) => draw(at)),
      ),
    ).length;
    // A finding lasts until a run of `calm` ordinary readings: (1 / q^calm - 1) / p of them on average, after the first.
    const p = 2 * normalTail(z);
    const run = (1 / Math.exp(calm * Math.log(1 - p)) - 1) / p;
    const expected = READINGS / (run + 1 / p);
    expect(findings / expected).toBeGreaterThan(0.93);
    expect(findings / expected).toBeLessThan(1.07);
  });
});

describe("a spike", () => {
  const draw = noise("spikes");
  const at = [200, 300];
  const series = (size: number) => values(500, (n) => 20 + 0.3 * draw(n) + (at.includes(n) ? size : 0));

  it.each([4, -4])("of %d is found at once, upwards and downwards, and over after its calm", (size) => {
    expect(watched(spike, USUAL, series(size)).map(({ at, isFound }) => [at, isFound])).toEqual([
      [200, true],
      [210, false],
      [300, true],
      [310, false],
    ]);
  });

  it("hides none of the next ones, wild as they are: one in ten", () => {
    const wild = values(2_000, (n) => 20 + 0.3 * draw(n) + (n > 100 && n % 11 === 0 ? 1e6 : 0));
    const said = watched(spike, { ...USUAL, calm: 1 }, wild);
    expect(found(said)).toHaveLength(
      [...values(2_000, (n) => n)].filter((n) => n > 100 && n % 11 === 0).length,
    );
  });

  it("between others that keep coming is one finding", () => {
    const many = values(500, (n) => 20 + 0.3 * draw(n) + (n >= 200 && n % 8 === 0 && n < 400 ? 9 : 0));
    expect(found(watched(spike, USUAL, many))).toHaveLength(1);
  });

  it("is nothing before a memory is full, nor within the least spread", () => {
    expect(
      watched(
        spike,
        USUAL,
        values(29, (n) => (n === 20 ? 90 : 20 + 0.3 * draw(n))),
      ),
    ).toEqual([]);
    expect(watched(spike, { ...USUAL, least: 1 }, series(4))).toEqual([]);
  });

  it("a new level is a spike, and then the level", () => {
    const moved = values(600, (n) => (n < 300 ? 20 : 30) + 0.3 * draw(n));
    const said = watched(spike, USUAL, moved);
    expect(said.map(({ isFound }) => isFound)).toEqual([true, false]);
    expect(said[1].at).toBeLessThan(400);
  });
});
