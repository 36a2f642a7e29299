import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { connect, createServer } from "node:net";
import { Aedes } from "aedes";
import mqtt from "mqtt";
import { describe, expect, it } from "vitest";
import { startBroker } from "../../src/live/broker.js";
import { descriptorLimit } from "../../src/live/descriptors.js";
import { LiveError } from "../../src/live/live-error.js";
import type { LiveOptions } from "../../src/live/live-options.js";
import { runLive } from "../../src/live/run-live.js";
import type { Snapshot } from "../../src/result/snapshot.js";
import { eventually, isAlive } from "./support.js";
import { scenario, totalled } from "./world.js";

type Where = Parameters<NonNullable<LiveOptions["onLive"]>>[0];

const portIsOpen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("close", () => socket.destroy()).unref();
    socket.once("connect", () => socket.destroy());
  });

const portOf = ({ brokerUrl }: Where): number => Number(new URL(brokerUrl).port);

const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
};

// Most of a live run is waiting, so these wait together.
describe.concurrent("a live run", () => {
  it("shows its traffic to an unmodified mqtt client, ends by itself after forMs, and leaves nothing running", async () => {
    let where: Where | undefined;
    const seen: { topic: string; payload: string }[] = [];
    let observer: mqtt.MqttClient | undefined;
    const snapshots: Snapshot[] = [];
    const { result, batches } = await totalled(runLive, scenario(), {
      speed: 60,
      forMs: 3_000,
      onLive: (live: Where) => {
        where = live;
        observer = mqtt.connect(live.brokerUrl, { clientId: "grafana", reconnectPeriod: 0 });
        observer.on("message", (topic, payload) => seen.push({ topic, payload: payload.toString() }));
        observer.subscribe("iotctl/#");
      },
      onSnapshot: (snapshot: Snapshot) => snapshots.push(snapshot),
    });
    observer?.end(true);
    expect(result.end).toEqual({ kind: "until", atMs: 180_000 });
    expect(result.endMs).toBe(180_000);
    expect(batches.at(-1)?.untilMs).toBe(180_000);
    expect(snapshots.length).toBeGreaterThan(3);
    expect(snapshots.at(-1)?.virtualMs).toBe(180_000);

    const reading = seen.find(({ payload }) => payload.includes('"kind":"reading"'));
    expect(reading?.topic).toMatch(new RegExp(`^iotctl/${where?.runId}/up/north/parking-nbiot/\\d\\d$`));
    expect(JSON.parse(reading?.payload ?? "{}")).toMatchObject({
      synthetic: true,
      kind: "reading",
      seq: expect.any(Number),
    });

    expect(isAlive(where?.brokerPid ?? 0)).toBe(false);
    expect(await portIsOpen(portOf(where as Where))).toBe(false);
  });

  it("ends cleanly when it is aborted, marked interrupted, with its books balanced", async () => {
    const stop = new AbortController();
    let where: Where | undefined;
    const { result } = await totalled(runLive, scenario(), {
      speed: 60,
      signal: stop.signal,
      onLive: (live: Where) => (where = live),
      onSnapshot: ({ virtualMs }: Snapshot) => virtualMs > 60_000 && stop.abort(),
    });
    expect(result.end.kind).toBe("interrupted");
    expect(result.endMs).toBeGreaterThan(60_000);
    expect(result.endMs).toBeLessThan(200_000);
    expect(result.invariants.filter(({ ok }) => !ok)).toEqual([]);
    expect(isAlive(where?.brokerPid ?? 0)).toBe(false);
  });

  it("keeps what it has when the broker is killed, and says ENV_BROKER_LOST", async () => {
    let where: Where | undefined;
    let killed = false;
    const untilMs: number[] = [];
    const run = runLive(scenario(), {
      workers: 1,
      speed: 60,
      onLive: (live) => (where = live),
      onBatch: (batch) => void untilMs.push(batch.untilMs),
      onSnapshot: ({ virtualMs }) => {
        if (virtualMs < 60_000 || killed) return;
        killed = true;
        process.kill(where?.brokerPid as number, "SIGKILL");
      },
    });
    const error = await run.then(
      () => null,
      (reason: unknown) => reason as LiveError,
    );
    expect(error).toBeInstanceOf(LiveError);
    expect(error?.code).toBe("ENV_BROKER_LOST");
    const partial = error?.partial;
    expect(partial?.end.kind).toBe("lost");
    expect(partial?.endMs).toBeGreaterThan(60_000);
    expect(untilMs.at(-1)).toBe(partial?.endMs);
    expect(partial?.invariants.find(({ name }) => name === "message-ledger")).toMatchObject({ ok: true });
  });

  it("says ENV_PORT_TAKEN, and ENV_BROKER_UNREACHABLE where nobody listens or the URL is none", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const options = { workers: 1, onBatch: () => {} };
    await expect(runLive(scenario(), { ...options, brokerPort: port })).rejects.toMatchObject({
      code: "ENV_PORT_TAKEN",
    });
    await new Promise((resolve) => server.close(resolve));
    const brokerUrl = `mqtt://127.0.0.1:${port}`;
    await expect(runLive(scenario(), { ...options, brokerUrl })).rejects.toMatchObject({
      code: "ENV_BROKER_UNREACHABLE",
    });
    await expect(runLive(scenario(), { ...options, brokerUrl: "localhost" })).rejects.toMatchObject({
      code: "ENV_BROKER_UNREACHABLE",
    });
  });

  it.skipIf(descriptorLimit() > 1_800_000)(
    "says ENV_DESCRIPTORS before anything starts when the fleet has more connections than may be open",
    async () => {
      const huge = scenario((text) => text.replace("count: 60", "count: 1_900_000"));
      await expect(runLive(huge, { workers: 1, onBatch: () => {} })).rejects.toMatchObject({
        code: "ENV_DESCRIPTORS",
      });
    },
  );

  it("fails with the error of onBatch and leaves no broker behind", async () => {
    let where: Where | undefined;
    const run = runLive(scenario(), {
      workers: 1,
      speed: 60,
      onLive: (live) => (where = live),
      onBatch: () => Promise.reject(new Error("the disk is full")),
    });
    await expect(run).rejects.toThrow("the disk is full");
    expect(isAlive(where?.brokerPid ?? 0)).toBe(false);
  });

  it("uses a broker that already runs, with the credentials of its URL", async () => {
    const broker = await startBroker({ connectionsMax: 100, token: "t0ken" });
    const { host, port } = broker.address;
    const brokerUrl = `mqtt://user:t0ken@${host}:${port}`;
    const { result } = await totalled(runLive, scenario(), { speed: 60, untilMs: 120_000, brokerUrl });
    expect(result.live).toMatchObject({ broker: `${host}:${port}`, uplinksLost: 0, connectionsPeak: 62 });
    expect(isAlive(broker.pid)).toBe(true);
    expect((await broker.report())?.connections).toBe(0);
    await broker.stop();
  });
});

