// Every key of a scenario with a change of it that must change what a user gets: the run, its verdict, its bill, or whether the
// file can be read. Played by tests/slow/every-key.test.ts; that none is missing is held by tests/house/every-key.test.ts.

type Part = Record<string, unknown>;

export interface ScenarioKey {
  /** Where in the base scenario, by names and list indexes. */
  at: string;
  value: unknown;
  /** What both have in common besides the base: more keys, by path. */
  more?: Record<string, unknown>;
}

/** A small world in which most keys stand already. */
export const BASE: Part = {
  iotctl: 1,
  name: "keys",
  description: "what a key changes",
  seed: "keys",
  duration: "4h",
  start: { state: "active" },
  tenants: [{ id: "a" }, { id: "b" }],
  sites: [
    {
      id: "north",
      region: "eu",
      gateways: [{ id: "north/gw", twin: "fog-gateway", count: 2 }],
      devices: [
        {
          id: "north/rooms",
          twin: "temperature-wifi",
          count: 8,
          tenant: "a",
          labels: { floor: "1" },
          overrides: { mtbf: "0s" },
        },
        {
          id: "north/halls",
          twin: "temperature-wifi",
          count: 4,
          tenant: "b",
          labels: { floor: "2" },
          overrides: { mtbf: "0s" },
        },
        { id: "north/homes", twin: "thermostat", count: 4, tenant: "b", overrides: { mtbf: "0s" } },
      ],
    },
    {
      id: "south",
      region: "us",
      devices: [
        { id: "south/spots", twin: "parking-nbiot", count: 4, tenant: "a", overrides: { mtbf: "0s" } },
      ],
    },
  ],
  phases: { quiet: "1h", loud: "1h" },
  firmware: [{ version: "9.0.0", size: "20KB" }],
  timeline: [
    { id: "away", at: "1h", for: "30m", fault: "device.offline", target: { group: "north/rooms" } },
    { id: "blink", at: "2h", command: "blink", target: { group: "north/halls" } },
    { id: "wish", at: "2h", config: { desired: { reportSeconds: 30 } }, target: { group: "north/halls" } },
  ],
  rollouts: [
    {
      id: "fw",
      at: "2h",
      to: "9.0.0",
      target: { group: "north/rooms" },
      stages: [{ percent: 50, soak: "5m" }, { percent: 100 }],
    },
  ],
  expect: [{ id: "online", that: "share(device.online) >= 90%" }],
};

const TARGETS: Record<string, { value: unknown; more?: Part }> = {
  allowEmpty: { value: true, more: { group: undefined, region: "eu", twin: "parking-nbiot" } },
  count: { value: 1 },
  gateways: { value: true, more: { group: undefined, site: "north" } },
  "gateways.count": { value: { count: 1 }, more: { group: undefined, site: "north", gateways: true } },
  "gateways.percent": { value: { percent: 50 }, more: { group: undefined, site: "north", gateways: true } },
  group: { value: "north/homes" },
  "groups.[]": { value: ["north/homes"], more: { group: undefined, groups: ["north/rooms"] } },
  id: { value: "north/rooms/3", more: { group: undefined, id: "north/rooms/1" } },
  "ids.[]": { value: ["north/rooms/3"], more: { group: undefined, ids: ["north/rooms/1"] } },
  kind: { value: "gateways", more: { group: undefined, site: "north", kind: "devices" } },
  labels: { value: { floor: "2" }, more: { group: undefined, twin: "temperature-wifi" } },
  "labels.*": { value: { floor: "2" }, more: { group: undefined, labels: { floor: "1" } } },
  percent: { value: 30 },
  pick: { value: "worst-signal", more: { group: "north/rooms", count: 2 } },
  region: { value: "us", more: { group: undefined, region: "eu", kind: "devices" } },
  "regions.[]": { value: ["us"], more: { group: undefined, regions: ["eu"], kind: "devices" } },
  site: { value: "south", more: { group: undefined, site: "north", kind: "devices" } },
  "sites.[]": { value: ["south"], more: { group: undefined, sites: ["north"], kind: "devices" } },
  tenant: { value: "b", more: { group: undefined, tenant: "a" } },
  "tenants.[]": { value: ["b"], more: { group: undefined, tenants: ["a"] } },
  twin: { value: "thermostat", more: { group: undefined, twin: "temperature-wifi" } },
  "twins.[]": { value: ["thermostat"], more: { group: undefined, twins: ["temperature-wifi"] } },
  version: { value: "3.1.0", more: { group: undefined, version: "1.4.0" } },
  "versions.[]": { value: ["3.1.0"], more: { group: undefined, versions: ["1.4.0"] } },
};

