// Twins by name: twins/<name>.yaml in the scenario's folder, then in the shipped set. A group's overrides are laid over
// the twin's text before it is read, so they are checked as strictly as the twin and problems point to them.
import { closest } from "../core/diagnostic.js";
import type { Context } from "./context.js";
import { beside, inside, stem } from "./files.js";
import { readBy, shown } from "./issues.js";
import { mergeTrees } from "./merge.js";
import type { DeviceTwin, GatewayTwin } from "./scenario.js";
import { type DeviceTwinText, deviceTwinSchema } from "./schema/twin-device.js";
import { type GatewayTwinText, gatewayTwinSchema } from "./schema/twin-gateway.js";
import { childOf, type MapTree, type ScalarTree, type Tree, textOf } from "./tree.js";

/** The twins that come with the program, for hints. */
export const SHIPPED_TWINS = [
  "fog-gateway",
  "machine-sensor",
  "parking-lora",
  "parking-nbiot",
  "temperature-wifi",
  "thermostat",
] as const;

const DAY_MS = 86_400_000;

/** A device twin as the model reads it. */
const deviceTwinOf = (text: DeviceTwinText): DeviceTwin => {
  const { power, radio, signal, reporting } = text;
  return {
    kind: "device",
    name: text.twin,
    description: text.description,
    attach: text.attach,
    power: {
      source: power.source,
      battery:
        power.source === "mains" || power.battery === undefined
          ? null
          : {
              chemistry: power.battery.chemistry,
              capacityMAh: power.battery.capacity,
              nominalMv: power.battery.nominal,
              emptyPpm: power.battery.empty,
              selfDischargePpmPerYear: power.battery.selfDischargePerYear,
            },
      sleepUA: power.sleep,
      senseUA: power.sense.current,
      senseMs: power.sense.time,
      computeUA: power.compute.current,
      computeMs: power.compute.time,
    },
    radio: {
      transport: radio.transport,
      lossPpm: radio.loss,
      ackLossPpm: radio.ackLoss,
      latencyMs: radio.latency,
      jitterMs: radio.jitter,
      txUA: radio.transmit.current,
      txMs: radio.transmit.time,
      txUsPerByte: radio.transmit.perByte,
      rxUA: radio.receive.current,
      rxMs: radio.receive.time,
      retriesMax: radio.retries,
      retryDelayMs: radio.retryDelay,
      payloadMaxBytes: radio.payloadMax,
      overheadBytes: radio.overhead,
      downlinkBytesPerS: radio.downlink,
      joinUA: radio.join.current,
      joinMs: radio.join.time,
    },
    signal:
      signal.kind === "occupancy"
        ? { kind: "occupancy", meanOccupiedMs: signal.meanOccupied, meanVacantMs: signal.meanVacant }
        : signal,
    reporting: {
      mode: reporting.mode,
      intervalMs: reporting.interval,
      deadband: reporting.deadband,
      heartbeatMs: reporting.heartbeat,
      payloadBytes: reporting.payload,
      qos: reporting.qos,
      passthrough: reporting.passthrough,
    },
    bufferMax: text.buffer.max,
    bufferDrop: text.buffer.drop,
    reconnect: { policy: text.reconnect.policy, baseMs: text.reconnect.base, capMs: text.reconnect.cap },
    keepaliveMs: text.keepalive,
    firmware: {
      version: text.firmware.version,
      slots: text.firmware.slots,
      flashBytesPerS: text.firmware.flash,
      rebootMs: text.firmware.reboot,
      selfTestMs: text.firmware.selfTest,
    },
    shadow: text.shadow,
    degradedBelowPpm: text.degraded.below,
    recoveredAbovePpm: text.degraded.recoveredAbove,
    degradedIntervalFactor: text.degraded.intervalFactor,
    mtbfMs: text.mtbf,
    certificateDays: Math.round(text.certificate / DAY_MS),
  };
};

