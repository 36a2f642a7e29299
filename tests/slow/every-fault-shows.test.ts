// Each kind of fault shows on every shipped twin, or is refused with the reason.
import { expect, test } from "vitest";
import { DEVICE_TWINS, silentFaults } from "../faults/silent-faults.js";

test.each(DEVICE_TWINS)("on %s every fault shows, or is refused with the reason", async (twin) =>
  expect(await silentFaults(twin)).toEqual([]),
);
