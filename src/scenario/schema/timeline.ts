// Timeline entries as written: when, what, to whom. Which keys go together is checked in timeline.ts.
import { z } from "zod";
import { COMMANDS } from "../../event/vocabulary.js";
import { TIMELINE_MAX } from "../limits.js";
import { positiveDuration, timeText } from "../quantities.js";
import { flagOr, integer, name, strict } from "../schema-parts.js";
import { targetSchema } from "./target.js";

/** What a timeline may command; decommissioning is an action of its own. */
const COMMANDABLE = COMMANDS.filter((command) => command !== "decommission");

/** Shadow properties by dotted name or in nested maps; scenario/shadow-values.ts checks each. */
const properties = () => z.record(z.string(), z.unknown());

export const timelineSchema = strict({
  id: name().optional(),
  at: timeText().optional(),
  every: positiveDuration().optional(),
  until: timeText().optional().meta({ description: "with every: none happens after this time" }),
  count: integer(1, TIMELINE_MAX).optional().meta({ description: "with every: how often it happens" }),
  for: positiveDuration().optional(),
  fault: z.string().optional(),
  params: z.record(z.string(), z.unknown()).optional(),
  config: strict({
    desired: z
      .union([properties(), z.null()])
      .optional()
      .meta({ description: "what the cloud wants; null takes a property away, or all of them" }),
    rollback: z.literal(true).optional().meta({
      description:
        "undo the latest configuration of these devices: back to the last values all its devices reported good",
    }),
    delete: z
      .literal(true)
      .optional()
      .meta({ description: "delete the shadow documents; their versions count on" }),
  }).optional(),
  local: strict({ set: properties() }).optional(),
  command: z.enum(COMMANDABLE).optional(),
  decommission: flagOr(strict({ reason: z.string().min(1).max(200) }))
    .optional()
    .meta({ description: "revokes the devices' credentials for good; they erase themselves (LIF-8)" }),
  target: targetSchema.optional(),
});
