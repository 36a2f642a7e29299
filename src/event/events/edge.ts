// What gateways and rules do and find: actions, queues, anomalies, payloads put aside, single readings.
import { event } from "../declare-event.js";
import { bits, code, count, entity, flag, index, ms, number } from "../field.js";
import { ANOMALIES, QUARANTINE_REASONS, READING_FLAGS, RULERS } from "../vocabulary.js";

const anomalies = { name: "anomalies", says: "what gateways found odd about their devices" };

const anomalyFields = {
  anomaly: index("what it is", ANOMALIES),
  measured: number("what was found"),
};

export const edgeEvents = {
  actuation: event({
    kind: 34,
    by: "device",
    about: "entity",
    whenErased: "goes",
    says: "a local rule acted",
    fields: {
      isOn: flag("switched on, or off again"),
      ruledBy: index("device or gateway", RULERS),
      rule: count("number of the rule"),
      latencyMs: ms("from sample to actuator"),
    },
    text: { says: "what was done", columns: { action: { shows: "all", says: "what was done" } } },
    table: { name: "actuations", says: "actions of local rules, a device's own or its gateway's" },
  }),
  gatewayQueue: event({
    kind: 37,
    by: "gateway",
    about: "nobody",
    whenErased: "stays",
    says: "messages wait at a gateway; no row while none do",
    fields: {
      sinceMs: ms("begin of the span it tells of"),
      peak: count("most that waited at once", "messages"),
      waiting: count("waiting now", "messages"),
    },
    table: { name: "gateway_queues", says: "messages that waited at each gateway; no row while none do" },
  }),
  failover: event({
    kind: 45,
    by: "gateway",
    about: "nobody",
    whenErased: "stays",
    says: "a gateway serves the devices of another one, or its own again",
    fields: {
      home: code("the gateway whose devices they are, by its number among all entities"),
      devices: count("devices that went over", "devices"),
    },
    table: { name: "failovers", says: "when devices of a gateway went over to its partner, and back" },
  }),
  // Seen in raw.readings and usable.readings (store/readings.ts).
  reading: event({
    kind: 38,
    by: ["gateway", "cloud"],
    about: "device",
    whenErased: "goes",
    says: "one reading as it was received, where `record` keeps it",
    fields: {
      value: number("the value", "as the signal"),
      sensedMs: ms("when it was sensed, since the start of the run"),
      flags: bits("how it came", READING_FLAGS),
      readingSeq: count("number of the reading"),
      device: entity("who sensed it"),
    },
  }),
  anomaly: event({
    kind: 42,
    by: "gateway",
    about: "entity",
    whenErased: "goes",
    says: "a gateway finds something odd about a device",
    fields: anomalyFields,
    table: anomalies,
    change: "found",
  }),
  anomalyCleared: event({
    kind: 43,
    by: "gateway",
    about: "entity",
    whenErased: "goes",
    says: "a gateway finds nothing odd any more",
    fields: anomalyFields,
    table: anomalies,
    change: "cleared",
  }),
  quarantine: event({
    kind: 44,
    by: ["gateway", "cloud"],
    about: "device",
    whenErased: "goes",
    says: "a payload was put aside",
    fields: {
      reason: index("why", QUARANTINE_REASONS),
      readingSeq: count("number of the reading"),
      device: entity("who sent it"),
    },
    text: {
      says: "more of it",
      columns: { detail: { shows: "all", says: "more, in words or JSON" } },
    },
    table: { name: "quarantine", says: "payloads that were put aside, and why" },
  }),
};
