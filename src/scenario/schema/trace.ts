// Recordings as written: a sensor log that feeds a device group, a list of outages that takes devices down.
import { z } from "zod";
import { writtenText } from "../plain-for.js";
import { duration, positiveDuration } from "../quantities.js";
import { name, numeric, strict } from "../schema-parts.js";
import { targetSchema } from "./target.js";

const FILE_NAME_MAX = 400;
const fileName = () =>
  z.string().min(1).max(FILE_NAME_MAX).meta({ description: "a CSV file, beside this file" });
const column = () => z.string().min(1).max(120);

export const replaySchema = strict({
  file: fileName(),
  /** A date, or a number of seconds. Not with `step`. */
  timeColumn: column().optional(),
  /** Rows follow one another at this distance, whatever their times say. */
  step: positiveDuration().optional(),
  valueColumn: column(),
  /** Only rows whose columns have these texts: one device of a file that holds several. */
  where: z.record(z.string(), writtenText()).default({}),
  gaps: z.enum(["silent", "hold", "offline"]).default("silent").meta({
    description:
      "where readings lie farther apart than usual: nothing is sent, the last value is shown on, or the device is offline",
  }),
  loop: z.boolean().default(false),
  shift: duration().prefault("0s"),
  speed: numeric(0.001, 1_000_000).default(1),
});

export const outagesSchema = strict({
  id: name().optional(),
  file: fileName(),
  target: targetSchema,
  columns: strict({ name: column(), down: column(), up: column() }),
  /** Names in the file -> other names; names mapped to one name are one device. */
  map: z.record(z.string(), z.string().min(1)).default({}),
  shift: duration().prefault("0s"),
  speed: numeric(0.001, 1_000_000).default(1),
  /** The calendar time that becomes virtual 0; without it, the midnight (UTC) before the first outage. */
  startAt: z.string().optional(),
});
