// Real MQTT on this machine: connections opened, then QoS 1 messages held at a steady rate, every one counted at the far
// end. Against the embedded broker, and the same against mosquitto where it is installed.
import { cpus } from "node:os";
import type { BrokerAddress } from "../../src/live/broker-address.js";
import type { ProbeResult } from "../../src/live/load-probe.js";
import type { BenchOptions, Figure, Measure, Outcome } from "../measure.js";
import { findMosquitto, startMosquitto } from "../mosquitto.js";
import { built, inScratch } from "../product.js";

const probe = async (broker: BrokerAddress, { quick }: BenchOptions): Promise<ProbeResult> => {
  const { probeLoad } = await built<typeof import("../../src/live/load-probe.js")>("live/load-probe");
  return probeLoad({
    broker,
    connections: quick ? 1_000 : 10_000,
    messagesPerS: quick ? 1_000 : 5_000,
    seconds: quick ? 5 : 30,
  });
};

const outcomeOf = (result: ProbeResult, isTarget: boolean, notes: string[]): Outcome => {
  const limits = (limit: Partial<Figure>): Partial<Figure> => (isTarget ? limit : {});
  return {
    figures: [
      { what: "connections open", value: result.connections, unit: "" },
      { what: "opened in", value: result.openMs / 1_000, unit: "s", ...limits({ atMost: 5 }) },
      { what: "messages per second held", value: result.sentPerS, unit: "msg/s" },
      { what: "messages lost", value: result.lost, unit: "", ...limits({ atMost: 0 }) },
      {
        what: "acknowledged, 99th percentile",
        value: result.ackP99Ms,
        unit: "ms",
        ...limits({ atMost: 50 }),
      },
      { what: "end to end, 99th percentile", value: result.throughP99Ms, unit: "ms" },
    ],
    notes: [
      `${result.sent} sent, ${result.unacknowledged} unacknowledged, ${result.duplicates} duplicates`,
      `the probe's own event loop was held up ${result.probeLagMaxMs.toFixed(0)} ms at most`,
      ...notes,
    ],
  };
};

export const live: Measure = {
  name: "live",
  about: "10,000 MQTT connections, 5,000 msg/s for 30 s, embedded broker",
  take: async (options) => {
    const { startBroker } = await built<typeof import("../../src/live/broker.js")>("live/broker");
    const broker = await startBroker({ connectionsMax: 10_100 });
    try {
      return outcomeOf(await probe(broker.address, options), true, [`${cpus().length} cores for both sides`]);
    } finally {
      await broker.stop();
    }
  },
};

export const liveMosquitto: Measure = {
  name: "live-mosquitto",
  about: "the same against mosquitto",
  take: (options) =>
    inScratch(async (folder) => {
      const found = findMosquitto();
      if (found === null) return { figures: [], notes: [], skipped: "mosquitto is not installed" };
      const { port, stop } = await startMosquitto(found.program, folder);
      try {
        const address: BrokerAddress = { host: "127.0.0.1", port, tls: false };
        return outcomeOf(await probe(address, options), false, [`mosquitto ${found.version}`]);
      } finally {
        await stop();
      }
    }),
};
