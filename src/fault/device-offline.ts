// device.offline: the device runs on but its radio reaches nobody; readings wait in its buffer. FLT-1.
import { entityFault } from "./fault.js";

export const deviceOffline = entityFault({
  kind: "device.offline",
  says: "devices run on, but their radio reaches nobody; readings wait in their buffers",
  seen: "offline with the cause fault-offline; readings that come late, or are dropped as buffer-full",
  params: {},
  cause: "fault-offline",
  strikes: "devices",
  begin: ({ radioOff }) => radioOff.hold(),
  end: ({ radioOff }) => radioOff.release(),
  isLeft: ({ radioOff }) => radioOff.isHeld(),
});
