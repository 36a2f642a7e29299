// Each kind of fault shows on a device behind a gateway and on a direct one; all other twins are looked at in the slow tests.
import { expect, test } from "vitest";
import { silentFaults } from "./silent-faults.js";

test.each(["temperature-wifi", "parking-nbiot"])(
  "on %s every fault shows, or is refused with the reason",
  async (twin) => expect(await silentFaults(twin)).toEqual([]),
);
