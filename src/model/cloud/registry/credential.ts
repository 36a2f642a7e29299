// LIF-8: what the registry knows of a credential, and how an attempt with a revoked one is noted: counted, alarmed, audited.
import { Events } from "../../../event/events.js";
import { memberName } from "../../../event/naming.js";
import { REFUSALS } from "../../../event/vocabulary.js";
import type { CloudState } from "../cloud-state.js";

const REVOKED = REFUSALS.indexOf("revoked");

export const deviceName = ({ plan }: CloudState, device: number): string => {
  const group = plan.groups[plan.groupOf[device]];
  return memberName(group, device - group.first);
};

/** Notes one attempt with a revoked credential, for the log and for the alerts. */
export const countRevoked = (state: CloudState, entity: number, what: string, nowMs: number): void => {
  state.alert.window.authErrors++;
  state.count("auth.errors", entity);
  if (what === "connect") state.count("connect.refused", entity, 1, REVOKED);
  else state.count("provision.refused", entity, 1, REVOKED);
  const note = `${what} refused: the credential of ${deviceName(state, entity)} is revoked`;
  state.emit(Events.audit, nowMs, { note });
};
