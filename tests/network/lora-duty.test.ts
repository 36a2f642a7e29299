// NET-2: the duty cycle is never exceeded, whatever the application wants.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { messagesPerHour, nextFreeMs, offMs } from "../../src/model/radio/lora-duty.js";
import { lorawanAirtimeUs } from "../../src/transport/lora-airtime.js";
import { runScenario } from "../run-scenario.js";
import { bareLora, scenarioOf } from "./radio.js";

describe("the duty cycle", () => {
  it("of 1 % lets SF12 send 19 messages of 20 bytes an hour, SF7 500", () => {
    expect(messagesPerHour(lorawanAirtimeUs(12, 125, 5, 33), 10_000)).toBe(19);
    expect(messagesPerHour(lorawanAirtimeUs(7, 125, 5, 33), 10_000)).toBe(500);
    expect(offMs(1_000_000, 10_000)).toBe(99_000);
    expect(offMs(1_000_000, 0)).toBe(0);
  });

  it("holds over any run of frames: from the first start to the next possible one", () => {
    const frames = fc.array(fc.tuple(fc.integer({ min: 1_000, max: 3_000_000 }), fc.nat(20_000)), {
      minLength: 1,
      maxLength: 100,
    });
    fc.assert(
      fc.property(frames, fc.integer({ min: 1_000, max: 500_000 }), (list, dutyPpm) => {
        let freeMs = 0;
        let onAirUs = 0;
        for (const [airtimeUs, idleMs] of list) {
          const startMs = freeMs + idleMs;
          onAirUs += airtimeUs;
          freeMs = nextFreeMs(startMs, airtimeUs, dutyPpm);
        }
        expect(onAirUs).toBeLessThanOrEqual(freeMs * 1000 * (dutyPpm / 1e6) * (1 + 1e-12));
      }),
    );
  });

  it.each([
    [12, "10s"],
    [9, "2s"],
    [7, "1s"],
  ])(
    "keeps SF%i devices that want to send every %s within one per cent of the time, and nothing is lost in the books",
    async (sf, every) => {
      const hours = 3;
      const run = await runScenario(
        scenarioOf({
          count: 5,
          duration: `${hours}h`,
          radio: bareLora(`sf: ${sf}`),
          reporting: `{mode: periodic, interval: ${every}, payload: 10B}`,
        }),
      );
      expect(run.broken()).toEqual([]);
      const airtimeUs = lorawanAirtimeUs(sf, 125, 5, 23);
      const mostUs = 5 * (hours * 3_600_000_000 * 0.01 + airtimeUs);
      expect(run.total("net.airtime")).toBeLessThanOrEqual(mostUs);
      // And the band is used: what waits goes out as soon as it may.
      expect(run.total("net.airtime")).toBeGreaterThan(0.97 * mostUs);
      expect(run.total("net.duty.waits")).toBeGreaterThan(0);
      expect(run.total("messages.dropped", "buffer-full")).toBeGreaterThan(0);
    },
  );

  it("of 0 % is no limit", async () => {
    const run = await runScenario(
      scenarioOf({
        duration: "1h",
        radio: bareLora("sf: 12, dutyCycle: 0%"),
        reporting: "{mode: periodic, interval: 10s, payload: 10B}",
      }),
    );
    expect(run.broken()).toEqual([]);
    expect(run.total("net.duty.waits")).toBe(0);
    expect(run.total("net.airtime")).toBe(run.total("messages.produced") * lorawanAirtimeUs(12, 125, 5, 23));
  });
});
