// The bounds of what a scenario may ask for, each with its reason. Beyond them a file is refused, never cut.

import { DAY_MS } from "../core/duration.js";

/** A scenario, world or twin file: far above any real one, far below what would stall an editor. */
export const FILE_BYTES_MAX = 4_000_000;
/** A CSV recording: some millions of rows; it is read into memory whole. */
export const CSV_BYTES_MAX = 64_000_000;
/** Values in one YAML file after aliases are followed; stops alias bombs. */
export const NODES_MAX = 200_000;
/** Nesting of maps and lists; the format itself needs about 8. */
export const DEPTH_MAX = 64;
/** Files pulled in by include, in all. */
export const INCLUDES_MAX = 64;
/** Characters of a line that are shown with a problem. */
export const SOURCE_LINE_MAX = 400;
/** Problems shown for one file; a broken file rarely gains from more. */
export const PROBLEMS_MAX = 200;

/** Devices of one scenario: columns of 200 to 400 bytes each must fit in memory. */
export const DEVICES_MAX = 2_000_000;
/** Gateways of one scenario. */
export const GATEWAYS_MAX = 200_000;
/** Device groups: each has its own series in every metric. */
export const GROUPS_MAX = 2_000;
export const TENANTS_MAX = 200;

/** Any length of time in a file (runs, intervals, time-outs): ten years, the longest battery life on a data sheet. */
export const SPAN_MAX_MS = 3_660 * DAY_MS;
/** Virtual length of a run: a battery's life fits in. */
export const DURATION_MIN_MS = 1_000;
export const DURATION_MAX_MS = 3_660 * DAY_MS;

/** Runs of one file: variants times matrix. */
export const VARIANTS_MAX = 64;
/** Timeline entries after `every` is written out. */
export const TIMELINE_MAX = 10_000;
/** Entities struck by all entries of a timeline; beyond it a reader is told what it costs. Some microseconds and a row each. */
export const STRIKES_QUIET = 1_000_000;
/** Rows of one recording that are kept. */
export const TRACE_ROWS_MAX = 2_000_000;
/** A recorded reading, either way: a meter in Wh over decades, still exact to a hundredth. */
export const RECORDED_VALUE_MAX = 1e13;
/** Recorded outages in one list. */
export const OUTAGES_MAX = 200_000;