/** A gateway twin as the model reads it. */
const gatewayTwinOf = (text: GatewayTwinText): GatewayTwin => ({
  kind: "gateway",
  name: text.twin,
  description: text.description,
  capacityDevices: text.capacity,
  windowMs: text.aggregation.window,
  graceMs: text.aggregation.grace,
  aggregate: text.aggregation.enabled,
  summaryBytes: text.aggregation.summary,
  storeMax: text.store.max,
  storeDrop: text.store.drop,
  drainPerS: text.store.drain,
  stuckAfter: text.anomaly.stuckAfter,
  silenceAfterMs: text.anomaly.silenceAfter,
  backhaulLatencyMs: text.backhaul.latency,
  backhaulJitterMs: text.backhaul.jitter,
  reconnect: { policy: text.reconnect.policy, baseMs: text.reconnect.base, capMs: text.reconnect.cap },
  keepaliveMs: text.keepalive,
});

/** Finds and reads twins; each file is read once. */
export class Twins {
  constructor(private readonly context: Context) {}

  /** The twin a group names, with its overrides, or undefined after telling why not. */
  device(group: Tree): DeviceTwin | undefined {
    const found = this.textFor(group, "device");
    if (found === undefined) return undefined;
    const text = readBy(this.context.problems, deviceTwinSchema, found.tree, [found.name]);
    return text === undefined ? undefined : deviceTwinOf(text);
  }

  gateway(group: Tree): GatewayTwin | undefined {
    const found = this.textFor(group, "gateway");
    if (found === undefined) return undefined;
    const text = readBy(this.context.problems, gatewayTwinSchema, found.tree, [found.name]);
    return text === undefined ? undefined : gatewayTwinOf(text);
  }

  private textFor(group: Tree, kind: "device" | "gateway"): { name: string; tree: Tree } | undefined {
    const { problems } = this.context;
    const asked = childOf(group, "twin") as ScalarTree;
    const name = String(asked.value);
    const document = this.documentOf(name, asked);
    if (document === null) return undefined;
    const is = textOf(document, "kind");
    if (is !== kind && (is === "device" || is === "gateway")) {
      problems.error(asked.at, "SCN032", `twin \`${name}\` is a ${is} twin; here stands a ${kind} twin`);
      return undefined;
    }
    const overrides = childOf(group, "overrides");
    if (overrides?.kind !== "map") return { name, tree: document };
    for (const key of ["twin", "kind"]) {
      const entry = overrides.entries.get(key);
      if (entry)
        problems.error(
          entry.keyAt,
          "SCN010",
          `overrides cannot change \`${key}\``,
          "name another twin instead",
        );
    }
    return { name, tree: mergeTrees(document, overrides) };
  }

  private documentOf(name: string, asked: ScalarTree): MapTree | null {
    const { problems, files, file } = this.context;
    const candidates = [
      beside(asked.at.source.file, `twins/${name}.yaml`),
      beside(file, `twins/${name}.yaml`),
      inside(files.access.shippedRoot, "twins", `${name}.yaml`),
    ];
    const found = files.find(candidates);
    if (found === undefined) {
      const near = closest(name, SHIPPED_TWINS);
      const hint =
        near === undefined
          ? `shipped: ${SHIPPED_TWINS.join(", ")}; or write ${candidates[0]}`
          : `did you mean \`${near}\`?`;
      problems.error(asked.at, "SCN031", `there is no twin \`${name}\``, hint);
      return null;
    }
    const document = files.readDocument(found, asked.at);
    const own = textOf(document ?? undefined, "twin");
    if (document !== null && own !== undefined && own !== stem(found)) {
      const at = childOf(document, "twin")?.at ?? document.at;
      problems.error(
        at,
        "SCN033",
        `the twin is called ${shown(own)}; it must be called \`${stem(found)}\`, as its file is`,
      );
    }
    return document;
  }
}
