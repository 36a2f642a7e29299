// NET-1: every transport answers the same questions, in its own way.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { radioSchema } from "../../src/scenario/schema/twin-radio.js";
import { TRANSPORTS, type TransportName } from "../../src/transport/kinds.js";
import { runScenario } from "../run-scenario.js";
import { load, radioOf, scenarioOf } from "./radio.js";

const names = Object.keys(TRANSPORTS) as TransportName[];
const attachOf = (name: TransportName) => (TRANSPORTS[name].usual.reach === "direct" ? "direct" : "gateway");
const bare = (name: TransportName, more = "") =>
  radioOf(`{transport: ${name}${more}}`, { attach: attachOf(name) });

describe("the transports", () => {
  it("are the ones a twin can name, without any other list", () => {
    for (const name of names) expect(radioSchema.safeParse({ transport: name }).success).toBe(true);
    expect(radioSchema.safeParse({ transport: "smoke-signals" }).success).toBe(false);
  });

  it("say by themselves what holds a session, who pays, what a twin may set, and how many rates there are", () => {
    const said = names.map((name) => {
      const { holdsSession, billedAs, settings, rates } = TRANSPORTS[name];
      return `${name} ${holdsSession ? "session" : "none"} ${billedAs} ${settings.length} ${rates.length}`;
    });
    expect(said).toEqual([
      "ethernet session null 0 1",
      "wifi session null 1 1",
      "zigbee none null 1 1",
      "ble none null 1 1",
      "lorawan none network-server 6 6",
      "nb-iot session sim 5 3",
      "lte-m session sim 5 3",
      "modbus-tcp none null 0 1",
      "mqtt session null 0 1",
      "coap none null 0 1",
      "http none null 0 1",
    ]);
  });

  it.each(names)("%s: has its rates from the fastest on, each with a name of its own", (name) => {
    const { rates, rateName } = TRANSPORTS[name];
    const radio = bare(name);
    const airUs = rates.map((rate) => TRANSPORTS[name].attempt(radio, rate, 10).airtimeUs);
    expect(airUs).toEqual(airUs.toSorted((x, y) => x - y));
    expect(new Set(rates.map(rateName)).size).toBe(rates.length);
  });

  it.each(names)("%s: a twin that names nothing else runs, and its readings arrive", async (name) => {
    const run = await runScenario(
      scenarioOf({ attach: attachOf(name), radio: `{transport: ${name}}`, count: 5, duration: "2h" }),
    );
    expect(run.broken()).toEqual([]);
    expect(run.total("messages.produced")).toBe(5 * 12);
    expect(run.total("messages.delivered")).toBeGreaterThan(0.7 * 5 * 12);
    expect(run.total("net.airtime")).toBeGreaterThan(0);
    if (attachOf(name) === "direct") expect(run.total("net.bytes.up")).toBeGreaterThanOrEqual(60 * 70);
  });

  it.each(names)("%s: more bytes never cost less time, charge or bytes on the wire", (name) => {
    const radio = bare(name);
    const { payloadMaxBytes } = radio;
    const bytes = fc.integer({ min: 1, max: Math.min(2_000, payloadMaxBytes) });
    fc.assert(
      fc.property(bytes, bytes, (x, y) => {
        const [less, more] = [Math.min(x, y), Math.max(x, y)].map((n) =>
          TRANSPORTS[name].attempt(radio, name === "lorawan" ? 7 : 0, n),
        );
        expect(more.airtimeUs).toBeGreaterThanOrEqual(less.airtimeUs);
        expect(more.txUAMs).toBeGreaterThanOrEqual(less.txUAMs);
        expect(more.wireBytes - less.wireBytes).toBeGreaterThanOrEqual(0);
        expect(less.wireBytes).toBeGreaterThan(Math.min(x, y));
      }),
    );
  });

  it("what a twin says goes before what is usual", () => {
    const radio = bare("wifi", ", loss: 7%, latency: 1s, transmit: {time: 9ms, perByte: 5us}, overhead: 1B");
    expect(radio).toMatchObject({
      lossPpm: 70_000,
      latencyMs: 1_000,
      txMs: 9,
      txUsPerByte: 5,
      txUA: 180_000,
    });
    expect(TRANSPORTS.wifi.attempt(radio, 0, 10).airtimeUs).toBe(9_000 + 5 * 11);
    const lora = bare("lorawan", ", sf: 9, transmit: {time: 100ms, perByte: 1ms}");
    expect(TRANSPORTS.lorawan.attempt(lora, 9, 10).airtimeUs).toBe(100_000 + 1_000 * 23);
  });

  it("CoAP waits 2 to 3 s for an answer, then twice as long each time: RFC 7252", () => {
    const radio = bare("coap");
    const waits = (uniform: number): number[] =>
      [1, 2, 3, 4].map((attempt) => TRANSPORTS.coap.retryWaitMs(radio, attempt, uniform));
    expect(waits(0)).toEqual([2_000, 4_000, 8_000, 16_000]);
    expect(waits(1)).toEqual([3_000, 6_000, 12_000, 24_000]);
    expect(radio.retriesMax).toBe(4);
    // MAX_TRANSMIT_SPAN: 45 s from the first to the last transmission.
    expect(waits(1).reduce((sum, ms) => sum + ms)).toBe(45_000);
  });

  it("Modbus moves whole registers, at most 125", () => {
    const radio = bare("modbus-tcp");
    const wire = (bytes: number): number => TRANSPORTS["modbus-tcp"].attempt(radio, 0, bytes).wireBytes;
    expect(wire(3)).toBe(wire(4));
    expect(radio.payloadMaxBytes).toBe(250);
  });

  it("HTTP puts many times more around a reading than MQTT, MQTT more than CoAP", () => {
    const wire = (name: TransportName): number => TRANSPORTS[name].attempt(bare(name), 0, 20).wireBytes;
    expect(wire("http")).toBeGreaterThan(5 * wire("mqtt"));
    expect(wire("mqtt")).toBeGreaterThan(wire("coap"));
  });

  it("a cut payload takes its frames' time and arrives only whole", async () => {
    const radio = bare("zigbee", ", fragment: true");
    const whole = TRANSPORTS.zigbee.attempt(radio, 0, 82);
    const cut = TRANSPORTS.zigbee.attempt(radio, 0, 83);
    expect([whole.frames, cut.frames]).toEqual([1, 2]);
    expect(cut.wireBytes).toBe(83 + 2 * 45);
    const run = await runScenario(
      scenarioOf({
        radio: "{transport: zigbee, fragment: true, loss: 10%, confirmed: false}",
        reporting: "{mode: periodic, interval: 1m, payload: 246B}",
        count: 50,
        duration: "12h",
      }),
    );
    expect(run.broken()).toEqual([]);
    const lost = run.total("messages.dropped", "link-loss") / run.total("messages.produced");
    // Each device's share is its own, between 0 and 20 %: the mean of 1 - (1 - p)^3 over them is 26.2 %.
    expect(Math.abs(lost - 0.262)).toBeLessThan(0.05);
  });
});

