// The order of metric rows in the file is for compression alone: no row is lost, made or changed by it.
import fc from "fast-check";
import { expect, test } from "vitest";
import { MetricBlock } from "../../src/event/metric.js";
import { SeriesOrder } from "../../src/store/series-order.js";

const SERIES = 50_000;

test("rows go by series, each by time, and are the same rows", () => {
  const row = fc.record({
    bucket: fc.nat(20),
    series: fc.oneof(fc.nat(9), fc.nat(SERIES - 1)),
    value: fc.integer(),
  });
  const order = new SeriesOrder(SERIES);
  fc.assert(
    fc.property(fc.array(row, { maxLength: 200 }), (given) => {
      const block = new MetricBlock();
      const byTime = [...given].sort((x, y) => x.bucket - y.bucket);
      for (const { bucket, series, value } of byTime) block.push(bucket, series, value);
      const { count, bucket, series, value } = order.of(block.take());
      const found = Array.from({ length: count }, (_, at) => ({
        bucket: bucket[at],
        series: series[at],
        value: value[at],
      }));
      expect(found).toEqual([...byTime].sort((x, y) => x.series - y.series || x.bucket - y.bucket));
    }),
  );
});
