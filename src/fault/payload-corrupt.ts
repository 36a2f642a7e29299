// payload.corrupt: a share of the readings leave the device unreadable; whoever parses them first puts them aside. FLT-5.
// Of the blocks of an update that come down to it, another share arrives with a bit flipped; the device refuses them.

import { optional, share } from "../core/params.js";
import { PPM } from "../core/units.js";
import { entityFault } from "./fault.js";

export const payloadCorrupt = entityFault({
  kind: "payload.corrupt",
  says: "readings leave the device unreadable, or blocks of an update reach it with a bit flipped",
  seen: "readings dropped as quarantined; ingest.errors; usable.quarantine; update.chunks.refused",
  params: {
    share: optional(share("of the readings: all where neither is written", { like: "50%" })),
    downlinks: optional(share("of an update's blocks; alone it spares the readings", { like: "10%" })),
  },
  strikes: "devices",
  begin({ spoilt, harmed }, { sharePpm, downlinksPpm = 0 }) {
    spoilt.add(sharePpm ?? (downlinksPpm > 0 ? 0 : PPM));
    harmed.add(downlinksPpm);
  },
  end({ spoilt, harmed }) {
    spoilt.takeBack();
    harmed.takeBack();
  },
  isLeft: ({ spoilt, harmed }) => spoilt.isLeft() || harmed.isLeft(),
});
