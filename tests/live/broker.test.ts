import { spawn } from "node:child_process";
import { createServer, type Socket } from "node:net";
import mqtt from "mqtt";
import { afterEach, describe, expect, it } from "vitest";
import { type RunningBroker, startBroker } from "../../src/live/broker.js";
import { demandDescriptors, descriptorLimit } from "../../src/live/descriptors.js";
import { LiveError } from "../../src/live/live-error.js";
import { probeLoad } from "../../src/live/load-probe.js";
import { clientIdOf, ownDownFilters, topicOf } from "../../src/live/topics.js";
import { eventually, isAlive, Witness } from "./support.js";

let broker: RunningBroker | undefined;
afterEach(async () => {
  await broker?.stop();
  broker = undefined;
});

const start = async (options: Partial<Parameters<typeof startBroker>[0]> = {}): Promise<RunningBroker> =>
  (broker = await startBroker({ connectionsMax: 200, ...options }));

const fleetClient = (running: RunningBroker, entity: string): Witness =>
  new Witness(running.address, {
    clientId: clientIdOf("r1", entity),
    filters: ownDownFilters("r1", entity, false),
    will: { topic: topicOf("r1", "up", entity, null), payload: "gone", qos: 1 },
  });

describe("a peer that accepts and says nothing", () => {
  const withSilentPeer = async (work: (port: number) => Promise<void>): Promise<void> => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    try {
      await work((silent.address() as { port: number }).port);
    } finally {
      for (const socket of sockets) socket.destroy();
      silent.close();
    }
  };

  it("is given up after the answer timeout, though nobody ticks", () =>
    withSilentPeer(async (port) => {
      const address = { host: "127.0.0.1", port, tls: false };
      const client = await new Witness(address, { clientId: "c", answerTimeoutMs: 50 }).open();
      expect(client.cause).toEqual({ kind: "timeout" });
    }));

  it("does not hold up an interruption", () =>
    withSilentPeer(async (port) => {
      const { runLive } = await import("../../src/live/run-live.js");
      const { scenario } = await import("./world.js");
      const aborted = new AbortController();
      const run = runLive(scenario(), {
        workers: 1,
        brokerUrl: `mqtt://127.0.0.1:${port}`,
        onBatch: () => {},
        signal: aborted.signal,
      });
      setTimeout(() => aborted.abort(), 200);
      await expect(run).rejects.toMatchObject({ code: "RUN_CUT_OFF" });
    }));
});

