// Every fault kind does what it says, leaves a balanced ledger and is gone afterwards.
import { describe, expect, it } from "vitest";
import { Events } from "../../src/event/events.js";
import { ANOMALIES, QUARANTINE_REASONS } from "../../src/event/vocabulary.js";
import { runScenario } from "../run-scenario.js";
import { town } from "../worlds.js";

const withFault = (entry: string): string => town(`timeline:\n  - {id: f, at: 30m, for: 30m, ${entry}}`);
const CUT_MS = 30 * 60_000;

describe("a fault", () => {
  it("backhaul.outage makes gateways store, and everything arrives afterwards", async () => {
    const run = await runScenario(withFault("fault: backhaul.outage, target: {site: north}"));
    expect(run.broken()).toEqual([]);
    expect(run.total("messages.dropped")).toBe(0);
    expect(run.total("fog.queue.depth")).toBe(0);
    const offline = run.events(Events.offline).filter((event) => event.atMs === CUT_MS);
    // 120 devices and their four gateways.
    expect(offline).toHaveLength(120 + 4);
    expect(run.total("device.online")).toBe(140);
    // The last word on each queue: what had waited at most, and that nothing does any more.
    const queues = run.events(Events.gatewayQueue);
    const last = new Map(queues.map((row) => [row.entity, row]));
    expect(last.size).toBe(4);
    for (const { peak, waiting, atMs } of last.values()) {
      expect([peak > 10, waiting]).toEqual([true, 0]);
      expect(atMs).toBeLessThan(75 * 60_000);
    }
  });

  it("power.outage stops mains devices and gateways, and battery devices keep what they sense", async () => {
    const run = await runScenario(withFault("fault: power.outage, target: {site: north}"));
    expect(run.broken()).toEqual([]);
    expect(run.total("device.reboots.cause", "power-on")).toBe(60);
    expect(run.total("device.online")).toBe(140);
    expect(run.total("messages.dropped", "power-outage")).toBeGreaterThan(0);
  });

  it("power.outage, over, brings each back at a time of its own where the return is spread", async () => {
    const spread = await runScenario(
      withFault("fault: power.outage, params: {restoreSpread: 20m}, target: {twin: temperature-wifi}"),
    );
    const backMs = spread.events(Events.online).map(({ atMs }) => atMs - 60 * 60_000);
    expect(backMs).toHaveLength(60);
    expect(backMs.filter((ms) => ms < 10 * 60_000).length).toBeGreaterThan(15);
    expect(backMs.filter((ms) => ms > 10 * 60_000).length).toBeGreaterThan(15);
  });

  it("device.offline fills the device's own buffer and loses nothing while it fits", async () => {
    const run = await runScenario(withFault("fault: device.offline, target: {twin: parking-nbiot}"));
    expect(run.broken()).toEqual([]);
    expect(run.total("messages.dropped")).toBe(0);
    expect(run.events(Events.offline)).toHaveLength(20);
    expect(run.events(Events.online)).toHaveLength(20);
  });

  it("cert.expiry ends sessions, is refused as an authentication error and heals", async () => {
    const run = await runScenario(withFault("fault: cert.expiry, target: {twin: parking-nbiot}"));
    expect(run.broken()).toEqual([]);
    expect(run.total("auth.errors")).toBeGreaterThanOrEqual(20);
    expect(run.total("connect.refused", "auth")).toBe(run.total("auth.errors"));
    expect(run.total("device.online")).toBe(140);
  });

  it("broker.limit refuses what is above it, second by second", async () => {
    // Twenty that have their radio back at one instant, and dial at once.
    const run = await runScenario(
      town(`timeline:
  - {id: limit, at: 20m, for: 1h, fault: broker.limit, params: {connectsPerSecond: 1}}
  - {id: dark, at: 30m, for: 5m, fault: device.offline, target: {twin: parking-nbiot}}`),
    );
    expect(run.broken()).toEqual([]);
    expect(run.total("connect.refused", "rate")).toBeGreaterThan(10);
    expect(run.total("broker.connects.rate")).toBe(1);
    expect(run.total("device.online")).toBe(140);
  });

  it("cloud.outage ends every session and everybody returns", async () => {
    const run = await runScenario(withFault("fault: cloud.outage"));
    expect(run.broken()).toEqual([]);
    expect(run.events(Events.offline)).toHaveLength(140 + 4);
    expect(run.total("connect.refused", "unavailable")).toBeGreaterThan(0);
    expect(run.total("device.online")).toBe(140);
  });

  it("cloud.outage strikes everybody without a target and with `all`, and else whom its target names", async () => {
    const [everybody, all, some] = await Promise.all(
      ["", ", target: all", ", target: {gateways: {count: 1}}"].map((target) =>
        runScenario(withFault(`fault: cloud.outage${target}`)),
      ),
    );
    expect(all.result.digest).toBe(everybody.result.digest);
    expect(some.broken()).toEqual([]);
    const gone = some.events(Events.offline).map(({ entity }) => entity);
    expect(gone.filter((entity) => entity.includes("gw"))).toHaveLength(1);
    expect(gone.length).toBeLessThan(140);
  });

  it("payload.corrupt puts the stated share aside, each with an event", async () => {
    const run = await runScenario(
      withFault("fault: payload.corrupt, params: {share: 50%}, target: {twin: temperature-wifi}"),
    );
    expect(run.broken()).toEqual([]);
    const quarantined = run.total("messages.dropped", "quarantined");
    expect(run.events(Events.quarantine)).toHaveLength(quarantined);
    // 60 devices x 30 readings x 50 %: a binomial with a deviation of 21.
    expect(Math.abs(quarantined - 900)).toBeLessThan(5 * 21);
  });

  it.each(["temperature-wifi", "parking-nbiot"])(
    "payload.corrupt of %s is put aside by whoever reads it first, as unreadable, and delivered by nobody",
    async (twin) => {
      const run = await runScenario(
        withFault(`fault: payload.corrupt, params: {share: 100%}, target: {twin: ${twin}}`),
      );
      expect(run.broken()).toEqual([]);
      const rows = run.events(Events.quarantine);
      expect(rows.length).toBeGreaterThan(10);
      expect(new Set(rows.map(({ reason }) => QUARANTINE_REASONS[reason]))).toEqual(new Set(["unreadable"]));
      // A gateway's row is its device's own; the cloud's names the device.
      expect(new Set(rows.map(({ entity }) => entity === "cloud"))).toEqual(
        new Set([twin === "parking-nbiot"]),
      );
      expect(run.total("messages.dropped", "quarantined")).toBe(rows.length);
    },
  );

  it("sensor.stuck is found at the gateway, at the right devices only", async () => {
    const run = await runScenario(
      withFault("fault: sensor.stuck, target: {twin: temperature-wifi, count: 7}"),
    );
    expect(run.broken()).toEqual([]);
    const found = new Set(run.events(Events.anomaly).map((event) => event.entity));
    expect(found.size).toBe(7);
    expect(run.events(Events.anomalyCleared)).toHaveLength(7);
    // One reading a minute, the last true one within the minute before the fault: the gateway counts it, too.
    const { stuckAfter = 0 } = Object.values(run.plan.scenario.gatewayTwins)[0].detectors.stuck ?? {};
    const sinceMs = CUT_MS + (stuckAfter - 2) * 60_000;
    for (const { atMs } of run.events(Events.anomaly)) {
      expect(atMs).toBeGreaterThan(sinceMs);
      expect(atMs).toBeLessThan(sinceMs + 65_000);
    }
  });

  it("device.offline is found as silence at the gateway, once, and is over with the next reading", async () => {
    const entry = "at: 30m, for: 2h, fault: device.offline, target: {twin: temperature-wifi, count: 5}";
    const run = await runScenario(town(`timeline: [{${entry}}]`, "duration: 4h\nstart: {state: active}"));
    const silence = ANOMALIES.indexOf("silence");
    const rows = (kind: typeof Events.anomaly) =>
      run.events(kind).filter(({ anomaly }) => anomaly === silence);
    expect(rows(Events.anomaly)).toHaveLength(5);
    expect(rows(Events.anomalyCleared)).toHaveLength(5);
    for (const { atMs } of rows(Events.anomalyCleared)) expect(atMs).toBeGreaterThanOrEqual(5 * CUT_MS);
  });

  it("link.loss costs retries, and readings wait instead of vanishing at QoS 1", async () => {
    const quiet = await runScenario(town(""));
    const noisy = await runScenario(
      withFault("fault: link.loss, params: {loss: 60%}, target: {twin: temperature-wifi}"),
    );
    expect(noisy.broken()).toEqual([]);
    expect(noisy.total("messages.dropped")).toBe(0);
    expect(noisy.total("messages.retries")).toBeGreaterThan(10 * quiet.total("messages.retries"));
  });
});
