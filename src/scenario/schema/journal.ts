// Entries of a journal as written: those of a timeline, once each at a stated time, and what only an operator does.
import { z } from "zod";
import { ROLLOUT_STEPS } from "../../spec/journal.js";
import { rate, timeText } from "../quantities.js";
import { flagOr, name, strict } from "../schema-parts.js";
import { timelineSchema } from "./timeline.js";

const { every, until, count, ...once } = timelineSchema.shape;
const perSecond = () => rate({ min: 0.000_001, max: 1_000_000_000, range: "above 0" }).optional();

export const journalSchema = strict({
  ...once,
  at: timeText(),
  end: name().optional().meta({ description: "ends an entry that is under way" }),
  limit: strict({
    connectsPerSecond: perSecond(),
    provisionsPerSecond: perSecond(),
    ingestPerSecond: perSecond(),
  }).optional(),
  quarantine: flagOr(strict({ reason: z.string().min(1).max(200) }))
    .optional()
    .meta({ description: "the front refuses the entities until the entry ends" }),
  rollout: strict({ id: name(), do: z.enum(ROLLOUT_STEPS) }).optional(),
});
