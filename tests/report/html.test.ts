import { describe, expect, test } from "vitest";
import { renderComparison } from "../../src/report/comparison.js";
import { count, share, usd } from "../../src/report/figures.js";
import { renderHtml } from "../../src/report/html.js";
import { sampleData } from "./sample.js";
import { xmlElements } from "./well-formed.js";

const plain = sampleData();
const page = renderHtml(plain);
const hostile = '<script>alert("x")</script>';

/** The inline drawings of a page. */
const drawings = (text: string): string[] => text.match(/<svg[\s\S]*?<\/svg>/g) ?? [];

describe("report.html", () => {
  test("is the same bytes for the same data, also after other pages were drawn", () => {
    renderHtml(sampleData({ minutes: 30 }));
    expect(renderHtml(sampleData())).toBe(page);
  });

  test("does not depend on the order in which moments were read", () => {
    const reversed = { ...plain, moments: [...plain.moments].reverse() };
    expect(renderHtml(reversed)).toBe(page);
  });

  test("escapes names wherever they come from", () => {
    const data = sampleData({ tenants: [hostile, "b & co"] });
    data.summary.run.scenario = hostile;
    data.summary.expectations[0].text = hostile;
    data.summary.notes.push(hostile);
    data.naming.dictionaries = { ...data.naming.dictionaries, version: [hostile, '"><img src=x>'] };
    data.summary.phases[0].name = hostile;
    data.moments = data.moments.map((moment) => ({ ...moment, label: hostile, detail: hostile }));
    const text = renderHtml(data);
    expect(text).not.toContain("<script");
    expect(text).not.toContain("<img");
    expect(text).toContain("&lt;script&gt;");
    expect(text).toContain("b &amp; co");
    for (const drawing of drawings(text)) expect(() => xmlElements(drawing)).not.toThrow();
  });

  test("shows control characters of names instead of passing them on", () => {
    const evil = "x\u001b[2J\u009b\u202ey\u0000";
    const data = sampleData({ tenants: [evil, "b"] });
    data.summary.run.scenario = evil;
    data.summary.run.seed = evil;
    data.summary.expectations[0].id = evil;
    data.summary.expectations[0].notes = [evil];
    data.summary.phases[0].name = evil;
    data.moments = data.moments.map((moment) => ({ ...moment, label: evil, detail: evil }));
    const text = renderHtml(data);
    expect(text.match(/.{0,40}((?![\n\t])\p{Cc}|\u202e).{0,10}/gu) ?? []).toEqual([]);
    expect(text).toContain("x\\u001b[2J\\u009b\\u202ey\\u0000");
  });

  test("needs no network and no script", () => {
    expect(page).not.toMatch(/<(script|link|iframe|img|object|embed)\b/);
    expect(page).not.toMatch(/\bon[a-z]+="/);
    expect(page).not.toMatch(/@import|url\((?!#)/);
    const addresses = [...page.matchAll(/https?:\/\/[^"'\s<]+/g)].map((match) => match[0]);
    expect(new Set(addresses)).toEqual(new Set(["http://www.w3.org/2000/svg"]));
  });

  test("every drawing is well-formed, has a title, and ids are unique on the page", () => {
    const all = drawings(page);
    expect(all.length).toBeGreaterThanOrEqual(7);
    for (const drawing of all) expect(xmlElements(drawing)).toContain("title");
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of page.matchAll(/url\(#([^)]+)\)/g)) expect(ids).toContain(id);
    for (const [, id] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(id);
  });

  test("shows the figures of the summary", () => {
    const { summary } = plain;
    const lost = Object.values(summary.ledger.dropped).reduce((x, y) => x + y, 0);
    const expected = [
      count(summary.ledger.produced),
      count(lost),
      share(summary.ledger.delivered / summary.ledger.produced),
      share(summary.fog.reductionBytes, 1),
      usd(summary.cost.monthly.perDevice),
      usd(summary.cost.withoutFog.total),
      share(summary.rollouts[0].blastRadius),
      summary.run.digest,
      summary.environment.node,
      ...summary.cost.monthly.lines.flatMap((line) => [line.meter, usd(line.amount), count(line.quantity)]),
      ...summary.sla.flatMap((one) => [one.tenant, share(one.availability), share(one.target)]),
      ...summary.rollouts[0].stages.map((stage) => count(stage.succeeded)),
      ...summary.invariants.map((one) => one.name),
    ];
    for (const text of expected) expect(page).toContain(`${text}`);
  });

  test("a figure that changes in the summary changes on the page", () => {
    const data = sampleData();
    data.summary.cost.monthly.perDevice = 7.77;
    data.summary.sla[0].availability = 0.54321;
    const text = renderHtml(data);
    expect(text).toContain("$7.77");
    expect(text).toContain("54.32%");
    expect(page).not.toContain("$7.77");
  });

  test("tells how far the fleet fell and when it was back", () => {
    expect(page).toContain("Fault blackout took the fleet from");
    // 9,000 of 10,000 devices lose power: the other thousand, less its usual flicker, is what stays.
    expect(page).toMatch(/to 99\d devices online/);
  });

  test("a run of 30 days stays bounded: at most 600 points a line", () => {
    const month = renderHtml(sampleData({ minutes: 43_200, resolutionMs: 300_000 }));
    expect(month.length).toBeLessThan(2 * page.length);
  });

  test("an empty run gives a page that says so", () => {
    const data = sampleData({ minutes: 30 });
    data.moments = [];
    const { summary } = data;
    Object.assign(summary, { expectations: [], sla: [], slis: {}, rollouts: [], phases: [], invariants: [] });
    summary.ledger = { produced: 0, delivered: 0, inFlight: 0, dropped: {}, duplicates: 0, balanced: true };
    summary.energy = {
      drainedJ: 0,
      byConsumer: {},
      harvestedJ: 0,
      forecast: { batteries: 2, meanErrorMs: 86_400_000 },
      balanced: true,
    };
    summary.cost.monthly = { total: 0, perDevice: 0, lines: [] };
    const text = renderHtml(data);
    for (const words of [
      "no expectations",
      "no phase, fault",
      "no firmware",
      "Nothing was metered",
      "mains power",
    ])
      expect(text).toContain(words);
    expect(text).not.toMatch(/NaN|undefined|Infinity|\[object/);
    expect(page).not.toMatch(/NaN|undefined|Infinity|\[object/);
  });
});

describe("the comparison", () => {
  const other = sampleData();
  other.summary.run.variant = "naive";
  other.summary.sla[0].availability = 0.8012;
  other.summary.cost.monthly.total = 284.9424;
  other.summary.expectations[2].verdict = "pass";
  const compared = renderComparison([plain.summary, other.summary], { recordings: [plain, other] });

  test("shares differ in points, money relatively, and the better side is known", () => {
    expect(compared.text).toMatch(/availability, city +87\.62% +80\.12% \(-7\.5 points\)/);
    expect(compared.text).toMatch(/cost per month +\$142\.47 +\$284\.94 \(\+100%\)/);
    expect(compared.html).toMatch(/mark bad[^>]*>.{0,60}-7\.5 points/);
  });

  test("counts the figures that differ and names those in bold", () => {
    expect(compared.text).toContain("2 of 21 figures differ");
    expect(compared.markdown).toContain("**availability, city**");
    expect(compared.markdown).not.toContain("**devices**");
    expect(compared.markdown).toContain("**nothing-lost**");
  });

  test("draws the fleets together when it has their series", () => {
    expect(drawings(compared.html)).toHaveLength(1);
    expect(drawings(renderComparison([plain.summary, other.summary]).html)).toHaveLength(0);
  });

  test("runs of the same variant are told apart by their ids", () => {
    const twin = structuredClone(plain.summary);
    twin.run.id = "second";
    expect(renderComparison([plain.summary, twin]).text).toContain("second");
  });
});
