// What devices are set to and told to do: shadows, conflicts, configurations, commands. Their texts hold what a device was set
// to, or said: they go with it.
import { type EventText, event } from "../declare-event.js";
import { code, count, entity, index, ms, optional } from "../field.js";
import {
  COMMAND_OUTCOMES,
  COMMANDS,
  CONFIG_OUTCOMES,
  SHADOW_POLICIES,
  SHADOW_SIDES,
  SHADOW_WINNERS,
} from "../vocabulary.js";

const shadowVersion = count("version of the shadow");
/** A device that has not asked for its shadow yet knows none. */
const versionKnown = optional(shadowVersion);

const detail = (says: string): EventText => ({
  says,
  columns: { detail: { shows: "all", says: "more, in words or JSON" } },
});

export const shadowEvents = {
  shadowConflict: event({
    kind: 20,
    by: "device",
    about: "entity",
    whenErased: "goes",
    says: "cloud and device wanted different values",
    fields: {
      policy: index("who was to win", SHADOW_POLICIES),
      winner: index("who won", SHADOW_WINNERS),
      shadowVersion: versionKnown,
    },
    text: detail("the property and both values"),
    table: { name: "shadow_conflicts", says: "conflicts between what cloud and device wanted" },
  }),
  shadow: event({
    kind: 21,
    by: ["device", "cloud"],
    about: "device",
    whenErased: "goes",
    says: "a side of a shadow changed",
    fields: {
      shadowVersion: versionKnown,
      side: index("desired or reported", SHADOW_SIDES),
      device: entity("whose shadow"),
    },
    text: {
      says: "who, a colon, each property with old and new value",
      columns: {
        changed_by: { shows: "before colon", says: "who changed it" },
        changes: { shows: "after colon", says: "each property with old and new value" },
      },
    },
    table: { name: "shadows", says: "changes of shadows, desired and reported" },
  }),
  command: event({
    kind: 22,
    by: "device",
    about: "entity",
    whenErased: "text goes",
    says: "a command ended at its device",
    fields: {
      commandSeq: count("number of the command"),
      command: index("which", COMMANDS),
      outcome: index("how it ended", COMMAND_OUTCOMES),
    },
    // JSON: usable.commands where command = 'diagnostics' and detail->>'batteryPercent' < 20.
    text: detail("what the device answered"),
    table: { name: "commands", says: "commands and how they ended at their devices" },
  }),
  configOutcome: event({
    kind: 23,
    by: "device",
    about: "entity",
    whenErased: "text goes",
    says: "what became of desired values at their device",
    fields: {
      outcome: index("how it ended", CONFIG_OUTCOMES),
      shadowVersion: versionKnown,
      tookMs: ms("since it took the values"),
    },
    text: detail("which values, and why"),
    table: { name: "config_outcomes", says: "what became of configurations at their devices" },
  }),
  shadowRejected: event({
    kind: 24,
    by: "cloud",
    about: "device",
    whenErased: "stays",
    says: "the cloud refused an update of a shadow",
    fields: {
      code: code("as AWS answers: 400, 409, 413"),
      shadowVersion,
      device: entity("whose shadow"),
    },
    text: detail("who, and AWS's words"),
    table: { name: "shadow_refusals", says: "shadow updates the cloud refused" },
  }),
};