describe("the embedded broker", () => {
  it("carries QoS 1 of 50 fleet clients, and an unmodified mqtt client sees every message", async () => {
    const running = await start();
    const { host, port } = running.address;
    const observer = await mqtt.connectAsync(`mqtt://${host}:${port}`, {
      clientId: "grafana",
      reconnectPeriod: 0,
    });
    const seen = new Set<string>();
    observer.on("message", (topic, payload) => seen.add(`${topic} ${payload}`));
    await observer.subscribeAsync("iotctl/#", { qos: 1 });

    const names = Array.from({ length: 50 }, (_, i) => `north/lamps/${i}`);
    const clients = await Promise.all(names.map((name) => fleetClient(running, name).open()));
    clients.forEach(({ client }, i) => {
      for (let k = 0; k < 20; k++)
        client.publish({ topic: topicOf("r1", "up", names[i], null), payload: `${k}`, qos: 1 });
    });
    await eventually("all 1000 acknowledged", () => clients.every(({ stats }) => stats.counts.acked === 20));
    await eventually("all 1000 seen", () => seen.size === 1000);
    expect(seen).toContain("iotctl/r1/up/north/lamps/7 19");
    for (const { client } of clients) client.end();
    await eventually("all ended", () => clients.every(({ client }) => client.isDown));
    expect(clients.every(({ cause }) => cause?.kind === "ended")).toBe(true);
    expect(seen.size).toBe(1000);
    await observer.endAsync();
  });

  it("publishes the will of a client that is cut off, not of one that says goodbye", async () => {
    const running = await start();
    const observer = await new Witness(running.address, {
      clientId: "observer",
      filters: ["iotctl/#"],
    }).open();
    const [polite, cut] = await Promise.all(["a/0", "a/1"].map((name) => fleetClient(running, name).open()));
    polite.client.end();
    await eventually("the polite one is gone", () => polite.client.isDown);
    cut.client.cut();
    await eventually("a will", () => observer.messages.length > 0);
    expect(observer.messages).toEqual([{ topic: "iotctl/r1/up/a/1", payload: "gone" }]);
    observer.client.cut();
  });

  it("closes the connection of a device that publishes into another's topic", async () => {
    const running = await start();
    const thief = await fleetClient(running, "a/0").open();
    thief.client.publish({ topic: "iotctl/r1/up/a/1", payload: "x", qos: 1 });
    await eventually("the thief is thrown out", () => thief.client.isDown);
    expect((await running.report())?.refused).toBe(1);
  });

  it("refuses a device that subscribes to others' topics", async () => {
    const running = await start();
    const nosy = await new Witness(running.address, {
      clientId: clientIdOf("r1", "a/0"),
      filters: ["iotctl/r1/down/#"],
    }).open();
    expect(nosy.cause).toEqual({ kind: "refused", returnCode: 5 });
  });

  it("refuses a fleet client without the token, and lets an observer without an id in", async () => {
    const running = await start();
    const { password: _, ...open } = running.address;
    const forged = await new Witness(open, { clientId: clientIdOf("r1", "a/0") }).open();
    expect(forged.cause).toEqual({ kind: "refused", returnCode: 5 });
    const nameless = await new Witness(open, { clientId: "" }).open();
    expect(nameless.client.isUp).toBe(true);
  });

  it("gives the second of two clients with one id the place of the first", async () => {
    const running = await start();
    const first = await fleetClient(running, "a/0").open();
    const second = await fleetClient(running, "a/0").open();
    await eventually("the first is gone", () => first.client.isDown);
    expect(second.client.isUp).toBe(true);
    second.client.cut();
  });

  it("closes a connection whose packet is above the limit, and stays up", async () => {
    const running = await start({ packetMaxBytes: 1_000 });
    const client = await new Witness(running.address, { clientId: "big" }).open();
    client.client.publish({ topic: "t", payload: "x".repeat(2_000), qos: 1 });
    await eventually("it is closed", () => client.client.isDown);
    const next = await new Witness(running.address, { clientId: "small" }).open();
    expect(next.client.isUp).toBe(true);
    next.client.cut();
  });

  it("accepts no more connections than its limit", async () => {
    const running = await start({ connectionsMax: 3 });
    const clients: Witness[] = [];
    for (let i = 0; i < 4; i++)
      clients.push(await new Witness(running.address, { clientId: `c${i}` }).open());
    expect(clients.map(({ client }) => client.isUp)).toEqual([true, true, true, false]);
    for (const { client } of clients) client.cut();
  });

  it("keeps the fleet's slots for the fleet, however many strangers come", async () => {
    const running = await start({ connectionsMax: 5 });
    const { password: _, ...open } = running.address;
    const strangers: Witness[] = [];
    for (let i = 0; i < 7; i++) strangers.push(await new Witness(open, { clientId: `s${i}` }).open());
    expect(strangers.filter(({ client }) => client.isUp)).toHaveLength(5);
    expect(strangers[6].cause).toEqual({ kind: "refused", returnCode: 3 });
    const fleet = await Promise.all(["a/0", "a/1", "a/2"].map((name) => fleetClient(running, name).open()));
    expect(fleet.every(({ client }) => client.isUp)).toBe(true);
    strangers[0].client.cut();
    const again = new Witness(open, { clientId: "next" });
    for (let tries = 0; tries < 50 && !again.client.isUp; tries++) await again.open();
    expect(again.client.isUp).toBe(true);
    expect((await running.report())?.refused).toBeGreaterThanOrEqual(2);
    for (const { client } of [...strangers, ...fleet, again]) client.cut();
  });

  it("keeps nothing for who is not connected, and bounds what one client may hold", async () => {
    const running = await start();
    const { host, port } = running.address;
    const url = `mqtt://${host}:${port}`;
    const sleeper = { clientId: "sleeper", clean: false, reconnectPeriod: 0 };
    const first = await mqtt.connectAsync(url, sleeper);
    await first.subscribeAsync("news", { qos: 1 });
    await first.endAsync();
    const second = await mqtt.connectAsync(url, { ...sleeper, clientId: "teller", clean: true });
    await second.publishAsync("news", "x", { qos: 1 });
    const back = await mqtt.connectAsync(url, sleeper);
    let heard = 0;
    back.on("message", () => heard++);
    // A round trip later, whatever was kept would be here.
    await back.subscribeAsync("other", { qos: 1 });
    expect(heard).toBe(0);
    const granted = [];
    for (let i = 0; i < 70; i++)
      granted.push(...(await second.subscribeAsync(`f/${i}`, { qos: 0 }).catch(() => [{ qos: 128 }])));
    expect(granted.filter(({ qos }) => qos === 0)).toHaveLength(64);
    await back.endAsync(true);
    await second.endAsync(true);
  });

  it("says ENV_PORT_TAKEN when another program has the port", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as { port: number };
    await expect(startBroker({ connectionsMax: 10, port })).rejects.toMatchObject({ code: "ENV_PORT_TAKEN" });
    await new Promise((resolve) => other.close(resolve));
  });

  it("is reported lost when it is killed, and not when it is stopped", async () => {
    const killed = await start();
    process.kill(killed.pid, "SIGKILL");
    expect(await killed.lost).toMatchObject({ code: "ENV_BROKER_LOST" });
    const stopped = await start();
    let lost = false;
    void stopped.lost.then(() => (lost = true));
    await stopped.stop();
    expect(isAlive(stopped.pid)).toBe(false);
    expect(lost).toBe(false);
  });

  it("ends when the process that started it is killed", async () => {
    const script = `import { startBroker } from ${JSON.stringify(`${process.cwd()}/dist/live/broker.js`)};
      const broker = await startBroker({ connectionsMax: 10 });
      console.log(broker.pid);`;
    const parent = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const pid = await new Promise<number>((resolve) =>
      parent.stdout.once("data", (text) => resolve(Number(text))),
    );
    expect(isAlive(pid)).toBe(true);
    parent.kill("SIGKILL");
    await eventually("the broker follows", () => !isAlive(pid));
  });
});