/** The keys of a target at `at`, in a section whose targets are `prefix`. Only faults of power strike gateways. */
const targetKeys = (
  prefix: string,
  at: string,
  more: Record<string, unknown> = {},
): Record<string, ScenarioKey> =>
  Object.fromEntries(
    Object.entries(TARGETS).map(([key, { value, more: target }]) => {
      const [name] = key.split(".");
      const own = {
        [at]: Object.fromEntries(
          Object.entries({ group: "north/rooms", ...target }).filter(([, one]) => one !== undefined),
        ),
      };
      return [`${prefix}.${key}`, { at: `${at}.${name}`, value, more: { ...more, ...own } }];
    }),
  );

/** The first gateway of the site is cut off. */
const CUT_FIRST = {
  "timeline.0": {
    id: "away",
    at: "1h",
    for: "30m",
    fault: "backhaul.outage",
    target: { ids: ["north/gw/0"] },
  },
};
const POWER = { "timeline.0.fault": "power.outage", "timeline.0.params": { scope: "all" } };
const OUTAGES = [
  {
    id: "log",
    file: "outages.csv",
    columns: { name: "unit", down: "down", up: "up" },
    target: { group: "north/rooms" },
  },
];
/** A recording of one unit, for one device. */
const ONE_OUTAGE = (key: "id" | "ids"): Part => ({
  outages: [
    {
      ...OUTAGES[0],
      file: "outages-2.csv",
      target: { [key]: key === "id" ? "north/rooms/1" : ["north/rooms/1"] },
    },
  ],
});
const REPLAY = {
  "sites.0.devices.0.replay": { file: "readings.csv", timeColumn: "time", valueColumn: "value" },
  timeline: [],
  rollouts: [],
};
const behaviour = (kind: string, own: Part = {}) => ({
  more: {
    firmware: [{ version: "9.0.0", size: "20KB", behaviours: [{ [kind]: own }] }],
    "rollouts.0.target": { twin: "temperature-wifi" },
  },
  at: `firmware.0.behaviours.0.${kind}`,
});
/** Devices with a battery and a session of their own, updated early, and a cloud that is away later on. */
const SPOTS = {
  "sites.1.devices.0.labels": { floor: "1" },
  "timeline.0": { id: "away", at: "2h", for: "40m", fault: "cloud.outage" },
  "rollouts.0.at": "10m",
  "rollouts.0.target": { twin: "parking-nbiot" },
  "rollouts.0.stages": [{ percent: 100 }],
  "rollouts.0.abort": [],
};
const behaviours = (kind: string, own: Part = {}, world: Part = {}): Record<string, ScenarioKey> => {
  const { at, more: usual } = behaviour(kind, own);
  const more = { ...usual, ...world };
  return {
    [`firmware.[].behaviours.[].${kind}.share`]: { at: `${at}.share`, value: "30%", more },
    [`firmware.[].behaviours.[].${kind}.labels`]: { at: `${at}.labels`, value: { floor: "2" }, more },
    [`firmware.[].behaviours.[].${kind}.labels.*`]: {
      at: `${at}.labels`,
      value: { floor: "2" },
      more: { ...more, [`${at}.labels`]: { floor: "1" } },
    },
  };
};
const ALERT = {
  alerts: [{ id: "gone", metric: "offline-share", threshold: "10%" }],
  "timeline.0": { id: "away", at: "1h", for: "30m", fault: "power.outage", target: { site: "north" } },
};
const stretch = (mode: string): Record<string, ScenarioKey> => {
  const that = mode === "never" ? "share(device.online) < 80%" : "share(device.online) >= 80%";
  const more = { "expect.0.that": that };
  // Everybody is there at the end, and half are away from 60 to 90 min.
  const isSteady = mode === "always" || mode === "never";
  const late = isSteady ? { from: "100m" } : { from: "61m", within: "5m" };
  return {
    [`expect.[].${mode}`]: { at: `expect.0.${mode}`, value: true, more },
    [`expect.[].${mode}.from`]: {
      at: `expect.0.${mode}`,
      value: late,
      more: { ...more, [`expect.0.${mode}`]: { ...late, from: "10m" } },
    },
    [`expect.[].${mode}.within`]: {
      at: `expect.0.${mode}`,
      // Before the outage all is well: only a longer stretch meets it; in it only a longer one gets out.
      value: { from: isSteady ? "50m" : "61m", within: "2h" },
      more: { ...more, [`expect.0.${mode}`]: { from: isSteady ? "50m" : "61m", within: "5m" } },
    },
  };
};
const ABORT = {
  "rollouts.0.abort": [{ thresholdPercentage: 20, minNumberOfExecutedThings: 2 }],
  "firmware.0.defect": "corrupt",
};

