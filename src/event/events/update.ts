// Firmware: steps of update agents, refused blocks, rollouts and what they came to.
import { event } from "../declare-event.js";
import { bytes, count, entity, index, version } from "../field.js";
import { JOB_STATUSES, ROLLOUT_STATUSES, UPDATE_STATES } from "../vocabulary.js";

const rollout = index("the rollout's id", "rollouts");

export const updateEvents = {
  updateStep: event({
    kind: 10,
    by: "device",
    about: "entity",
    whenErased: "stays",
    says: "an update agent takes a step",
    fields: {
      rollout,
      step: index("what the update agent does", UPDATE_STATES),
      version: version("firmware version"),
    },
    text: {
      says: "what it met",
      columns: { detail: { shows: "all", says: "more, in words or JSON" } },
    },
    table: { name: "update_steps", says: "steps of update agents" },
  }),
  rollout: event({
    kind: 11,
    by: "cloud",
    about: "nobody",
    whenErased: "stays",
    says: "a rollout as a whole takes a step",
    fields: { rollout, status: index("state", ROLLOUT_STATUSES), stage: count("from 0") },
    text: { says: "why", columns: { reason: { shows: "all", says: "why" } } },
    table: { name: "rollout_events", says: "steps of rollouts as a whole" },
  }),
  jobOutcome: event({
    kind: 12,
    by: "cloud",
    about: "device",
    whenErased: "stays",
    says: "an execution ended",
    fields: {
      rollout,
      status: index("state", JOB_STATUSES),
      device: entity("whose update"),
    },
    text: {
      says: "one of OUTCOME_REASONS, then a colon and more",
      columns: { reason: { shows: "all", says: "why" }, cause: { shows: "before colon", says: "why" } },
    },
    table: { name: "job_outcomes", says: "outcomes of updates, device by device" },
  }),
  chunkRefused: event({
    kind: 13,
    by: "device",
    about: "entity",
    whenErased: "stays",
    says: "a device refused a block of an image",
    fields: {
      rollout,
      fileOffset: bytes("where the block begins"),
      times: count("in a row"),
    },
    text: { says: "what is wrong", columns: { reason: { shows: "all", says: "why" } } },
    table: { name: "refused_blocks", says: "blocks of images that devices refused" },
  }),
};
