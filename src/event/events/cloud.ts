// What the cloud says as a whole: alerts and its audit trail; the tombstones the store leaves; a row for tests.
import { event } from "../declare-event.js";
import { index, number } from "../field.js";
import { SEVERITIES } from "../vocabulary.js";

const alerts = { name: "alerts", says: "alerts of the cloud, raised and cleared" };

const alertFields = {
  alert: index("the rule's id", "alerts"),
  measured: number("what was found"),
  threshold: number("what it is held against"),
  severity: index("P0 to P4", SEVERITIES),
};

export const cloudEvents = {
  alertRaised: event({
    kind: 40,
    by: "cloud",
    about: "nobody",
    whenErased: "stays",
    says: "an alert is raised",
    fields: alertFields,
    table: alerts,
    change: "raised",
  }),
  alertCleared: event({
    kind: 41,
    by: "cloud",
    about: "nobody",
    whenErased: "stays",
    says: "an alert is over",
    fields: alertFields,
    table: alerts,
    change: "cleared",
  }),
  audit: event({
    kind: 50,
    by: ["device", "cloud"],
    about: "nobody",
    whenErased: "stays",
    says: "somebody did, or was refused, something",
    fields: {},
    text: {
      says: "who did what to whom",
      columns: { entry: { shows: "all", says: "who did what to whom" } },
    },
    table: { name: "audit", says: "who did what to whom" },
  }),
  // In the store alone.
  erased: event({
    kind: 36,
    by: "engine",
    about: "nobody",
    whenErased: "stays",
    says: "a tombstone: a row of a decommissioned device stood here",
    fields: { kind: index("which kind", "events") },
    table: { name: "erased", says: "tombstones: rows that decommissioned devices once had" },
  }),
  probe: event({
    kind: 99,
    by: "engine",
    about: "nobody",
    whenErased: "stays",
    says: "for tests of the engine and the store",
    fields: { x: number("a number"), y: number("a number"), z: number("a number") },
    text: { says: "anything", columns: {} },
  }),
};
