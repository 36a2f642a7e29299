// Reads a stored run's metrics back into the series the SLA folds and charts work on.
import { MetricLayout } from "../event/metric-layout.js";
import { SeriesStore } from "../event/series.js";
import { OpenRun, type RunView } from "./open-run.js";
import { environmentError } from "./store-error.js";

const readSeries = async ({ naming, session }: RunView): Promise<SeriesStore> => {
  const layout = new MetricLayout(naming.groups.length, naming.dictionaries);
  const store = new SeriesStore(layout, naming.resolutionMs);
  const result = await session.connection.stream("select bucket, series, value::double from log.metrics");
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return store;
    store.add({
      count: chunk.rowCount,
      bucket: Int32Array.from(chunk.getColumnValues(0) as number[]),
      series: Int32Array.from(chunk.getColumnValues(1) as number[]),
      value: Float64Array.from(chunk.getColumnValues(2) as number[]),
    });
  }
};

/** All metrics of a run: of the folder `dir`, or of a run that is open. Same as adding every batch's metrics. */
export const loadSeries = async (from: string | RunView): Promise<SeriesStore> => {
  const run = typeof from === "string" ? await OpenRun.open(from) : from;
  try {
    await run.ready();
    return await readSeries(run);
  } catch (cause) {
    throw environmentError(cause, "read the metrics");
  } finally {
    if (run !== from) (run as OpenRun).close();
  }
};
