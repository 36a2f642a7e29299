// Every key of a twin with a change of it that must change some run: the twin it is laid over, the value, and what else it
// takes to show. Played by tests/slow/every-key.test.ts; that none is missing is held by tests/house/every-key.test.ts.

/** A part of a twin, as YAML would give it. */
export type Part = Record<string, unknown>;

export interface TwinKey {
  /** Which shipped twin. `gateway`: the key is of the fog gateway in front of it. */
  on: string;
  gateway?: true;
  value: unknown;
  /** What both runs have in common, laid over the twin (and over the gateway's). */
  more?: Part;
  hours?: number;
  timeline?: string[];
  /** More of the scenario, as text. */
  rest?: string;
  count?: number;
  /** Behind two gateways that take over from each other. */
  pairs?: true;
}

const WIFI = "temperature-wifi";
const LORA = "parking-lora";
const NBIOT = "parking-nbiot";
const VALVE = "soil-moisture-valve";

/** An outage that a device or gateway notices. */
const AWAY = ["{id: away, at: 30m, for: 40m, fault: device.offline, target: {group: s/d}}"];
const CUT = ["{id: cut, at: 20m, for: 50m, fault: backhaul.outage, target: {site: s}}"];
/** The first gateway of a pair is cut off. */
const CUT_FIRST = ["{id: cut, at: 20m, for: 50m, fault: backhaul.outage, target: {ids: [s/gw/0]}}"];
const UPDATE = (size = "20KB") =>
  `firmware: [{version: 9.0.0, size: ${size}}]\nrollouts: [{id: fw, at: 10m, to: 9.0.0, target: {group: s/d}, stages: [{percent: 100}]}]`;
const EARS = { rules: [{ above: 15, actuate: "fan" }] };
const EDGE = { rules: [{ when: { group: "s/d", above: 15 }, actuate: { group: "s/d", name: "fan" } }] };
/** A battery for a twin of the mains. */
const CELL = (more: Part = {}): Part => ({
  source: "battery",
  battery: { chemistry: "li-ion", capacity: "2000mAh", nominal: "3.7V", ...more },
});
/** Sensors that go wrong, behind a gateway that looks for it. */
const DRIFTS = {
  on: WIFI,
  gateway: true as const,
  more: { anomaly: { drift: { memory: "30m" } } },
  timeline: ["{id: off, at: 40m, fault: sensor.drift, params: {perHour: 9}, target: {group: s/d}}"],
} satisfies Partial<TwinKey>;
const SPIKES = {
  on: WIFI,
  gateway: true as const,
  more: { anomaly: { spike: {} } },
  timeline: ["{id: far, at: 40m, fault: sensor.spike, params: {share: 5%, size: 9}, target: {group: s/d}}"],
} satisfies Partial<TwinKey>;
const constant = (value: number): Part => ({ kind: "constant", value, noise: 0 });
const desired = (set: string, at = "30m"): string =>
  `{id: wish, at: ${at}, config: {desired: {${set}}}, target: {group: s/d}}`;

