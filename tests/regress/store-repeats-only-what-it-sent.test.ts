// Once: a gateway's store that overflowed took the message it had just dropped for the last one sent, and sent that again
// when the backhaul was back: its readings were dropped and delivered, and the ledger did not balance.
import { expect, it } from "vitest";
import { runScenario } from "../run-scenario.js";
import { town } from "../worlds.js";

const SMALL_STORE = "count: 4, overrides: {store: {max: 2, drain: 1/s}}";
const CUT = (from: string): string =>
  `timeline:\n  - {id: cut, at: ${from}, for: 50m, fault: backhaul.outage, target: {gateways: true}}`;

it.each(["30m", "0s"])(
  "a store that overflows in a cut from %s on repeats what it sent last, if anything",
  async (from) => {
    const run = await runScenario(town(CUT(from)).replace("count: 4", SMALL_STORE), { strict: true });
    expect(run.total("messages.dropped", "store-full")).toBeGreaterThan(1_000);
    expect(run.broken()).toEqual([]);
  },
);
