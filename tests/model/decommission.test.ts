// LIF-8: a device that is decommissioned is told, erases itself, counts no more and never comes back.
import { deserialize } from "node:v8";
import { describe, expect, it } from "vitest";
import { readCheckpoint } from "../../src/engine/checkpoint.js";
import { Events } from "../../src/event/events.js";
import type { CellMemory } from "../../src/model/state/cell-memory.js";
import { runScenario, type ScenarioRun } from "../run-scenario.js";
import { town } from "../worlds.js";

const HOUR_MS = 3_600_000;

const timeline = (...entries: string[]): string =>
  `timeline:\n${entries.map((entry) => `  - {${entry}}`).join("\n")}`;
const retire = (at: string, target: string, rest = ""): string =>
  `id: retire, at: ${at}, decommission: true, target: {${target}}${rest}`;

const audit = (run: ScenarioRun, text: string) =>
  run.events(Events.audit).filter(({ note }) => note?.includes(text));
/** Everything a decommissioned device did after it erased itself. */
const afterlife = (run: ScenarioRun) => {
  const erasedMs = new Map(audit(run, "erased").map(({ entity, atMs }) => [entity, atMs]));
  return [Events.lifecycle, Events.online, Events.reboot, Events.health, Events.updateStep]
    .flatMap((kind) => run.events(kind))
    .filter(({ entity, atMs }) => atMs > (erasedMs.get(entity) ?? Infinity));
};

describe("decommissioning", () => {
  it("reaches attached and direct devices within seconds; they erase themselves and leave every count", async () => {
    const run = await runScenario(town(timeline(retire("1h", "site: north"))));
    expect(run.broken()).toEqual([]);
    expect(run.total("device.state", "decommissioned")).toBe(140);
    expect(run.total("device.online")).toBe(0);
    expect(run.total("broker.sessions")).toBe(4);
    for (const name of ["device.health", "device.version"] as const) expect(run.total(name)).toBe(0);
    // In service for exactly the hour before, and online for no longer.
    expect(run.total("device.expected.time")).toBe(140 * HOUR_MS);
    expect(run.total("device.online.time")).toBeLessThanOrEqual(140 * HOUR_MS);
    const mains = audit(run, "by the cloud's order").filter(({ entity }) => entity.includes("wifi"));
    expect(mains).toHaveLength(60);
    expect(Math.max(...mains.map(({ atMs }) => atMs))).toBeLessThan(HOUR_MS + 5_000);
    expect(run.total("device.erased")).toBe(audit(run, "erased").length);
    expect(afterlife(run)).toEqual([]);
  });

  it("leaves nothing in a device of what it was told: no shadow, no number of a command", async () => {
    const saved: Uint8Array[] = [];
    const run = await runScenario(
      town(
        timeline(
          "id: cfg, at: 10m, config: {desired: {reportSeconds: 20}}, target: {twin: temperature-wifi}",
          "id: cmd, at: 20m, command: blink, target: {twin: temperature-wifi}",
          retire("1h", "twin: temperature-wifi"),
        ),
      ),
      {
        checkpointsAtMs: [0.9 * HOUR_MS, 1.5 * HOUR_MS],
        onCheckpoint: (_, bytes) => void saved.push(bytes.slice()),
      },
    );
    expect(run.total("device.erased")).toBe(60);
    const [before, after] = saved.map((bytes) => {
      const memories = readCheckpoint(bytes).cells.map(
        (cell) => (deserialize(cell.bytes) as { model: CellMemory }).model,
      );
      const size = (name: "shadows" | "lastCommands" | "orders"): number =>
        memories.reduce((sum, memory) => sum + memory[name].size, 0);
      return [size("shadows"), size("lastCommands"), size("orders")];
    });
    expect(before).toEqual([60, 60, 0]);
    expect(after).toEqual([0, 0, 0]);
  });

  it("tells a class A device with its next uplink, whose reading is refused", async () => {
    const run = await runScenario(
      town(timeline(retire("1h", "twin: parking-lora")), "duration: 6h\nstart: {state: active}"),
    );
    expect(run.broken()).toEqual([]);
    const erased = audit(run, "by the cloud's order").map(({ atMs }) => atMs);
    expect(erased).toHaveLength(60);
    // Parking spaces report on change: not all at once, but each at its own next report.
    expect(Math.max(...erased) - Math.min(...erased)).toBeGreaterThan(60_000);
    expect(run.total("messages.dropped", "revoked")).toBeGreaterThanOrEqual(60);
  });

  it("drops what waits in a device's buffer as erased", async () => {
    const run = await runScenario(
      town(
        timeline(
          "id: away, at: 30m, for: 25m, fault: device.offline, target: {twin: temperature-wifi}",
          retire("40m", "twin: temperature-wifi"),
        ),
      ),
    );
    expect(run.broken()).toEqual([]);
    const dropped = run.total("messages.dropped", "erased");
    expect(dropped).toBeGreaterThan(0);
    expect(
      audit(run, "erased").reduce(
        (sum, { note }) => sum + Number(/: (\d+) readings/.exec(note ?? "")?.[1]),
        0,
      ),
    ).toBe(dropped);
    expect(afterlife(run)).toEqual([]);
  });
});