export const TWIN_KEYS: Record<string, TwinKey> = {
  "aggregation.enabled": { on: WIFI, gateway: true, value: false },
  "aggregation.grace": {
    on: WIFI,
    gateway: true,
    value: "40s",
    more: { radio: { loss: "40%", retryDelay: "9s" } },
  },
  "aggregation.summary": { on: WIFI, gateway: true, value: "900B" },
  "aggregation.window": { on: WIFI, gateway: true, value: "3m" },
  "anomaly.drift.least": { ...DRIFTS, value: 4 },
  "anomaly.drift.limit": { ...DRIFTS, value: 3 },
  "anomaly.drift.memory": { ...DRIFTS, value: "10m" },
  "anomaly.drift.slack": { ...DRIFTS, value: 0.2 },
  "anomaly.silenceAfter": { on: WIFI, gateway: true, value: "5m", timeline: AWAY },
  "anomaly.spike.calm": { ...SPIKES, value: 2 },
  "anomaly.spike.least": { ...SPIKES, value: 20 },
  "anomaly.spike.memory": { ...SPIKES, value: 90 },
  "anomaly.spike.z": { ...SPIKES, value: 2 },
  "anomaly.stuckAfter": { on: WIFI, gateway: true, value: 3, more: { signal: constant(20) } },
  attach: { on: WIFI, value: "direct" },
  "backhaul.jitter": { on: WIFI, gateway: true, value: "900ms" },
  "backhaul.latency": { on: WIFI, gateway: true, value: "900ms" },
  "failover.return": { on: WIFI, gateway: true, pairs: true, value: "20m", timeline: CUT_FIRST },
  "failover.takeover": { on: WIFI, gateway: true, pairs: true, value: "5m", timeline: CUT_FIRST },
  "buffer.drop": { on: WIFI, value: "newest", more: { buffer: { max: 3 } }, timeline: AWAY },
  "buffer.max": { on: WIFI, value: 3, timeline: AWAY },
  "clock.driftPpm": {
    on: "thermostat",
    value: 9_000,
    timeline: [
      "{id: gone, at: 1h, for: 2h10m, fault: device.offline, target: {group: s/d}}",
      "{id: hand, at: 3h, local: {set: {targetTemperature: 70}}, target: {group: s/d}}",
      "{id: cloud, at: 3h20s, config: {desired: {targetTemperature: 60}}, target: {group: s/d}}",
    ],
    hours: 4,
    count: 20,
  },
  "clock.ntpError": {
    on: "thermostat",
    value: "30s",
    timeline: [
      "{id: gone, at: 1h, for: 10m, fault: device.offline, target: {group: s/d}}",
      "{id: hand, at: 1h1m, local: {set: {targetTemperature: 70}}, target: {group: s/d}}",
      "{id: cloud, at: 1h1m2s, config: {desired: {targetTemperature: 60}}, target: {group: s/d}}",
    ],
    count: 20,
  },
  "clock.ntpInterval": {
    on: "thermostat",
    value: "10m",
    more: { clock: { driftPpm: 9_000, ntpInterval: "12h" } },
    timeline: [
      "{id: hand, at: 2h, local: {set: {targetTemperature: 70}}, target: {group: s/d}}",
      "{id: cloud, at: 2h, config: {desired: {targetTemperature: 60}}, target: {group: s/d}}",
    ],
    count: 20,
  },
  "degraded.below": {
    on: WIFI,
    value: "40%",
    more: { power: CELL({ initialCharge: "35%" }), degraded: { recoveredAbove: "60%" } },
  },
  "degraded.intervalFactor": {
    on: WIFI,
    value: 9,
    more: { power: CELL({ capacity: "20Ah", brownout: "2.5V", initialCharge: "8%" }) },
  },
  "degraded.recoveredAbove": {
    on: VALVE,
    value: "99%",
    more: {
      power: { battery: { initialCharge: "18%", capacity: "300mAh" }, solar: { panel: "200mW" } },
      reporting: { mode: "periodic", interval: "5m" },
    },
    hours: 60,
    rest: "startsAt: 2026-06-20T00:00:00Z",
  },
  "firmware.flash": { on: WIFI, value: "100B/s", rest: UPDATE() },
  "firmware.reboot": { on: WIFI, value: "90s", rest: UPDATE() },
  "firmware.selfTest": { on: WIFI, value: "4m", rest: UPDATE() },
  "firmware.slots": {
    on: WIFI,
    value: 1,
    rest: UPDATE("900KB"),
    timeline: ["{id: dark, at: 10m20s, for: 5m, fault: power.outage, target: {group: s/d}}"],
    more: { firmware: { flash: "10KB/s" } },
  },
  "firmware.version": { on: WIFI, value: "9.5.0", rest: UPDATE() },
  "hangs.share": { on: WIFI, value: "90%", more: { mtbf: "3h", repair: "10m" } },
  "hangs.time": { on: WIFI, value: "8m", more: { mtbf: "3h", repair: "10m", hangs: { share: "80%" } } },
  "health.battery.critical": {
    on: WIFI,
    value: "90%",
    more: { power: CELL({ initialCharge: "50%" }), health: { battery: { warning: "95%" } } },
  },
  "health.battery.warning": { on: WIFI, value: "90%", more: { power: CELL({ initialCharge: "50%" }) } },
  "health.check": { on: WIFI, value: "1m", timeline: AWAY, more: { health: { offline: "2m" } } },
  "health.offline": {
    on: WIFI,
    value: "9h",
    timeline: ["{id: dark, at: 30m, for: 150m, fault: power.outage, target: {group: s/d}}"],
    hours: 4,
  },
  "health.stuckAfter": {
    on: WIFI,
    value: 5,
    timeline: ["{id: ill, at: 30m, for: 90m, fault: sensor.stuck, target: {group: s/d}}"],
  },
  keepalive: { on: NBIOT, value: "2m" },
  kind: { on: WIFI, value: "gateway" },
  mtbf: { on: WIFI, value: "2h", more: { repair: "10m" } },
  "power.ambient.mean": { on: VALVE, value: "-15degC", hours: 24 },
  "power.ambient.peakHour": { on: VALVE, value: 3, hours: 24 },
  "power.ambient.season": { on: VALVE, value: "30degC", hours: 24 },
  "power.ambient.swing": { on: VALVE, value: "30degC", hours: 24 },
  "power.battery.brownout": { on: NBIOT, value: "3.59V" },
  "power.battery.capacity": { on: WIFI, value: "20mAh", more: { power: CELL() } },
  "power.battery.chemistry": {
    on: WIFI,
    value: "lifepo4",
    more: { power: CELL({ capacity: "30mAh", nominal: "3.4V", brownout: "2V" }) },
  },
  "power.battery.empty": {
    on: WIFI,
    value: "60%",
    more: { power: CELL({ capacity: "40mAh", initialCharge: "61%" }) },
  },
  "power.battery.health": { on: WIFI, value: "20%", more: { power: CELL({ capacity: "40mAh" }) } },
  "power.battery.initialCharge": { on: WIFI, value: "15%", more: { power: CELL() } },
  "power.battery.life": { on: WIFI, value: "3650d", more: { power: CELL({ life: "1d" }) }, hours: 30 },
  "power.battery.nominal": { on: WIFI, value: "7.4V", more: { power: CELL() } },
  "power.battery.resistance": { on: NBIOT, value: "9Ohm" },
  "power.battery.selfDischargePerYear": { on: LORA, value: "90%", hours: 24 },
  "power.compute.current": { on: LORA, value: "90mA" },
  "power.compute.time": { on: LORA, value: "900ms" },
  "power.flash.current": { on: LORA, value: "90mA", rest: UPDATE("1KB"), hours: 12 },
  "power.sense.current": { on: LORA, value: "90mA" },
  "power.sense.time": { on: LORA, value: "900ms" },
  "power.sleep": { on: LORA, value: "9mA" },
  "power.solar.cloud.correlation": { on: VALVE, value: 0, hours: 60 },
  "power.solar.cloud.mean": {
    on: VALVE,
    value: "90%",
    hours: 30,
    more: { power: { battery: { initialCharge: "50%" } } },
  },
  "power.solar.cloud.spread": {
    on: VALVE,
    value: "0%",
    hours: 30,
    more: { power: { battery: { initialCharge: "50%" } } },
  },
  "power.solar.latitude": {
    on: VALVE,
    value: 80,
    hours: 30,
    more: { power: { battery: { initialCharge: "50%" } } },
  },
  "power.solar.panel": {
    on: VALVE,
    value: "1mW",
    hours: 30,
    more: { power: { battery: { initialCharge: "50%" } } },
  },
  "power.solar.performance": {
    on: VALVE,
    value: "10%",
    hours: 30,
    more: { power: { battery: { initialCharge: "50%" } } },
  },
  "power.source": { on: LORA, value: "mains" },
  "radio.ackLoss": { on: WIFI, value: "40%" },
  "radio.adr": {
    on: LORA,
    value: false,
    hours: 24,
    more: { reporting: { mode: "periodic", interval: "5m" } },
  },
  "radio.bandwidth": { on: LORA, value: 250 },
  "radio.batch.max": {
    on: LORA,
    value: 2,
    more: { radio: { batch: { max: 4, wait: "9m" } }, reporting: { mode: "periodic", interval: "2m" } },
  },
  "radio.batch.wait": {
    on: LORA,
    value: "3m",
    more: { radio: { batch: { max: 4, wait: "9m" } }, reporting: { mode: "periodic", interval: "2m" } },
  },
  "radio.burst.meanAttempts": { on: WIFI, value: 40, more: { radio: { loss: "20%" } } },
  "radio.burst.meanLength": { on: WIFI, value: "9m", more: { radio: { loss: "20%" } } },
  "radio.channels": {
    on: LORA,
    value: 1,
    count: 60,
    more: { reporting: { mode: "periodic", interval: "2m" } },
  },
  "radio.codingRate": { on: LORA, value: "4/8" },
  "radio.confirmed": { on: LORA, value: false },
  "radio.coverage": { on: NBIOT, value: "ce2" },
  "radio.distance.max": { on: LORA, value: "9km" },
  "radio.distance.min": { on: LORA, value: "8900m", more: { radio: { distance: { max: "9km" } } } },
  "radio.downlink": { on: WIFI, value: "400B/s", rest: UPDATE() },
  "radio.dutyCycle": { on: LORA, value: "0.01%", more: { reporting: { mode: "periodic", interval: "2m" } } },
  "radio.edrx": { on: NBIOT, value: "82s", more: { radio: { psm: false } } },
  "radio.environment": { on: LORA, value: "free-space" },
  "radio.fragment": {
    on: WIFI,
    value: false,
    more: { radio: { payloadMax: "200B", fragment: true }, reporting: { payload: "600B" } },
  },
  "radio.jitter": { on: "thermostat", value: "900ms" },
  "radio.join.current": { on: NBIOT, value: "300mA", timeline: AWAY },
  "radio.join.time": { on: NBIOT, value: "40s", timeline: AWAY },
  "radio.latency": { on: "thermostat", value: "900ms" },
  "radio.loss": { on: WIFI, value: "50%" },
  "radio.need.latency": {
    on: WIFI,
    value: "10ms",
    more: { radio: { transport: "auto", need: { range: "building" } } },
  },
  "radio.need.life": {
    on: WIFI,
    value: "36500d",
    more: { power: CELL(), radio: { transport: "auto", need: {} } },
  },
  "radio.need.range": { on: WIFI, value: "city", more: { radio: { transport: "auto", need: {} } } },
  "radio.need.wired": { on: WIFI, value: true, more: { radio: { transport: "auto", need: {} } } },
  "radio.overhead": { on: "thermostat", value: "900B" },
  "radio.payloadMax": { on: WIFI, value: "100B" },
  "radio.psm": { on: NBIOT, value: false },
  "radio.psm.active": {
    on: NBIOT,
    value: "9m",
    timeline: ["{id: call, at: 1h, command: blink, target: {group: s/d}}"],
    count: 30,
  },
  "radio.rai": { on: NBIOT, value: false, more: { radio: { receive: null } } },
  "radio.receive.current": { on: NBIOT, value: "300mA" },
  "radio.receive.time": { on: NBIOT, value: "90s" },
  "radio.retries": { on: WIFI, value: 0, more: { radio: { loss: "50%" } } },
  "radio.retryDelay": { on: "thermostat", value: "9s", more: { radio: { loss: "50%" } } },
  "radio.sf": { on: LORA, value: 12 },
  "radio.transmit.current": { on: NBIOT, value: "300mA" },
  "radio.transmit.perByte": { on: NBIOT, value: "9000us" },
  "radio.transmit.time": { on: NBIOT, value: "9s" },
  "radio.transport": { on: WIFI, value: "zigbee" },
  "radio.txPower": { on: LORA, value: 2, more: { radio: { distance: { min: "900m", max: "1200m" } } } },
  "radio.walls": { on: LORA, value: 50 },
  "reconnect.base": {
    on: "thermostat",
    value: "30s",
    timeline: ["{id: cut, at: 30m, for: 4m, fault: cloud.outage}"],
  },
  "reconnect.cap": {
    on: "thermostat",
    value: "4s",
    timeline: ["{id: cut, at: 30m, for: 40m, fault: cloud.outage}"],
  },
  "reconnect.policy": {
    on: "thermostat",
    value: "fixed",
    timeline: ["{id: cut, at: 30m, for: 4m, fault: cloud.outage}"],
  },
  repair: { on: WIFI, value: "3h", more: { mtbf: "2h" } },
  "reporting.alarm.above": { on: WIFI, value: 18 },
  "reporting.alarm.below": { on: WIFI, value: 22 },
  "reporting.deadband": { on: WIFI, value: 3, more: { reporting: { mode: "deadband", deadband: 0.1 } } },
  "reporting.heartbeat": { on: LORA, value: "4m" },
  "reporting.interval": { on: WIFI, value: "10s" },
  "reporting.mode": { on: WIFI, value: "deadband", more: { reporting: { deadband: 2 } } },
  "reporting.passthrough": { on: LORA, value: false },
  "reporting.payload": { on: WIFI, value: "600B" },
  "reporting.qos": { on: WIFI, value: 0, more: { radio: { loss: "50%" } } },
  "reporting.watch": { on: LORA, value: "interrupt" },
  "rules.[].above": {
    on: WIFI,
    value: [{ above: 5, actuate: "fan" }],
    more: { rules: [{ above: 90, actuate: "fan" }] },
  },
  "rules.[].actuate": { on: WIFI, value: [{ above: 15, actuate: "other" }], more: EARS },
  "rules.[].actuate.group": {
    on: WIFI,
    gateway: true,
    value: [{ when: { group: "s/d", above: 5 }, actuate: { group: "s/d", name: "fan" } }],
  },
  "rules.[].actuate.name": {
    on: WIFI,
    gateway: true,
    value: [{ when: { group: "s/d", above: 15 }, actuate: { group: "s/d", name: "other" } }],
    more: EDGE,
  },
  "rules.[].actuate.twin": {
    on: WIFI,
    gateway: true,
    value: [{ when: { group: "s/d", above: 5 }, actuate: { twin: WIFI, name: "fan" } }],
  },
  "rules.[].below": {
    on: WIFI,
    value: [{ below: 90, actuate: "fan" }],
    more: { rules: [{ below: 5, actuate: "fan" }] },
  },
  "rules.[].latency": { on: WIFI, value: [{ above: 15, actuate: "fan", latency: "900ms" }], more: EARS },
  "rules.[].load.current": {
    on: WIFI,
    value: [{ above: 5, actuate: "fan", load: { current: "400mA", time: "20ms" } }],
    more: { power: CELL(), rules: [{ above: 5, actuate: "fan" }] },
  },
  "rules.[].load.time": {
    on: WIFI,
    value: [{ above: 5, actuate: "fan", load: { current: "40mA", time: "2s" } }],
    more: { power: CELL(), rules: [{ above: 5, actuate: "fan" }] },
  },
  "rules.[].when.above": {
    on: WIFI,
    gateway: true,
    value: [{ when: { group: "s/d", above: 5 }, actuate: { group: "s/d", name: "fan" } }],
  },
  "rules.[].when.alarm": {
    on: WIFI,
    gateway: true,
    value: [{ when: { group: "s/d", alarm: true }, actuate: { group: "s/d", name: "fan" } }],
  },
  "rules.[].when.below": {
    on: WIFI,
    gateway: true,
    value: [{ when: { group: "s/d", below: 50 }, actuate: { group: "s/d", name: "fan" } }],
  },
  "rules.[].when.group": {
    on: WIFI,
    gateway: true,
    value: [{ when: { group: "s/d", above: 5 }, actuate: { group: "s/d", name: "fan" } }],
  },
  "rules.[].when.hysteresis": {
    on: WIFI,
    gateway: true,
    value: [{ when: { group: "s/d", above: 20, hysteresis: 3 }, actuate: { group: "s/d", name: "fan" } }],
    more: { rules: [{ when: { group: "s/d", above: 20 }, actuate: { group: "s/d", name: "fan" } }] },
    hours: 12,
  },
  "rules.[].when.twin": {
    on: WIFI,
    gateway: true,
    value: [{ when: { twin: WIFI, above: 5 }, actuate: { group: "s/d", name: "fan" } }],
  },
  "shadow.[].initial": {
    on: WIFI,
    value: [{ name: "reportSeconds", sets: "reporting.interval", unit: "s", initial: 20 }],
    more: { shadow: [] },
  },
  "shadow.[].initial.*": {
    on: WIFI,
    value: [{ name: "deep", initial: { a: 2 } }],
    more: { shadow: [{ name: "deep", initial: { a: 1 } }] },
    timeline: [desired("deep: {a: 2}")],
  },
  "shadow.[].initial.[]": {
    on: WIFI,
    value: [{ name: "list", initial: [2] }],
    more: { shadow: [{ name: "list", initial: [1] }] },
    timeline: [desired("list: [2]")],
  },
  "shadow.[].max": {
    on: WIFI,
    value: [{ name: "x", initial: 1, max: 5 }],
    more: { shadow: [{ name: "x", initial: 1 }] },
    timeline: [desired("x: 9")],
  },
  "shadow.[].min": {
    on: WIFI,
    value: [{ name: "x", initial: 10, min: 10 }],
    more: { shadow: [{ name: "x", initial: 10 }] },
    timeline: [desired("x: 9")],
  },
  "shadow.[].name": {
    on: WIFI,
    value: [
      { name: "y", initial: 1 },
      { name: "x", initial: 1 },
    ],
    more: { shadow: [{ name: "x", initial: 1 }] },
    timeline: [desired("x: 9"), "{id: more, at: 1h, config: {delete: true}, target: {group: s/d}}"],
  },
  "shadow.[].oneOf.[]": {
    on: WIFI,
    value: [{ name: "x", initial: 1, oneOf: [1, 2] }],
    more: { shadow: [{ name: "x", initial: 1 }] },
    timeline: [desired("x: 9")],
  },
  "shadow.[].policy": {
    on: WIFI,
    value: [{ name: "x", initial: 1, policy: "device" }],
    more: { shadow: [{ name: "x", initial: 1, policy: "cloud" }] },
    timeline: [
      "{id: gone, at: 20m, for: 10m, fault: device.offline, target: {group: s/d}}",
      "{id: hand, at: 21m, local: {set: {x: 4}}, target: {group: s/d}}",
      desired("x: 9", "22m"),
    ],
  },
  "shadow.[].sets": {
    on: WIFI,
    value: [{ name: "x", initial: 60, unit: "s", sets: "reporting.interval" }],
    more: { shadow: [{ name: "x", initial: 60, unit: "s" }] },
    timeline: [desired("x: 20")],
  },
  "shadow.[].unit": {
    on: WIFI,
    value: [{ name: "x", unit: "min", sets: "reporting.interval" }],
    more: { shadow: [{ name: "x", unit: "s", sets: "reporting.interval" }] },
    timeline: [desired("x: 20")],
  },
  "shadow.[].works.[]": {
    on: "thermostat",
    value: [{ name: "apn", initial: "a", sets: "network.apn", works: ["a", "b"] }],
    more: { shadow: [{ name: "apn", initial: "a", sets: "network.apn", works: ["a"] }], rules: [] },
    timeline: [desired("apn: b")],
  },
  "store.drain": { on: WIFI, gateway: true, value: "0.05/s", timeline: CUT },
  "store.drop": { on: WIFI, gateway: true, value: "newest", more: { store: { max: 4 } }, timeline: CUT },
  "store.max": { on: WIFI, gateway: true, value: 4, timeline: CUT },
};

