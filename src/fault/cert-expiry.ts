// cert.expiry: the certificate of an entity with a session of its own is no longer valid: the session ends, the front
// refuses to open a new one, until the fault ends (a new certificate). Devices behind a gateway go down with it. FLT-3.
import { entityFault } from "./fault.js";

export const certExpiry = entityFault({
  kind: "cert.expiry",
  says: "certificates run out: sessions end, new ones are refused until the fault ends",
  seen: "offline with the cause cert-expired; auth.errors; connect.refused (auth)",
  params: {},
  cause: "cert-expired",
  strikes: "any",
  feels: () => "session",
  begin: ({ certificate }) => certificate.hold(),
  end: ({ certificate }) => certificate.release(),
  isLeft: ({ certificate }) => certificate.isHeld(),
});
