import { createServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { ConnectAck, Cut } from "../../src/event/downlinks.js";
import { type Letter, letter } from "../../src/event/letter.js";
import { Answer } from "../../src/event/vocabulary.js";
import { type RunningBroker, startBroker } from "../../src/live/broker.js";
import type { BrokerAddress } from "../../src/live/broker-address.js";
import { ConnectGate } from "../../src/live/connect-gate.js";
import { Session, type SessionContext } from "../../src/live/session.js";
import { clientIdOf, ownDownFilters, topicOf } from "../../src/live/topics.js";
import { WireStats } from "../../src/live/wire-stats.js";
import { eventually, Witness } from "./support.js";

let broker: RunningBroker | undefined;
afterEach(async () => {
  await broker?.stop();
  broker = undefined;
});

const NAME = "north/lamps/7";
const TOPIC = topicOf("r1", "up", NAME, null);
const message = (payload: string) => ({ topic: TOPIC, payload, qos: 1 as const });

/** A session of entity 7 and what it told its model. */
const sessionAt = (address: BrokerAddress) => {
  const told: Letter[] = [];
  const context: SessionContext = {
    broker: address,
    gate: new ConnectGate(),
    stats: new WireStats(),
    unsent: new Set(),
    onDownlink: () => {},
    tell: (_entity, what) => told.push(what),
  };
  const identity = {
    entity: 7,
    clientId: clientIdOf("r1", NAME),
    keepaliveS: 60,
    filters: ownDownFilters("r1", NAME, false),
  };
  return { session: new Session(context, identity), told, context };
};

const observe = async (running: RunningBroker): Promise<Witness> =>
  new Witness(running.address, { clientId: "observer", filters: ["iotctl/#"] }).open();

describe("a session", () => {
  it("sends the connect message first, then what was waiting, in order", async () => {
    broker = await startBroker({ connectionsMax: 10 });
    const observer = await observe(broker);
    const { session } = sessionAt(broker.address);
    session.open(message("hello"), message("will"));
    for (let i = 0; i < 200; i++) session.send(message(`${i}`));
    await eventually("all 201 seen", () => {
      session.flush();
      return observer.messages.length === 201;
    });
    expect(observer.messages.map(({ payload }) => payload)).toEqual([
      "hello",
      ...Array.from({ length: 200 }, (_, i) => `${i}`),
    ]);
    session.abort();
    observer.client.cut();
  });

  it("that ends abruptly lets the broker speak its will after the last message", async () => {
    broker = await startBroker({ connectionsMax: 10 });
    const observer = await observe(broker);
    const { session, told } = sessionAt(broker.address);
    session.open(message("hello"), message("will"));
    await eventually("hello seen", () => observer.messages.length === 1);
    session.close(message("goodbye"), true);
    await eventually("the will seen", () => observer.messages.length === 3);
    expect(observer.messages.map(({ payload }) => payload)).toEqual(["hello", "goodbye", "will"]);
    expect(session.isClosed).toBe(true);
    expect(told).toEqual([]);
    observer.client.cut();
  });

  it("tells its model of a lost connection, and sends again what was not acknowledged", async () => {
    broker = await startBroker({ connectionsMax: 10 });
    const { session, told, context } = sessionAt(broker.address);
    session.open(message("hello"), message("will"));
    await eventually("hello acknowledged", () => context.stats.counts.acked === 1);
    process.kill(broker.pid, "SIGSTOP");
    session.send(message("unheard"));
    process.kill(broker.pid, "SIGKILL");
    await eventually("the model is told", () => told.length > 0);
    expect(told).toEqual([letter(Cut, {}, 0)]);
    expect(session.pendingCount).toBe(1);
    expect(context.stats.counts).toMatchObject({ lost: 1, republished: 1 });
  });

  it("tells its model `unavailable` when nobody listens at the broker's port", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    const { session, told } = sessionAt({ host: "127.0.0.1", port, tls: false });
    session.open(message("hello"), message("will"));
    await eventually("the model is told", () => told.length > 0);
    expect(told).toEqual([letter(ConnectAck, { answer: Answer.unavailable }, 0)]);
    expect(session.isClosed).toBe(true);
  });

  it("tells its model `refusedAuth` when the broker refuses its credentials", async () => {
    broker = await startBroker({ connectionsMax: 10 });
    const { session, told } = sessionAt({ ...broker.address, password: "wrong" });
    session.open(message("hello"), message("will"));
    await eventually("the model is told", () => told.length > 0);
    expect(told).toEqual([letter(ConnectAck, { answer: Answer.refusedAuth }, 0)]);
  });
});

describe("the connect gate", () => {
  it("never lets more than its number through at once, and everybody in the end", () => {
    const gate = new ConnectGate(3);
    let inside = 0;
    let most = 0;
    let through = 0;
    for (let i = 0; i < 5_000; i++) {
      gate.enter(() => {
        most = Math.max(most, ++inside);
        through++;
      });
    }
    while (inside > 0) {
      inside--;
      gate.leave();
    }
    expect({ most, through }).toEqual({ most: 3, through: 5_000 });
  });
});