const MOSQUITTO = "/usr/sbin/mosquitto";

describe.skipIf(!existsSync(MOSQUITTO))("with mosquitto as the broker", () => {
  it("a run loses nothing and its invariants hold", async () => {
    const port = await freePort();
    const mosquitto: ChildProcess = spawn(MOSQUITTO, ["-p", `${port}`], { stdio: "ignore" });
    try {
      let open = false;
      await eventually("mosquitto listens", () => {
        void portIsOpen(port).then((is) => (open = is));
        return open;
      });
      const { result } = await totalled(runLive, scenario(), {
        speed: 80,
        untilMs: 300_000,
        brokerUrl: `mqtt://127.0.0.1:${port}`,
      });
      expect(result.end).toEqual({ kind: "until", atMs: 300_000 });
      expect(result.live).toMatchObject({ uplinksLost: 0, readingsLost: 0 });
      expect(result.invariants.filter(({ ok }) => !ok)).toEqual([]);
    } finally {
      mosquitto.kill();
    }
  });
});

describe("on a broker that is open to everybody", () => {
  it("strangers' messages end nothing and change nothing; they are counted", async () => {
    const aedes = await Aedes.createBroker();
    const server = createServer((socket) => void aedes.handle(socket));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const { port } = server.address() as { port: number };
      const url = `mqtt://127.0.0.1:${port}`;
      const stranger = await mqtt.connectAsync(url, { reconnectPeriod: 0 });
      const replays: string[] = [];
      let said = 0;
      const { result } = await totalled(runLive, scenario(), {
        speed: 80,
        untilMs: 300_000,
        brokerUrl: url,
        onLive: ({ runId }) => {
          const say = (direction: string, payload: string): void => {
            said++;
            stranger.publish(`iotctl/${runId}/${direction}/x`, payload, { qos: 1 });
          };
          stranger.on("message", (_topic, payload) => {
            if (replays.length > 0 || !payload.toString().includes('"seal"')) return;
            // A real one with another value, as good as a forgery can be.
            replays.push(payload.toString());
            const device = (JSON.parse(payload.toString()) as { device: string }).device;
            for (const atMs of [1, "NaN", "Infinity", -5])
              say(
                "up",
                JSON.stringify({ synthetic: true, kind: "reading", device, seq: 99_999, atMs, value: 1 }),
              );
            say("up", payload.toString().replace(/"seq":(\d+)/, '"seq":1$1'));
          });
          stranger.subscribe(`iotctl/${runId}/up/#`);
          for (const bad of ["", "{", "null", "[]", '{"kind":"summary","device":"x/0","seq":1,"id":1e300}'])
            say("up", bad);
        },
      });
      await stranger.endAsync(true);
      expect(replays).toHaveLength(1);
      expect(result.live).toMatchObject({ strangersRefused: said, malformed: 0 });
      expect(result.invariants.filter(({ ok }) => !ok)).toEqual([]);
    } finally {
      await new Promise<void>((resolve) => aedes.close(() => server.close(() => resolve())));
    }
  });
});