export const SCENARIO_KEYS: Record<string, ScenarioKey> = {
  "alerts.[].for": { at: "alerts.0.for", value: "20m", more: ALERT },
  "alerts.[].id": { at: "alerts.0.id", value: "other", more: ALERT },
  "alerts.[].metric": {
    at: "alerts.0.metric",
    value: "reboot-rate",
    more: { ...ALERT, alerts: [{ id: "gone", metric: "offline-share" }] },
  },
  "alerts.[].severity": { at: "alerts.0.severity", value: "P0", more: ALERT },
  "alerts.[].threshold": { at: "alerts.0.threshold", value: "90%", more: ALERT },
  "cloud.broker.connectsPerSecond": {
    at: "cloud.broker.connectsPerSecond",
    value: 0.01,
    more: { "timeline.0.fault": "cloud.outage", "timeline.0.target": undefined },
  },
  "cloud.ingest.perSecond": { at: "cloud.ingest.perSecond", value: 0.01 },
  "cloud.ingest.processing": { at: "cloud.ingest.processing", value: "9m" },
  "cloud.ingest.queueMax": {
    at: "cloud.ingest.queueMax",
    value: 1,
    more: { "cloud.ingest.perSecond": 0.01 },
  },
  "cloud.profile": {
    at: "cloud.profile",
    value: "self-hosted",
    more: { start: { state: "unprovisioned", over: "0s" }, "sites.0.devices.0.count": 60 },
  },
  "cloud.provisioning.perSecond": {
    at: "cloud.provisioning.perSecond",
    value: 0.01,
    more: { start: { state: "unprovisioned", over: "0s" } },
  },
  "cloud.units": {
    at: "cloud.units",
    value: 3,
    more: { "cloud.profile": "azure-iot-hub-s1", priceBook: "azure-iot-hub-s1" },
  },
  duration: { at: "duration", value: "5h" },
  ...stretch("always"),
  ...stretch("eventually"),
  ...stretch("never"),
  ...stretch("sometimes"),
  "expect.[].id": { at: "expect.0.id", value: "other" },
  "expect.[].onNoData": {
    at: "expect.0.onNoData",
    value: "pass",
    more: { "expect.0.that": "p99(commands.latency)[quiet] < 1s" },
  },
  "expect.[].severity": { at: "expect.0.severity", value: "should" },
  "expect.[].sql": {
    at: "expect.0.sql",
    value: "select count(*) > 1 from usable.commands",
    more: { "expect.0.that": undefined, "expect.0.sql": "select count(*) > 9 from usable.commands" },
  },
  "expect.[].that": { at: "expect.0.that", value: "share(device.online) >= 80%" },
  ...behaviours("boot-loop"),
  ...behaviours("drain", { current: "9mA" }, SPOTS),
  ...behaviours("leak", { after: "10m" }),
  ...behaviours("no-backoff", {}, SPOTS),
  ...behaviours("payload-schema"),
  ...behaviours("sensor-bias", { bias: 5 }),
  ...behaviours("sync-restart", { every: "10m" }),
  "firmware.[].behaviours.[].drain.current": {
    more: { ...behaviour("drain", { current: "9mA" }).more, ...SPOTS },
    at: "firmware.0.behaviours.0.drain.current",
    value: "90mA",
  },
  "firmware.[].behaviours.[].leak.after": {
    ...behaviour("leak", { after: "10m" }),
    at: "firmware.0.behaviours.0.leak.after",
    value: "30m",
  },
  "firmware.[].behaviours.[].sensor-bias.bias": {
    ...behaviour("sensor-bias", { bias: 5 }),
    at: "firmware.0.behaviours.0.sensor-bias.bias",
    value: 9,
  },
  "firmware.[].behaviours.[].sync-restart.every": {
    ...behaviour("sync-restart", { every: "10m" }),
    at: "firmware.0.behaviours.0.sync-restart.every",
    value: "20m",
  },
  "firmware.[].defect": { at: "firmware.0.defect", value: "corrupt" },
  "firmware.[].delta.from": {
    at: "firmware.0.delta.from",
    value: "0.0.1",
    more: {
      "firmware.0.delta": { from: "1.4.0", size: "2KB" },
      "firmware.1": { version: "0.0.1", size: "20KB" },
    },
  },
  "firmware.[].delta.size": {
    at: "firmware.0.delta.size",
    value: "9KB",
    more: { "firmware.0.delta": { from: "1.4.0", size: "2KB" } },
  },
  "firmware.[].size": { at: "firmware.0.size", value: "900KB" },
  "firmware.[].version": { at: "firmware.0.version", value: "9.0.1" },
  include: { at: "include", value: "more.yaml" },
  "include.[]": { at: "include", value: ["more.yaml"] },
  iotctl: { at: "iotctl", value: 2 },
  matrix: { at: "matrix", value: { speed: [1, 2] }, more: { params: { speed: 1 } } },
  "matrix.*.[]": {
    at: "matrix.speed",
    value: [1, 3],
    more: { params: { speed: 1 }, matrix: { speed: [1, 2] }, "timeline.0.for": "${speed}0m" },
  },
  "outages.[].columns.down": { at: "outages.0.columns.down", value: "down2", more: { outages: OUTAGES } },
  "outages.[].columns.name": { at: "outages.0.columns.name", value: "unit2", more: { outages: OUTAGES } },
  "outages.[].columns.up": { at: "outages.0.columns.up", value: "up2", more: { outages: OUTAGES } },
  "outages.[].file": { at: "outages.0.file", value: "outages-2.csv", more: { outages: OUTAGES } },
  "outages.[].id": { at: "outages.0.id", value: "other", more: { outages: OUTAGES } },
  "outages.[].map": { at: "outages.0.map", value: { one: "two" }, more: { outages: OUTAGES } },
  "outages.[].map.*": {
    at: "outages.0.map.one",
    value: "two",
    more: { outages: OUTAGES, "outages.0.map": { one: "three" } },
  },
  "outages.[].shift": { at: "outages.0.shift", value: "20m", more: { outages: OUTAGES } },
  "outages.[].speed": { at: "outages.0.speed", value: 2, more: { outages: OUTAGES } },
  "outages.[].startAt": {
    at: "outages.0.startAt",
    value: "2026-03-02T00:30:00Z",
    more: { outages: OUTAGES },
  },
  "outages.[].target": {
    at: "outages.0.target",
    value: { group: "north/homes" },
    more: { outages: OUTAGES },
  },
  ...targetKeys("outages.[].target", "outages.0.target", { outages: OUTAGES }),
  "outages.[].target.id": { at: "outages.0.target.id", value: "north/rooms/3", more: ONE_OUTAGE("id") },
  "outages.[].target.ids.[]": {
    at: "outages.0.target.ids",
    value: ["north/rooms/3"],
    more: ONE_OUTAGE("ids"),
  },
  params: {
    at: "params",
    value: { long: "40m" },
    more: { params: { long: "20m" }, "timeline.0.for": "${long}" },
  },
  "params.*": {
    at: "params.long",
    value: "40m",
    more: { params: { long: "20m" }, "timeline.0.for": "${long}" },
  },
  phases: { at: "phases", value: { quiet: "90m", loud: "1h" }, more: { "timeline.0.at": "loud" } },
  "phases.*": { at: "phases.quiet", value: "90m", more: { "timeline.0.at": "loud" } },
  priceBook: { at: "priceBook", value: "aws-iot-full" },
  "record.[].keep": { at: "record.0.keep", value: "full", more: { record: [{ keep: "none" }] } },
  "record.[].rows": { at: "record.0.rows", value: 40, more: { record: [{ keep: "full" }] } },
  "record.[].share": {
    at: "record.0.share",
    value: "20%",
    more: { record: [{ keep: "sample", share: "50%" }] },
  },
  "record.[].target": {
    at: "record.0.target",
    value: { group: "north/homes" },
    more: { record: [{ keep: "full" }] },
  },
  ...targetKeys("record.[].target", "record.0.target", { record: [{ keep: "full" }] }),
  "rollouts.[].abort.[].action": { at: "rollouts.0.abort.0.action", value: "PAUSE", more: ABORT },
  "rollouts.[].abort.[].failureType": {
    at: "rollouts.0.abort.0.failureType",
    value: "TIMED_OUT",
    more: ABORT,
  },
  "rollouts.[].abort.[].minNumberOfExecutedThings": {
    at: "rollouts.0.abort.0.minNumberOfExecutedThings",
    value: 500,
    more: ABORT,
  },
  "rollouts.[].abort.[].reason": { at: "rollouts.0.abort.0.reason", value: "no contact", more: ABORT },
  "rollouts.[].abort.[].reason.[]": { at: "rollouts.0.abort.0.reason", value: ["no contact"], more: ABORT },
  "rollouts.[].abort.[].thresholdPercentage": {
    at: "rollouts.0.abort.0.thresholdPercentage",
    value: 100,
    more: {
      "rollouts.0.abort": [{ thresholdPercentage: 10, minNumberOfExecutedThings: 2 }],
      firmware: [{ version: "9.0.0", size: "20KB", behaviours: [{ "boot-loop": { share: "40%" } }] }],
    },
  },
  "rollouts.[].abort.[].when": {
    at: "rollouts.0.abort",
    value: [{ when: "canary.connects < 9 * baseline.connects + 9", minNumberOfExecutedThings: 1 }],
  },
  "rollouts.[].abort.[].window": {
    at: "rollouts.0.abort.0.window",
    value: "5m",
    more: {
      // Six an hour, all at once: twelve an hour within five minutes, and never so many over hours.
      firmware: [{ version: "9.0.0", size: "20KB", behaviours: [{ leak: { after: "10m" } }] }],
      "rollouts.0.at": "10m",
      "rollouts.0.stages": [{ percent: 50, soak: "2h" }, { percent: 100 }],
      "rollouts.0.abort": [
        { when: "canary.reboots > 8", minNumberOfExecutedThings: 1, window: "2h", action: "PAUSE" },
      ],
    },
  },
  "rollouts.[].at": { at: "rollouts.0.at", value: "1h" },
  "rollouts.[].id": { at: "rollouts.0.id", value: "other" },
  "rollouts.[].rate.baseRatePerMinute": { at: "rollouts.0.rate.baseRatePerMinute", value: 1 },
  "rollouts.[].rate.incrementFactor": {
    at: "rollouts.0.rate.incrementFactor",
    value: 9,
    more: { "rollouts.0.rate": { baseRatePerMinute: 1, numberOfNotifiedThings: 1 } },
  },
  "rollouts.[].rate.maximumPerMinute": {
    at: "rollouts.0.rate.maximumPerMinute",
    value: 1,
    more: { "rollouts.0.rate": { baseRatePerMinute: 1, incrementFactor: 9, numberOfNotifiedThings: 1 } },
  },
  "rollouts.[].rate.numberOfNotifiedThings": {
    at: "rollouts.0.rate.numberOfNotifiedThings",
    value: 1,
    more: { "rollouts.0.rate": { baseRatePerMinute: 1, incrementFactor: 9 } },
  },
  "rollouts.[].restartJitter": { at: "rollouts.0.restartJitter", value: "20m" },
  "rollouts.[].stages.[].percent": { at: "rollouts.0.stages.0.percent", value: 25 },
  "rollouts.[].stages.[].soak": { at: "rollouts.0.stages.0.soak", value: "30m" },
  "rollouts.[].target": { at: "rollouts.0.target", value: { group: "north/halls" } },
  ...targetKeys("rollouts.[].target", "rollouts.0.target"),
  "rollouts.[].timeout": { at: "rollouts.0.timeout", value: "10s", more: SPOTS },
  "rollouts.[].to": {
    at: "rollouts.0.to",
    value: "9.1.0",
    more: { "firmware.1": { version: "9.1.0", size: "20KB" } },
  },
  seed: { at: "seed", value: "other" },
  "sites.[].devices.[].count": { at: "sites.0.devices.0.count", value: 9 },
  "sites.[].devices.[].id": { at: "sites.0.devices.1.id", value: "north/other", more: { timeline: [] } },
  "sites.[].devices.[].labels": {
    at: "sites.0.devices.0.labels",
    value: { floor: "2" },
    more: { "timeline.0.target": { labels: { floor: "2" } } },
  },
  "sites.[].devices.[].labels.*": {
    at: "sites.0.devices.0.labels.floor",
    value: "2",
    more: { "timeline.0.target": { labels: { floor: "2" } } },
  },
  "sites.[].devices.[].overrides": { at: "sites.0.devices.0.overrides", value: { mtbf: "2h" } },
  "sites.[].devices.[].overrides.*": { at: "sites.0.devices.0.overrides.mtbf", value: "2h" },
  "sites.[].devices.[].replay.file": {
    at: "sites.0.devices.0.replay.file",
    value: "readings-2.csv",
    more: REPLAY,
  },
  "sites.[].devices.[].replay.gaps": { at: "sites.0.devices.0.replay.gaps", value: "hold", more: REPLAY },
  "sites.[].devices.[].replay.loop": { at: "sites.0.devices.0.replay.loop", value: true, more: REPLAY },
  "sites.[].devices.[].replay.shift": { at: "sites.0.devices.0.replay.shift", value: "20m", more: REPLAY },
  "sites.[].devices.[].replay.speed": { at: "sites.0.devices.0.replay.speed", value: 2, more: REPLAY },
  "sites.[].devices.[].replay.step": {
    at: "sites.0.devices.0.replay.step",
    value: "2m",
    more: {
      ...REPLAY,
      "sites.0.devices.0.replay": { file: "readings.csv", valueColumn: "value", step: "5m" },
    },
  },
  "sites.[].devices.[].replay.timeColumn": {
    at: "sites.0.devices.0.replay.timeColumn",
    value: "time2",
    more: REPLAY,
  },
  "sites.[].devices.[].replay.valueColumn": {
    at: "sites.0.devices.0.replay.valueColumn",
    value: "value2",
    more: REPLAY,
  },
  "sites.[].devices.[].replay.where": {
    at: "sites.0.devices.0.replay.where",
    value: { room: "A" },
    more: REPLAY,
  },
  "sites.[].devices.[].replay.where.*": {
    at: "sites.0.devices.0.replay.where.room",
    value: "A",
    more: { ...REPLAY, "sites.0.devices.0.replay.where": { room: "B" } },
  },
  "sites.[].devices.[].tenant": { at: "sites.0.devices.0.tenant", value: "b" },
  "sites.[].devices.[].twin": {
    at: "sites.0.devices.1.twin",
    value: "camera",
    more: {
      "timeline.2": { id: "look", at: "2h", command: "diagnostics", target: { group: "north/rooms" } },
    },
  },
  "sites.[].devices.[].via": { at: "sites.0.devices.0.via", value: "direct" },
  "sites.[].gateways": { at: "sites.0.gateways", value: { id: "north/gw", twin: "fog-gateway", count: 3 } },
  "sites.[].gateways.[].count": { at: "sites.0.gateways.0.count", value: 3 },
  "sites.[].gateways.[].id": { at: "sites.0.gateways.0.id", value: "north/other" },
  "sites.[].gateways.[].overrides": {
    at: "sites.0.gateways.0.overrides",
    value: { aggregation: { window: "2m" } },
  },
  "sites.[].gateways.[].overrides.*": {
    at: "sites.0.gateways.0.overrides.aggregation",
    value: { window: "2m" },
  },
  "sites.[].gateways.[].pairs": { at: "sites.0.gateways.0.pairs", value: true, more: CUT_FIRST },
  "sites.[].gateways.[].twin": { at: "sites.0.gateways.0.twin", value: "no-such-gateway" },
  "sites.[].gateways.count": {
    at: "sites.0.gateways",
    value: { twin: "fog-gateway", count: 3 },
    more: { "sites.0.gateways": { twin: "fog-gateway", count: 2 } },
  },
  "sites.[].gateways.pairs": {
    at: "sites.0.gateways",
    value: { id: "north/gw", twin: "fog-gateway", count: 2, pairs: true },
    more: { ...CUT_FIRST, "sites.0.gateways": { id: "north/gw", twin: "fog-gateway", count: 2 } },
  },
  "sites.[].gateways.id": {
    at: "sites.0.gateways",
    value: { id: "north/x", twin: "fog-gateway" },
    more: { "sites.0.gateways": { id: "north/y", twin: "fog-gateway" } },
  },
  "sites.[].gateways.overrides": {
    at: "sites.0.gateways",
    value: { twin: "fog-gateway", overrides: { aggregation: { window: "2m" } } },
    more: { "sites.0.gateways": { twin: "fog-gateway" } },
  },
  "sites.[].gateways.overrides.*": {
    at: "sites.0.gateways",
    value: { twin: "fog-gateway", overrides: { aggregation: { window: "2m" } } },
    more: { "sites.0.gateways": { twin: "fog-gateway" } },
  },
  "sites.[].gateways.twin": {
    at: "sites.0.gateways",
    value: { twin: "no-such-gateway" },
    more: { "sites.0.gateways": { twin: "fog-gateway" } },
  },
  "sites.[].id": { at: "sites.1.id", value: "west" },
  "sites.[].region": {
    at: "sites.1.region",
    value: "eu",
    more: { "timeline.0.target": { region: "eu", kind: "devices" } },
  },
  "start.over": { at: "start.over", value: "90m", more: { start: { state: "unprovisioned" } } },
  "start.state": { at: "start.state", value: "unprovisioned" },
  startsAt: { at: "startsAt", value: "2026-06-20T13:00:00Z" },
  "stop.[].id": {
    at: "stop.0.id",
    value: "other",
    more: { stop: [{ id: "end", when: "share(device.online) < 80%" }] },
  },
  "stop.[].when": {
    at: "stop.0.when",
    value: "share(device.online) < 10%",
    more: { stop: [{ id: "end", when: "share(device.online) < 80%" }] },
  },
  "tenants.[].id": { at: "tenants.1.id", value: "c" },
  "tenants.[].sla.availability": { at: "tenants.0.sla.availability", value: "20%" },
  "tenants.[].sla.freshness.share": { at: "tenants.0.sla.freshness.share", value: "20%" },
  "tenants.[].sla.freshness.within": { at: "tenants.0.sla.freshness.within", value: "40m" },
  "timeline.[].at": { at: "timeline.0.at", value: "2h" },
  "timeline.[].command": { at: "timeline.1.command", value: "reboot" },
  "timeline.[].config.delete": { at: "timeline.2.config", value: { delete: true } },
  "timeline.[].config.desired": { at: "timeline.2.config.desired", value: null },
  "timeline.[].config.desired.*": { at: "timeline.2.config.desired.reportSeconds", value: 20 },
  "timeline.[].config.rollback": {
    at: "timeline.3",
    value: { id: "back", at: "3h", config: { rollback: true }, target: { group: "north/halls" } },
  },
  "timeline.[].count": { at: "timeline.1.count", value: 3, more: { "timeline.1.every": "20m" } },
  "timeline.[].decommission": {
    at: "timeline.3",
    value: { id: "end", at: "3h", decommission: true, target: { group: "north/halls" } },
  },
  "timeline.[].decommission.reason": {
    at: "timeline.3.decommission.reason",
    value: "sold",
    more: {
      "timeline.3": {
        id: "end",
        at: "3h",
        decommission: { reason: "old" },
        target: { group: "north/halls" },
      },
    },
  },
  "timeline.[].every": { at: "timeline.1.every", value: "30m" },
  "timeline.[].fault": { at: "timeline.0.fault", value: "power.outage" },
  "timeline.[].for": { at: "timeline.0.for", value: "50m" },
  "timeline.[].id": { at: "timeline.0.id", value: "other" },
  "timeline.[].local.set": {
    at: "timeline.3.local.set",
    value: { reportSeconds: 50 },
    more: {
      "timeline.3": {
        id: "hand",
        at: "3h",
        local: { set: { reportSeconds: 40 } },
        target: { group: "north/halls" },
      },
    },
  },
  "timeline.[].local.set.*": {
    at: "timeline.3.local.set.reportSeconds",
    value: 50,
    more: {
      "timeline.3": {
        id: "hand",
        at: "3h",
        local: { set: { reportSeconds: 40 } },
        target: { group: "north/halls" },
      },
    },
  },
  "timeline.[].params": {
    at: "timeline.0.params",
    value: { restoreSpread: "20m" },
    more: { "timeline.0.fault": "power.outage" },
  },
  "timeline.[].params.*": {
    at: "timeline.0.params.restoreSpread",
    value: "20m",
    more: { "timeline.0.fault": "power.outage", "timeline.0.params": { restoreSpread: "1m" } },
  },
  "timeline.[].target": { at: "timeline.0.target", value: { group: "north/homes" } },
  ...targetKeys("timeline.[].target", "timeline.0.target", POWER),
  "timeline.[].until": { at: "timeline.1.until", value: "3h", more: { "timeline.1.every": "20m" } },
  variants: {
    at: "variants",
    value: { long: { set: { long: "40m" } } },
    more: { params: { long: "20m" }, "timeline.0.for": "${long}" },
  },
  "variants.*.set": {
    at: "variants.long.set",
    value: { long: "50m" },
    more: {
      params: { long: "20m" },
      "timeline.0.for": "${long}",
      variants: { long: { set: { long: "40m" } } },
    },
  },
  "variants.*.set.*": {
    at: "variants.long.set.long",
    value: "50m",
    more: {
      params: { long: "20m" },
      "timeline.0.for": "${long}",
      variants: { long: { set: { long: "40m" } } },
    },
  },
};

