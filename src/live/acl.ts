// Who may do what on the embedded broker: a thin identity without certificates. A client of the fleet proves itself by
// the run's token and reaches its own topics alone; the run's cloud reaches the run's tree; everybody else (loopback
// only) may look at everything and publish outside the fleet's tree. Left out: mutual TLS, revocation.
import { directionFilter, isOwnTopic, TOPIC_ROOT } from "./topics.js";

export type Identity =
  | { role: "device"; runId: string; entity: string }
  | { role: "cloud"; runId: string }
  | { role: "observer" };

export type Admission = { ok: true; identity: Identity } | { ok: false; returnCode: 5; reason: string };

/** Who a CONNECT is from. Return codes are those of CONNACK: 5 not authorised. */
export const admit = (clientId: string, password: string | undefined, token: string): Admission => {
  // An observer may leave its id empty, as mosquitto_sub does: aedes gives it one [MQTT-3.1.3-6].
  const match = /^iotctl:([^:]+):(.+)$/.exec(clientId);
  if (match === null) return { ok: true, identity: { role: "observer" } };
  if (password !== token)
    return { ok: false, returnCode: 5, reason: "a client of the fleet needs the run's token" };
  const [, runId, entity] = match;
  return {
    ok: true,
    identity: entity === "cloud" ? { role: "cloud", runId } : { role: "device", runId, entity },
  };
};

export const mayPublish = (identity: Identity, topic: string): boolean => {
  if (topic.startsWith("$")) return false;
  switch (identity.role) {
    case "device":
      return isOwnTopic(identity.runId, "up", identity.entity, topic);
    case "cloud":
      return topic.startsWith(`${TOPIC_ROOT}/${identity.runId}/down/`);
    case "observer":
      return topic !== TOPIC_ROOT && !topic.startsWith(`${TOPIC_ROOT}/`);
  }
};

export const maySubscribe = (identity: Identity, filter: string): boolean => {
  switch (identity.role) {
    case "device":
      return isOwnTopic(identity.runId, "down", identity.entity, filter);
    case "cloud":
      return filter === directionFilter(identity.runId, "up");
    case "observer":
      return true;
  }
};
