// Which readings a run keeps one by one, as written.
import { z } from "zod";
import { RECORD_DEFAULT } from "../../spec/fleet.js";
import { percent } from "../quantities.js";
import { integer, strict } from "../schema-parts.js";
import { targetSchema } from "./target.js";

/** Rules of one scenario: a device's is one byte. */
export const RECORD_RULES_MAX = 250;
/** Rows of one rule at most (about 50 bytes each in the database). */
const RECORD_ROWS_MAX = 50_000_000;

export const recordSchema = strict({
  target: targetSchema.default("all"),
  keep: z
    .enum(["none", "sample", "alarms", "full"])
    .meta({ description: "of the readings received: none, a share (and the alarms), the alarms, or all" }),
  share: percent().optional().meta({ description: "of a sample" }),
  rows: integer(1, RECORD_ROWS_MAX)
    .default(RECORD_DEFAULT.rows)
    .meta({ description: "rows at most, shared evenly among the devices: of each the first ones are kept" }),
}).refine(({ keep, share }) => (keep === "sample") === (share !== undefined), {
  message: "it must have `share` with `keep: sample`, and only there",
  params: { code: "SCN017" },
});
