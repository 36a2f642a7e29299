// The services of the cloud, and which of them takes each kind of uplink.
import { assert } from "../../core/assert.js";
import type { Mail } from "../../event/message.js";
import { handlersOf, isAfterRevocation } from "../../event/messages.js";
import { UPLINKS, type UplinkName } from "../../event/uplinks.js";
import { ALERT } from "./alert/alert-service.js";
import type { CloudState } from "./cloud-state.js";
import { COMMAND } from "./command/command-service.js";
import { FRONT } from "./front/front-service.js";
import { INGEST } from "./ingest/ingest-service.js";
import { METER } from "./meter/meter-service.js";
import { meterArrival } from "./meter/metering.js";
import { isRevoked } from "./registry/registry-columns.js";
import { REGISTRY } from "./registry/registry-service.js";
import { ROLLOUT } from "./rollout/rollout-service.js";
import type { CloudService, Handler } from "./service.js";
import { SHADOW } from "./shadow/shadow-service.js";

const TABLE = [FRONT, INGEST, REGISTRY, SHADOW, ALERT, COMMAND, ROLLOUT, METER] as const;

/** In the order in which they act at one instant. */
export const SERVICES: readonly CloudService[] = TABLE;

type NamesOf<Taken> = Taken extends unknown ? keyof Taken : never;

/** What the services take, all together: a kind that two of them take would be lost to one. */
const allOf = <Taken extends object>(
  services: readonly { readonly uplinks: Taken }[],
): Readonly<Record<NamesOf<Taken>, Handler>> => {
  const names = services.flatMap(({ uplinks }) => Object.keys(uplinks));
  assert(new Set(names).size === names.length, "two services of the cloud take the same kind of uplink");
  return Object.assign({}, ...services.map(({ uplinks }) => uplinks));
};

/** A kind that no service takes is a type error here. */
const HANDLERS = handlersOf<UplinkName, Handler>(UPLINKS, allOf<(typeof TABLE)[number]["uplinks"]>(TABLE));

/** Hands an arrival on. Of what a revoked device still sends, attempts are refused, readings and acknowledgements accounted for. */
export const take = (state: CloudState, mail: Mail, nowMs: number): void => {
  const { inbox, row } = mail;
  const kind = inbox.kind[row];
  const entity = inbox.entity[row];
  if (isRevoked(state, entity) && !isAfterRevocation(kind)) return;
  meterArrival(state, kind, entity, inbox.bytes[row]);
  HANDLERS[kind](state, mail, nowMs);
};