describe("a decommissioned device that does not know it", () => {
  it("is refused as revoked, gives up after five refusals and is never online again", async () => {
    const run = await runScenario(
      town(
        timeline(
          "id: away, at: 30m, for: 40m, fault: device.offline, target: {twin: parking-nbiot}",
          retire("40m", "twin: parking-nbiot"),
        ),
        "duration: 3h\nstart: {state: active}",
      ),
    );
    expect(run.broken()).toEqual([]);
    expect(run.total("connect.refused", "revoked")).toBe(5 * 20);
    expect(audit(run, "credential of north/parking-nbiot/07 is revoked")).toHaveLength(5);
    expect(audit(run, "after 5 refusals")).toHaveLength(20);
    const back = run.events(Events.online).filter(({ entity }) => entity.includes("nbiot"));
    expect(back).toEqual([]);
    expect(run.total("auth.errors")).toBe(100);
  });

  it("meets the refusal, not the fleet, when its power returns", async () => {
    const run = await runScenario(
      town(
        timeline(
          "id: dark, at: 30m, for: 1h, fault: power.outage, params: {scope: all}, target: {site: north, kind: any}",
          retire("1h", "site: north"),
        ),
        "duration: 8h\nstart: {state: active}",
      ),
    );
    expect(run.broken()).toEqual([]);
    expect(run.events(Events.online).filter(({ entity }) => !entity.includes("/gw"))).toEqual([]);
    // Wi-Fi sensors and NB-IoT ones boot, are refused or get their order; so do LoRa ones with their next report.
    for (const twin of ["temperature-wifi", "parking-nbiot"])
      expect(audit(run, "erased").filter(({ entity }) => entity.includes(twin)).length).toBe(
        twin === "parking-nbiot" ? 20 : 60,
      );
    expect(afterlife(run)).toEqual([]);
  });

  it("behind a gateway that was cut off is told when the gateway is back", async () => {
    const run = await runScenario(
      town(
        timeline(
          "id: cut, at: 30m, for: 1h, fault: backhaul.outage, target: {site: north}",
          retire("1h", "twin: temperature-wifi"),
        ),
        "duration: 3h\nstart: {state: active}",
      ),
    );
    expect(run.broken()).toEqual([]);
    const erased = audit(run, "by the cloud's order");
    expect(erased).toHaveLength(60);
    for (const { atMs } of erased) {
      expect(atMs).toBeGreaterThan(1.5 * HOUR_MS);
      expect(atMs).toBeLessThan(1.5 * HOUR_MS + 600_000);
    }
    // It had counted no more since the registry's word, though it went on reporting to its gateway.
    expect(run.total("device.expected.time")).toBe(60 * HOUR_MS + 80 * 3 * HOUR_MS);
  });

  it("still in its box or in maintenance never enters service", async () => {
    const boxed = await runScenario(
      town(timeline(retire("5m", "site: north")), "duration: 3h\nstart: {state: unprovisioned, over: 1h}"),
    );
    expect(boxed.broken()).toEqual([]);
    expect(boxed.total("device.state", "decommissioned")).toBe(140);
    const entered = boxed
      .events(Events.lifecycle)
      .filter(({ toState, atMs }) => toState === 2 && atMs > 300_000);
    expect(entered).toEqual([]);
    expect(boxed.total("device.erased")).toBe(140);
    const serviced = await runScenario(
      town(
        timeline(
          "id: in, at: 30m, command: enter-maintenance, target: {twin: temperature-wifi}",
          retire("1h", "twin: temperature-wifi"),
          "id: out, at: 90m, command: leave-maintenance, target: {twin: temperature-wifi}",
        ),
      ),
    );
    expect(serviced.broken()).toEqual([]);
    expect(serviced.total("device.erased")).toBe(60);
    expect(afterlife(serviced)).toEqual([]);
  });
});

describe("a revoked credential", () => {
  it("is refused, counted and audited when somebody tries it; a good one lets him in and is taken back", async () => {
    const run = await runScenario(
      town(
        timeline(
          retire("30m", "twin: parking-nbiot, count: 8, pick: first"),
          "id: thief, at: 1h, fault: credential.reuse, target: {twin: parking-nbiot}",
        ),
      ),
    );
    expect(run.broken()).toEqual([]);
    const tried = run.events(Events.audit).filter(({ atMs }) => atMs === HOUR_MS);
    expect(tried.filter(({ note }) => note?.includes("is revoked"))).toHaveLength(8);
    expect(tried.filter(({ note }) => note?.includes("got in"))).toHaveLength(12);
    // Those whose session was taken over dial again and are back.
    expect(run.total("device.online")).toBe(132);
    expect(run.total("connect.refused", "revoked")).toBeGreaterThanOrEqual(8);
  });
});

