// LIF-8 at the gateway: the registry tells it which of its devices it must not serve any more, and gives it their orders to
// erase themselves. It refuses their readings, watches them no longer, and passes each order on when its device can hear it,
// however late that is. The list comes again with every new session, so a gateway that was away misses nothing.
import { Command } from "../../event/downlinks.js";
import { letter, pushLetter } from "../../event/letter.js";
import { type Mail, MessageBlock } from "../../event/message.js";
import { COMMANDS } from "../../event/vocabulary.js";
import { canAsk } from "../device/requests.js";
import type { DeniedDevice } from "../protocol/erasure-order.js";
import type { CellState } from "../state/cell-state.js";
import { NEVER_S } from "../state/device-columns.js";
import { inService } from "../state/lifecycle.js";
import { isErased } from "../state/retirement.js";
import { releaseRules } from "./rules.js";
import { endFindings } from "./watch.js";

const DECOMMISSION = COMMANDS.indexOf("decommission");

/** The list has come. Returns the local devices on it. */
export const onDenyList = (cell: CellState, body: string | undefined, nowMs: number): number[] => {
  const { dev } = cell;
  const locals: number[] = [];
  for (const { device, sequence, signature } of JSON.parse(body ?? "[]") as DeniedDevice[]) {
    const local = cell.plan.localOf[device];
    if (isErased(cell, local)) continue;
    cell.orders.set(local, { sequence, signature });
    locals.push(local);
    dev.heardS[local] = NEVER_S;
    endFindings(cell, local, nowMs);
    releaseRules(cell, cell.gatewayOf[local], local, nowMs);
  }
  return locals;
};

/**
 * The order a gateway passes on now, as the message its device hears, or null.
 * @param isAwake the device has just been heard; one that sleeps in between hears nothing else
 */
export const orderFor = (cell: CellState, device: number, isAwake: boolean, nowMs: number): Mail | null => {
  const order = cell.orders.get(device);
  const was = cell.retired.get(device)?.was;
  if (order === undefined || !canAsk(cell, device)) return null;
  const sleeps = cell.group(device).radio.hearsAfterUplinkOnly && was !== undefined && inService(was);
  if (sleeps && !isAwake) return null;
  const { sequence, signature } = order;
  const inbox = new MessageBlock(1);
  const said = letter(Command, { sequence, command: DECOMMISSION }, 0, signature);
  const row = pushLetter(inbox, { ...said, atMs: nowMs, entity: cell.entityOf[device], seq: 0 });
  return { inbox, row };
};