/** Keys that change nothing a run gives, and why. */
export const SILENT_SCENARIO_KEYS: Record<string, string> = {
  description: "for people: it stands in the report",
  name: "a name: it stands in the folder's name and in the report",
  "expect.[].description": "for people: it stands in the report",
  "timeline.[]": "an entry as a whole; its keys are walked",
};

/** Recordings that the keys read, by file name. */
export const FILES: Record<string, string> = {
  "more.yaml": "sites: [{id: west, devices: [{id: west/homes, twin: thermostat, count: 2, tenant: a}]}]\n",
  "outages.csv":
    "unit,unit2,down,down2,up,up2\none,x,2026-03-02T00:40:00Z,2026-03-02T00:41:00Z,2026-03-02T01:10:00Z,2026-03-02T01:20:00Z\ntwo,x,2026-03-02T02:00:00Z,2026-03-02T02:01:00Z,2026-03-02T02:30:00Z,2026-03-02T02:40:00Z\n",
  "outages-2.csv": "unit,down,up\none,2026-03-02T00:50:00Z,2026-03-02T01:10:00Z\n",
  "readings.csv": ["time,time2,value,value2,room"]
    .concat(
      Array.from({ length: 24 }, (_, row) => {
        const minute = row < 12 ? 5 * row : 60 + 5 * row;
        const at = (more: number): string => new Date(Date.UTC(2026, 2, 2, 0, minute + more)).toISOString();
        return `${at(0)},${at(minute)},${20 + (row % 5)},${30 + (row % 5)},${row % 2 === 0 ? "A" : "B"}`;
      }),
    )
    .join("\n"),
  "readings-2.csv": "time,value\n2026-03-02T00:00:00Z,1\n2026-03-02T00:05:00Z,2\n2026-03-02T00:10:00Z,3\n",
};

/** Keys whose change above shows nothing yet, or cannot: where else each is held. */
export const UNPLAYED: Record<string, string> = {
  "alerts.[].severity": "stands beside the alert in the store: tests/store/zones.test.ts",
  "expect.[].sql": "asked of a store, which these runs do not fill: tests/store/query.test.ts",
  "outages.[].id": "a name",
  "outages.[].target.gateways.count": "strikes devices only: refused with SCN052",
  "outages.[].target.gateways.percent": "strikes devices only: refused with SCN052",
  "record.[].target.gateways.count": "strikes devices only: refused with SCN052",
  "record.[].target.gateways.percent": "strikes devices only: refused with SCN052",
  "rollouts.[].abort.[].window": "tests/model/gates.test.ts",
  "rollouts.[].target.gateways.count": "strikes devices only: refused with SCN052",
  "rollouts.[].target.gateways.percent": "strikes devices only: refused with SCN052",
};

/** Keys whose effect is the judgement or the bill, not the run: these are compared. */
export const JUDGED = /^(expect|priceBook|tenants\.\[\]\.sla|cloud\.units)/;