describe("what is aimed at a decommissioned device", () => {
  it("leaves it alone: faults, knobs, commands, configuration, a second decommissioning", async () => {
    const aimed = ["sensor.stuck", "device.offline", "cert.expiry", "payload.corrupt", "power.outage"]
      .map(
        (fault, n) =>
          // Behind gateways nobody feels a certificate's end, in service or not.
          `id: f${n}, at: ${61 + n}m, for: 20m, fault: ${fault}, target: {twin: temperature-wifi, allowEmpty: true}`,
      )
      .concat(
        "id: over, at: 59m, for: 5m, fault: sensor.silence, target: {twin: temperature-wifi}",
        "id: knob, at: 65m, local: {set: {reportSeconds: 20}}, target: {twin: temperature-wifi}",
        "id: cfg, at: 66m, config: {desired: {reportSeconds: 20}}, target: {twin: temperature-wifi}",
        "id: cmd, at: 67m, command: reboot, target: {twin: temperature-wifi}",
        "id: again, at: 68m, decommission: {reason: twice}, target: {twin: temperature-wifi}",
      );
    const run = await runScenario(town(timeline(retire("1h", "twin: temperature-wifi"), ...aimed)));
    expect(run.broken()).toEqual([]);
    expect(afterlife(run)).toEqual([]);
    // The truth of the fault that had begun before; none of the later ones.
    expect(run.events(Events.sensorTruth)).toHaveLength(120);
    expect(run.total("shadow.updates")).toBe(0);
    const later = run.events(Events.command).filter(({ atMs }) => atMs > 3_660_000);
    expect(later).toEqual([]);
    expect(audit(run, "command reboot to 0 devices")).toHaveLength(1);
    expect(
      audit(run, "decommissioned 0 devices, credentials revoked: twice; 60 had been before"),
    ).toHaveLength(1);
  });

  it("a rollout goes on without it, and its denominators do", async () => {
    const run = await runScenario(
      town(
        `firmware:
  - {version: 9.0.0, size: 40KB}
rollouts:
  - {id: fw, at: 30m, to: 9.0.0, target: {twin: temperature-wifi}, rate: {baseRatePerMinute: 60}, stages: [{percent: 50, soak: 10m}, {percent: 100}], abort: []}
${timeline(retire("29m", "twin: temperature-wifi, percent: 50"), `id: rest, at: 31m, decommission: true, target: {twin: temperature-wifi, percent: 25}`)}`,
        "duration: 4h\nstart: {state: active}",
      ),
    );
    expect(run.broken()).toEqual([]);
    const left = 60 - run.total("device.state", "decommissioned");
    const [rollout] = run.result.rollouts;
    expect(rollout.status).toBe("completed");
    expect(rollout.failed).toBe(0);
    expect(rollout.targeted).toBe(rollout.succeeded);
    expect(rollout.succeeded).toBeGreaterThanOrEqual(left);
    expect(run.total("device.version", "9.0.0")).toBe(left);
    // Who had left before it began is no part of it; who left afterwards without an outcome is told.
    const before = 30;
    const removed = run.events(Events.jobOutcome).filter(({ status }) => status === 6);
    expect(removed.length).toBeGreaterThan(0);
    expect(removed).toHaveLength(60 - before - rollout.targeted);
    for (const { atMs } of removed) expect(atMs).toBeGreaterThanOrEqual(31 * 60_000);
  });
});

describe("its battery", () => {
  it("loses only what batteries lose by themselves", async () => {
    const world = (at: string): string =>
      town(timeline(retire(at, "twin: parking-nbiot")), "duration: 30d\nstart: {state: active}").replace(
        /\n {6}- \{twin: (parking-lora|temperature-wifi).*/g,
        "",
      );
    const early = await runScenario(world("1d"));
    const late = await runScenario(world("29d"));
    expect(early.broken()).toEqual([]);
    expect(early.total("device.erased")).toBe(20);
    // One day and a bit of work, but thirty days of self-discharge.
    const [early30, late30] = [early, late].map((run) => run.total("energy.drained", "self-discharge"));
    expect(early30 / late30).toBeGreaterThan(0.99);
    expect(early.total("energy.drained", "sleep")).toBeLessThan(0.1 * late.total("energy.drained", "sleep"));
    expect(early.total("device.steps")).toBeLessThan(0.1 * late.total("device.steps"));
  });
});