describe("descriptors", () => {
  it("that do not suffice are an error before anything starts, with what to do", () => {
    expect(() => demandDescriptors(10_000, 1_024)).toThrow(LiveError);
    try {
      demandDescriptors(10_000, 1_024);
    } catch (error) {
      expect(error).toMatchObject({ code: "ENV_DESCRIPTORS" });
      expect((error as LiveError).hint).toMatch(/ulimit -n 10128/);
    }
    expect(() => demandDescriptors(800, 1_024)).not.toThrow();
  });

  it("are read from the process's limits, unlimited where they are", () => {
    expect(
      descriptorLimit(() => "Max open files            1024                 4096                 files"),
    ).toBe(1_024);
    expect(
      descriptorLimit(() => "Max open files            unlimited            unlimited            files"),
    ).toBe(Number.POSITIVE_INFINITY);
    expect(
      descriptorLimit(() => {
        throw new Error("no /proc here");
      }),
    ).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("the load probe", () => {
  it("counts what it sent, what was acknowledged and what came out", async () => {
    const running = await start();
    const result = await probeLoad({
      broker: running.address,
      connections: 20,
      messagesPerS: 500,
      seconds: 1,
    });
    expect(result).toMatchObject({ connections: 20, sent: 500, unacknowledged: 0, lost: 0, duplicates: 0 });
    expect(result.ackP99Ms).toBeGreaterThanOrEqual(result.ackP50Ms);
    expect(result.throughP50Ms).toBeGreaterThan(0);
  });
});
