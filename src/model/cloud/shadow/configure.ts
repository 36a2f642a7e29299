// SHD-5: what an entry `config` of the timeline does: wants values of its devices, undoes the latest configuration, or
// deletes the documents. The audit trail names the entry; each device's change is an event with old and new values.
import { Events } from "../../../event/events.js";
import type { TimelineAction } from "../../../spec/timeline.js";
import { leavesOf } from "../../protocol/shadow-document.js";
import type { CloudState } from "../cloud-state.js";
import {
  configRefused,
  configSent,
  latestConfig,
  openConfig,
  rememberBase,
  undoConfig,
} from "./config-history.js";
import { documentOf } from "./document-of.js";
import { deleteShadow, setDesired } from "./shadow.js";

type ConfigAction = Extract<TimelineAction, { do: "config" }>;

const audit = (state: CloudState, note: string, nowMs: number): void =>
  state.emit(Events.audit, nowMs, { note });

/** Clears desired: nothing is wanted, nothing can be undone. */
const clearDesired = (state: CloudState, id: string, devices: Int32Array, nowMs: number): void => {
  for (const device of devices) {
    if (!setDesired(state, device, { by: id, patch: null }, nowMs)) continue;
    Object.assign(documentOf(state, device), { history: [], base: {}, awaits: -1 });
  }
};

/** Plays one configuration entry. */
export const configure = (
  state: CloudState,
  { id, action }: { id: string; action: ConfigAction },
  devices: Int32Array,
  nowMs: number,
): void => {
  if (action.how === "rollback") {
    const index = latestConfig(Array.from(devices, (device) => documentOf(state, device)));
    const which = index < 0 ? "nothing" : state.shadow.configs[index].id;
    let undone = 0;
    for (const device of devices) {
      const patch = undoConfig(state, documentOf(state, device), index, nowMs);
      if (patch !== null && setDesired(state, device, { by: id, patch }, nowMs)) undone++;
    }
    audit(state, `config ${id}: ${which} undone on ${undone} of ${devices.length} devices`, nowMs);
    return;
  }
  if (action.how === "delete") {
    audit(state, `config ${id}: documents deleted`, nowMs);
    for (const device of devices) deleteShadow(state, device, id, nowMs);
    return;
  }
  audit(state, `config ${id}: ${JSON.stringify(action.desired)}`, nowMs);
  if (action.desired === null) {
    clearDesired(state, id, devices, nowMs);
    return;
  }
  const index = openConfig(state, id, action.desired, devices.length);
  const leaves = leavesOf(action.desired);
  for (const device of devices) {
    const document = documentOf(state, device);
    rememberBase(state, device, document, leaves);
    if (setDesired(state, device, { by: id, patch: action.desired }, nowMs))
      configSent(state, document, index, nowMs);
    else configRefused(state, index, nowMs);
  }
};
