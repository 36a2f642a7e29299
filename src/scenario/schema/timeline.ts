// Timeline entries as written: when, what, to whom. Which keys go together is checked in timeline.ts.
import { z } from "zod";
import { COMMANDS } from "../../event/vocabulary.js";
import { positiveDuration, timeText } from "../quantities.js";
import { name, plainValue, strict } from "../schema-parts.js";
import { targetSchema } from "./target.js";

const properties = () => z.record(z.string(), plainValue());

export const timelineSchema = strict({
  id: name().optional(),
  at: timeText().optional(),
  every: positiveDuration().optional(),
  for: positiveDuration().optional(),
  fault: z.string().optional(),
  params: z.record(z.string(), z.unknown()).optional(),
  config: strict({ desired: properties() }).optional(),
  local: strict({ set: properties() }).optional(),
  command: z.enum(COMMANDS).optional(),
  target: targetSchema.optional(),
});
