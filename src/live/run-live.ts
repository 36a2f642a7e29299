// A run against the wall clock over a real broker: the same cells, cloud and rows as the virtual driver's, but the
// messages travel over MQTT and nobody waits for anybody. The result is not reproducible; its digest is still computed.
// Left out: checkpoints (the wire cannot be written down), several machines.

import { threadUrl } from "../engine/thread-url.js";
import type { WorldModule } from "../engine/world.js";
import { buildFleet } from "../fleet/build.js";
import type { RunResult } from "../result/run.js";
import type { Scenario } from "../spec/scenario.js";
import { CONNECTIONS_SPARE, startBroker } from "./broker.js";
import { type BrokerAddress, parseBrokerUrl } from "./broker-address.js";
import { demandDescriptors } from "./descriptors.js";
import { LiveError } from "./live-error.js";
import type { LiveOptions } from "./live-options.js";
import { LiveRun } from "./live-run.js";

/** Runs a scenario live. Rejects with {@link LiveError} (with what there was, in `partial`, when the broker is lost in mid-run). */
export const runLive = async (scenario: Scenario, options: LiveOptions): Promise<RunResult> => {
  const plan = buildFleet(scenario, options.cellDevices);
  const connections =
    plan.gatewayCount + plan.homeOf.reduce((sum, gateway) => sum + (gateway < 0 ? 1 : 0), 0);
  demandDescriptors(connections + CONNECTIONS_SPARE);
  const modelUrl = options.modelUrl ?? threadUrl("fleet-world.js").href;
  const { createWorld } = (await import(modelUrl)) as WorldModule;
  const world = createWorld(scenario, { cellDevices: options.cellDevices, plan });
  const external = options.brokerUrl === undefined ? null : addressOf(options.brokerUrl);
  const embedded =
    external === null
      ? await startBroker({ port: options.brokerPort ?? 0, connectionsMax: connections + CONNECTIONS_SPARE })
      : null;
  const address = embedded?.address ?? (external as BrokerAddress);
  try {
    return await new LiveRun({ scenario, options, world, connections, modelUrl, address, embedded }).run();
  } finally {
    await embedded?.stop();
  }
};

const addressOf = (url: string): BrokerAddress => {
  const address = parseBrokerUrl(url);
  if (address !== null) return address;
  throw new LiveError(
    "ENV_BROKER_UNREACHABLE",
    `${JSON.stringify(url)} is not the URL of a broker.`,
    "Write mqtt://host:1883 or mqtts://host:8883, with user:password@ where it asks for them.",
  );
};
