// credential.reuse: a stranger connects with a copy of each device's credential. A good one gets in, and the device's own
// session is taken over; a revoked one is refused. LIF-8, FLT-11.
import { attack } from "./fault.js";

export const credentialReuse = attack({
  kind: "credential.reuse",
  says: "a stranger connects with a copy of each device's credential",
  seen: "the audit; auth.errors and connect.refused (revoked, auth) where it is not good; sessions taken over where it is",
  begin: (cloud) => cloud.reuseCredentials(),
});