const COUNTER = { kind: "counter", perHour: 60 };
const LEVEL = { kind: "level", perHour: 30 };
const SCHEDULE = { kind: "schedule", otherwise: 1, times: [{ from: 0, until: 2, value: 9 }] };
const PLACES = [
  { lat: 52, lon: 13 },
  { lat: 52.2, lon: 13.2 },
];
const TRACK = {
  kind: "track",
  shows: "distance",
  points: PLACES,
  kmPerHour: 40,
  fence: { lat: 52, lon: 13 },
};
const times = (own: Part): unknown => [{ from: 0, until: 2, value: 9, ...own }];

/** Kinds of signal: each figure of each, with one that must show. */
export const SIGNAL_KEYS: Record<string, { base: Part; value: unknown }[]> = {
  kind: [{ base: { kind: "daily", mean: 20 }, value: "constant" }],
  mean: [{ base: { kind: "daily", mean: 20 }, value: 25 }],
  amplitude: [{ base: { kind: "daily", mean: 20 }, value: 9 }],
  peakHour: [{ base: { kind: "daily", mean: 20, amplitude: 9 }, value: 3 }],
  noise: [{ base: { kind: "daily", mean: 20 }, value: 2 }],
  correlation: [{ base: { kind: "daily", mean: 20, noise: 2 }, value: 0.3 }],
  min: [{ base: { kind: "daily", mean: 20, noise: 2 }, value: 20 }],
  max: [{ base: { kind: "daily", mean: 20, noise: 2 }, value: 20 }],
  value: [{ base: { kind: "constant", value: 20 }, value: 25 }],
  meanOccupied: [{ base: { kind: "occupancy", meanOccupied: "20m", meanVacant: "20m" }, value: "2m" }],
  meanVacant: [{ base: { kind: "occupancy", meanOccupied: "20m", meanVacant: "20m" }, value: "2m" }],
  start: [{ base: COUNTER, value: 500 }],
  spread: [{ base: COUNTER, value: 500 }],
  perHour: [
    { base: COUNTER, value: 90 },
    { base: LEVEL, value: 50 },
    { base: { kind: "random-walk", min: 0, max: 100, perHour: 1 }, value: 9 },
  ],
  swing: [{ base: COUNTER, value: 0.9 }],
  wrapsAt: [{ base: COUNTER, value: 70 }],
  full: [{ base: LEVEL, value: 80 }],
  refillAt: [{ base: LEVEL, value: 70 }],
  otherwise: [{ base: SCHEDULE, value: 5 }],
  "times.[].days": [{ base: SCHEDULE, value: times({ days: "weekend" }) }],
  "times.[].days.[]": [{ base: SCHEDULE, value: times({ days: ["sunday"] }) }],
  "times.[].from": [{ base: SCHEDULE, value: times({ from: 1 }) }],
  "times.[].until": [{ base: SCHEDULE, value: times({ until: 1 }) }],
  "times.[].value": [{ base: SCHEDULE, value: times({ value: 7 }) }],
  kmPerHour: [{ base: TRACK, value: 90 }],
  shows: [{ base: TRACK, value: "speed" }],
  stop: [{ base: TRACK, value: "9m" }],
  "fence.lat": [{ base: TRACK, value: 51 }],
  "fence.lon": [{ base: TRACK, value: 12 }],
  "points.[].lat": [{ base: TRACK, value: [{ lat: 51, lon: 13 }, PLACES[1]] }],
  "points.[].lon": [{ base: TRACK, value: [{ lat: 52, lon: 12 }, PLACES[1]] }],
};

/** Keys that change no run, and why. */
export const SILENT_TWIN_KEYS: Record<string, string> = {
  twin: "a name: it must be the file's (SCN033)",
  description: "for people: `twin ls` shows it",
  capacity: "told by `validate` and `plan` where a site has more devices (SCN036)",
};
