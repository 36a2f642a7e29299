// NET-5: the transport follows from the need, and says why.
import { describe, expect, it } from "vitest";
import { chooseTransport } from "../../src/scenario/transport-choice.js";
import { runScenario } from "../run-scenario.js";
import { load, radioOf, scenarioOf } from "./radio.js";

const need = {
  payloadBytes: 20,
  messagesPerDay: 24,
  latencyMs: 60_000,
  rangeM: 10,
  isWired: false,
  isBattery: true,
  capacityMAh: 2_600,
  baseUA: 5,
  lifeDays: 0,
  via: "gateway",
} as const;
const chosen = (more: Partial<Parameters<typeof chooseTransport>[0]>) =>
  chooseTransport({ ...need, ...more });
const why = (more: Parameters<typeof chosen>[0], transport: string): string =>
  chosen(more).reasons.find((reason) => reason.transport === transport)?.why ?? "";

describe("the choice of a transport", () => {
  it("for a battery takes what lives longest: LoRaWAN across a city, NB-IoT without a gateway", () => {
    expect(chosen({ rangeM: 5_000 }).transport).toBe("lorawan");
    expect(chosen({ rangeM: 5_000, via: "direct" }).transport).toBe("nb-iot");
  });

  it("for a mains device takes what loses least: a cable where there is one, else Wi-Fi", () => {
    expect(chosen({ isBattery: false, isWired: true }).transport).toBe("ethernet");
    expect(chosen({ isBattery: false, payloadBytes: 2_000 }).transport).toBe("wifi");
  });

  it("gives every candidate a verdict with its figures", () => {
    const { reasons } = chosen({ rangeM: 5_000 });
    expect(reasons).toHaveLength(11);
    expect(why({ rangeM: 5_000 }, "wifi")).toBe("carries about 50 m, needed 5000 m");
    expect(why({ payloadBytes: 300 }, "lorawan")).toBe("carries 242 B, needed 300 B");
    expect(why({ latencyMs: 100 }, "nb-iot")).toBe("has no use for a gateway");
    expect(why({ latencyMs: 100, via: "direct" }, "nb-iot")).toBe("takes 1500 ms, needed within 100 ms");
    expect(why({ messagesPerDay: 8_640 }, "lorawan")).toMatch(/^1 % duty cycle allows \d+ messages a day/);
    expect(why({ lifeDays: 3_650 }, "wifi")).toMatch(/years on 2600 mAh, needed 10$/);
  });

  it("is none where nothing meets the need", () => {
    expect(chosen({ rangeM: 5_000, payloadBytes: 2_000 }).transport).toBeNull();
  });

  it("runs in a scenario, and the twin keeps the reasons", async () => {
    const probe = {
      radio: "{transport: auto, need: {range: city, latency: 5s}}",
      reporting: "{mode: periodic, interval: 1h, payload: 20B}",
      count: 3,
    };
    const radio = radioOf(probe.radio, probe);
    expect(radio.transport).toBe("lorawan");
    expect(radio.choice?.reasons.filter(({ fits }) => fits).length).toBeGreaterThanOrEqual(1);
    const run = await runScenario(scenarioOf(probe));
    expect(run.broken()).toEqual([]);
    expect(run.naming.groups[0].transport).toBe("lorawan");
    expect(run.naming.groups[0].transportReasons).toEqual(radio.choice?.reasons);
    expect(radioOf(probe.radio, { ...probe, attach: "direct" }).transport).toBe("nb-iot");
  });

  it("that fails is told where the transport stands, with each candidate's obstacle", () => {
    const { diagnostics } = load({
      radio: "{transport: auto, need: {range: city, latency: 10ms}}",
      reporting: "{mode: periodic, interval: 1h, payload: 20B}",
    });
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({ code: "SCN027", file: "twins/probe.yaml", line: 10 });
    expect(diagnostics[0].hint).toContain("wifi: takes 30 ms, needed within 10 ms");
  });
});