describe("a twin that does not fit its transport is told with file, line and a way out", () => {
  const told = (radio: string, more: object = {}) =>
    load({ radio, ...more }).diagnostics.map(({ code, file, line, message, hint }) => ({
      code,
      place: `${file}:${line}`,
      message,
      hint,
    }));

  it("spreading factor 13", () => {
    expect(told("{transport: lorawan, sf: 13}")).toEqual([
      {
        code: "SCN014",
        place: "twins/probe.yaml:10",
        message: "probe.radio.sf is 13; it must be auto or a spreading factor from 7 to 12",
        hint: undefined,
      },
    ]);
  });

  it("a payload above the limit of its factor, without fragmentation", () => {
    const reporting = "{mode: periodic, interval: 1h, payload: 60B}";
    const [first, ...others] = told("{transport: lorawan, sf: 12}", { reporting });
    expect(others).toEqual([]);
    expect(first).toMatchObject({ code: "SCN026", place: "twins/probe.yaml:9" });
    expect(first.message).toContain("lorawan at spreading factor 12 carries at most 51 B");
    expect(first.hint).toContain("sf: 9");
    expect(told("{transport: lorawan, sf: 12, fragment: true}", { reporting })).toEqual([]);
    expect(told("{transport: lorawan, sf: 9}", { reporting })).toEqual([]);
  });

  it("a payload or a batch above a transport's limit", () => {
    const reporting = "{mode: periodic, interval: 1h, payload: 300B}";
    expect(told("{transport: ble}", { reporting })[0].code).toBe("SCN026");
    expect(
      told("{transport: nb-iot, batch: {max: 5, wait: 1h}}", { reporting, attach: "direct" })[0].message,
    ).toContain("(5 readings)");
  });

  it("a setting its transport does not have", () => {
    expect(told("{transport: wifi, sf: 9, psm: {}}").map(({ code }) => code)).toEqual(["SCN028", "SCN028"]);
  });

  it("bursts given twice, distances the wrong way round, a need beside a named transport", () => {
    expect(told("{transport: wifi, burst: {meanAttempts: 2, meanLength: 3s}}")[0].code).toBe("SCN017");
    expect(told("{transport: wifi, distance: {min: 9m, max: 3m}}")[0].code).toBe("SCN014");
    expect(told("{transport: wifi, need: {range: room}}")[0].code).toBe("SCN017");
  });
});
