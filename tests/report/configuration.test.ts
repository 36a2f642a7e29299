// SHD: the report tells what devices took, refused and took back, and how conflicts ended; nothing where nothing was.
import { expect, test } from "vitest";
import { MetricBlock, type MetricName, metricIndex } from "../../src/event/metric.js";
import { renderHtml } from "../../src/report/html.js";
import { sampleData } from "./sample.js";
import { xmlElements } from "./well-formed.js";

const withCounts = (counts: [metric: MetricName, sub: number, value: number][]): string => {
  const data = sampleData();
  const { layout } = data.series;
  const rows = new MetricBlock();
  for (const [metric, sub, value] of counts) rows.push(1, layout.series(metricIndex(metric), 0, sub), value);
  data.series.add(rows.take());
  return renderHtml(data);
};

test("stands in the report with conflicts by policy and what wrong clocks did", () => {
  const text = withCounts([
    ["shadow.updates", 0, 120],
    ["shadow.applied", 0, 40],
    ["shadow.refused", 0, 3],
    ["shadow.rolledback", 0, 7],
    ["shadow.conflicts", 0, 5],
    ["shadow.conflicts", 2, 20],
    ["shadow.misjudged", 0, 4],
  ]);
  const own = /<section id="configuration"[\s\S]*?<\/section>/.exec(text)?.[0] ?? "";
  expect(xmlElements(own)).toContain("table");
  expect(text).toContain('<a href="#configuration">');
  expect(text).toContain("Devices took 40 configurations, took 7 back by themselves");
  expect(text).toContain("and refused 3 values");
  expect(text).toContain("would have settled 4 of them the other way");
  expect(text).toMatch(
    /latest<\/th><td class="t">the later change, by the device(?:'|&#39;)s clock<\/td><td class="n">20/,
  );
});

test("is left out of a run in which no shadow was touched", () => {
  const text = renderHtml(sampleData());
  expect(text).not.toContain('id="configuration"');
  expect(text).not.toContain('href="#configuration"');
});
