// What a scenario injects, by its own words: faults, recorded outages, the truth about sensors, phases; and what stopped it.
import { event } from "../declare-event.js";
import { count, index, ms, number, optional } from "../field.js";
import { ENDS, SENSOR_FAULTS } from "../vocabulary.js";

const faults = {
  name: "faults",
  says: "injected faults, one row each for begin and end",
};

const faultFields = {
  fault: index("the fault's id, or its kind", "faults"),
  devices: count("how many", "devices"),
};

export const faultEvents = {
  faultStart: event({
    kind: 30,
    by: "cloud",
    about: "nobody",
    whenErased: "stays",
    says: "a fault of the timeline begins; how many it strikes",
    fields: faultFields,
    table: faults,
    change: "start",
  }),
  // That nothing stayed behind is an invariant's business.
  faultEnd: event({
    kind: 31,
    by: "cloud",
    about: "nobody",
    whenErased: "stays",
    says: "a fault ends; how many it is taken off",
    fields: faultFields,
    table: faults,
    change: "end",
  }),
  recordedOutage: event({
    kind: 32,
    by: "device",
    about: "entity",
    whenErased: "stays",
    says: "an outage is replayed from a recording",
    fields: {
      change: index("which turn it took", ENDS),
      lastedMs: optional(ms("length as recorded, at its end")),
    },
    text: {
      says: "its name in the recording",
      columns: { name: { shows: "all", says: "what it is called" } },
    },
    table: { name: "recorded_outages", says: "outages replayed from a recording, by its names" },
  }),
  sensorTruth: event({
    kind: 33,
    by: "device",
    about: "entity",
    whenErased: "goes",
    says: "the truth about a sensor: a fault of it begins or ends",
    fields: {
      fault: index("what the sensor does wrong", SENSOR_FAULTS),
      change: index("which turn it took", ENDS),
    },
    table: {
      name: "sensor_faults",
      says: "the truth about sensors: what was injected, to hold findings against",
    },
  }),
  phase: event({
    kind: 60,
    by: "cloud",
    about: "nobody",
    whenErased: "stays",
    says: "a phase of the scenario begins",
    fields: { phase: index("its name", "phases") },
    table: { name: "phases", says: "phases of the scenario" },
  }),
  stopped: event({
    kind: 61,
    by: "engine",
    about: "nobody",
    whenErased: "stays",
    says: "a stop condition ended the run",
    fields: { stop: index("its id", "stops"), measured: number("what was found") },
    text: { says: "what was found, with its unit", columns: {} },
    table: { name: "stops", says: "stop conditions that ended the run" },
  }),
};
