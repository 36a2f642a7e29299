// Where messages travel on a live broker, and who is called what there. One run owns the tree `iotctl/<runId>`:
//   iotctl/<runId>/up/<entity>                   an uplink of an entity with a connection of its own
//   iotctl/<runId>/up/<gateway>/via/<device>     an uplink of an attached device, carried by its gateway
//   iotctl/<runId>/down/...                      the same two shapes, from the cloud
// Names are those of event/naming.ts, so `mosquitto_sub -t 'iotctl/#'` reads like the report.
import { CLOUD_ENTITY } from "../event/event.js";
import type { Naming } from "../event/naming.js";

/** First level of every topic of ours. */
export const TOPIC_ROOT = "iotctl";
const VIA = "/via/";

export type Direction = "up" | "down";

/** `+` and `#` are wildcards and may not stand in a published topic [MQTT-3.3.2-2]; `via` as a level is our own mark. */
const escapeName = (name: string): string =>
  name.replace(/[%+#]/g, (mark) => encodeURIComponent(mark)).replace(/(^|\/)via(?=\/|$)/g, "$1%76ia");
const unescapeName = (name: string): string =>
  name.replace(/%(25|2B|23|76)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

/** Topic of a message of (up) or for (down) `entity`; `carrier` is its gateway's name, or null for its own connection. */
export const topicOf = (
  runId: string,
  direction: Direction,
  entity: string,
  carrier: string | null,
): string =>
  `${TOPIC_ROOT}/${runId}/${direction}/` +
  (carrier === null ? escapeName(entity) : `${escapeName(carrier)}${VIA}${escapeName(entity)}`);

/** Filter that matches every message of one direction of a run. */
export const directionFilter = (runId: string, direction: Direction): string =>
  `${TOPIC_ROOT}/${runId}/${direction}/#`;

/** The entity and carrier a topic names, or null when it is no topic of this run and direction. */
export const readTopic = (
  runId: string,
  direction: Direction,
  topic: string,
): { entity: string; carrier: string | null } | null => {
  const prefix = `${TOPIC_ROOT}/${runId}/${direction}/`;
  if (!topic.startsWith(prefix)) return null;
  const rest = topic.slice(prefix.length);
  const via = rest.indexOf(VIA);
  if (via < 0) return { entity: unescapeName(rest), carrier: null };
  return { entity: unescapeName(rest.slice(via + VIA.length)), carrier: unescapeName(rest.slice(0, via)) };
};

/** What a connection for `entity` subscribes: its own messages and, for a gateway, those of its devices. */
export const ownDownFilters = (runId: string, entity: string, isGateway: boolean): string[] => {
  const own = topicOf(runId, "down", entity, null);
  return isGateway ? [own, `${own}${VIA}#`] : [own];
};

/** Client id of an entity's connection: `iotctl:<runId>:<entity>`; the cloud's ends in `:cloud`. */
export const clientIdOf = (runId: string, entity: string): string => `${TOPIC_ROOT}:${runId}:${entity}`;

/** What may be published or subscribed by a client of the fleet: its own topic, or one below its own `/via/`. */
export const isOwnTopic = (runId: string, direction: Direction, entity: string, topic: string): boolean => {
  const own = topicOf(runId, direction, entity, null);
  return topic === own || topic.startsWith(own + VIA);
};

/** Entity index of a name as event/naming.ts writes it, or -1: the reverse of entityName without a table of all names. */
export const entityLookup = (naming: Naming): ((name: string) => number) => {
  const owners = new Map([...naming.groups, ...naming.gateways].map((owner) => [owner.id, owner]));
  return (name) => {
    if (name === "cloud") return CLOUD_ENTITY;
    const slash = name.lastIndexOf("/");
    const owner = owners.get(name.slice(0, slash));
    const digits = name.slice(slash + 1);
    if (owner === undefined || !/^\d+$/.test(digits)) return -1;
    const at = Number(digits);
    const width = String(owner.count - 1).length;
    return at < owner.count && digits.length === width ? owner.first + at : -1;
  };
};
