// Worlds that mix all there is: every radio, batteries near their end, every fault, configurations good and bad, commands,
// decommissioning, rollouts with gates, rules at gateways. A world is its scenario's text, so that a failure can be played.
import fc from "fast-check";
import type { Scenario } from "../../../src/spec/scenario.js";
import { scenarioOf } from "../../run-scenario.js";

/** A device group: how its YAML goes on, whether it has a gateway, and whether it listens and so can be switched. */
interface Kind {
  twin: string;
  more?: string;
  overrides?: string;
  attached: boolean;
  listens?: boolean;
}

/** A cell with little left, so that loads, cold and age bring brown-outs, `degraded` and an empty battery within hours. */
const weak = (
  chemistry: string,
  nominal: string,
  brownout: string,
  capacity: string,
  charge: number,
): string =>
  `power: {source: battery, battery: {chemistry: ${chemistry}, capacity: ${capacity}, nominal: ${nominal}, brownout: ${brownout}, empty: 1%, initialCharge: ${charge}%}, ambient: {mean: 2degC, swing: 6degC}}`;

const KINDS: readonly Kind[] = [
  { twin: "parking-lora", attached: true },
  { twin: "parking-lora", attached: true, overrides: "radio: {batch: {max: 5, wait: 9m}, channels: 1}" },
  {
    twin: "parking-lora",
    attached: true,
    overrides: "radio: {sf: 10, adr: false, confirmed: true, loss: 20%, ackLoss: 20%, channels: 1}",
  },
  { twin: "parking-lora", attached: false, more: "via: direct, " },
  { twin: "air-quality", attached: true },
  {
    twin: "soil-moisture-valve",
    attached: true,
    overrides: "power: {battery: {capacity: 30mAh, initialCharge: 21%}}",
  },
  { twin: "temperature-wifi", attached: true, listens: true },
  { twin: "temperature-wifi", attached: true, overrides: weak("alkaline", "1.5V", "1.1V", "40mAh", 40) },
  { twin: "temperature-humidity", attached: true, overrides: weak("coin-cell", "3V", "2.7V", "20mAh", 60) },
  { twin: "wearable", attached: true, overrides: "power: {battery: {capacity: 8mAh, initialCharge: 18%}}" },
  { twin: "vibration-sensor", attached: true },
  { twin: "occupancy-pir", attached: true },
  { twin: "camera", attached: true, listens: true, overrides: "reporting: {interval: 2m}" },
  { twin: "hvac-controller", attached: true, listens: true },
  { twin: "energy-meter", attached: true },
  { twin: "solar-inverter", attached: true },
  { twin: "parking-nbiot", attached: false },
  {
    twin: "parking-nbiot",
    attached: false,
    overrides:
      "power: {battery: {capacity: 6mAh, initialCharge: 14%, brownout: 3V}, ambient: {mean: -5degC}}, radio: {burst: {meanLength: 2m}}",
  },
  { twin: "cold-chain-logger", attached: false, overrides: "radio: {loss: 10%, burst: {meanAttempts: 4}}" },
  { twin: "asset-tracker", attached: false, overrides: "reporting: {mode: polled, interval: 7m}" },
  { twin: "thermostat", attached: false, overrides: "mtbf: 9h, repair: 40m" },
];

/** The same settings for everybody, so that each configuration fits each target. */
const SETTINGS = (policy: string): string =>
  `shadow: [{name: seconds, sets: reporting.interval, unit: s, min: 5, max: 3600, policy: ${policy}}, ` +
  "{name: offset, sets: sensor.offset, min: -5, max: 5, policy: latest}, " +
  "{name: apn, initial: good, sets: network.apn, works: [good, other]}, " +
  `{name: note, initial: "", policy: ${policy}}]`;

const FAULTS: readonly string[] = [
  "power.outage, params: {scope: all}",
  "power.outage, params: {restoreSpread: 4m}",
  "device.offline",
  "cert.expiry",
  "payload.corrupt, params: {share: 20%, downlinks: 30%}",
  "payload.corrupt, params: {downlinks: 100%}",
  "sensor.stuck",
  "sensor.drift, params: {perHour: 3}",
  "sensor.spike, params: {share: 10%, size: 40}",
  "sensor.noise, params: {sigma: 2}",
  "sensor.silence",
  "sensor.unit",
  "clock.jump, params: {by: 17m}",
  "clock.jump, params: {by: 2h, back: true}",
  "link.loss, params: {loss: 70%}",
  "link.loss, params: {loss: 100%}",
];
const ATTACKS = ["command.replay", "command.forge", "credential.reuse"];
const COMMANDS = ["diagnostics", "read-sensor", "blink", "reboot", "enter-maintenance", "leave-maintenance"];
const CONFIGS = [
  "config: {desired: {seconds: 20}}",
  "config: {desired: {seconds: 600, offset: 1.5, note: hello}}",
  "config: {desired: {seconds: 86_400, offset: 2}}",
  "config: {desired: {apn: wrong, seconds: 45}}",
  "config: {desired: {apn: other}}",
  "config: {desired: {seconds: null, note: there}}",
  "config: {desired: null}",
  "config: {rollback: true}",
  "config: {delete: true}",
  "local: {set: {note: mine, offset: -1}}",
  "local: {set: {seconds: 30}}",
  "local: {set: {seconds: 1}}",
];
/** Both sides change a property while they are apart. */
const QUARREL = "quarrel";
/** What must stand in the timeline, too, for something to show at all: before it, or at its time. */
const NEEDED: readonly { by: string; what: string; before: boolean }[] = [
  { by: "clock.jump", what: "local: {set: {note: mine}}", before: false },
  { by: "command.replay", what: "command: blink", before: true },
];
/** Something is wrong with gateways: how long it lasts says what. */
const GATEWAYS = "gateways";
const GATEWAY_FAULTS = [
  "fault: backhaul.outage",
  "fault: backhaul.outage",
  "fault: gateway.crash",
  "fault: gateway.crash, params: {restartAfter: 1h}",
];
const HEADQUARTERS = [
  "fault: cloud.outage",
  "fault: broker.limit, params: {connectsPerSecond: 1}",
  "fault: broker.limit, params: {ingestPerSecond: 1}",
];

const BEHAVIOURS = [
  "",
  ", behaviours: [{boot-loop: {share: 40%}}]",
  ", behaviours: [{leak: {after: 25m, share: 60%}}]",
  ", behaviours: [{drain: {current: 3mA, share: 50%}}]",
  ", behaviours: [{sensor-bias: {bias: 5}}]",
  ", behaviours: [{payload-schema: {share: 50%}}]",
  ", behaviours: [{sync-restart: {every: 20m}}]",
  ", behaviours: [{no-backoff: {}}, {leak: {after: 40m}}]",
];
const DEFECTS = [
  "none",
  "corrupt",
  "wrong-key",
  "truncated",
  "corrupt-chunk",
  "truncated-chunk",
  "wrong-base",
];
const GATES = [
  "{failureType: ALL, thresholdPercentage: 30, minNumberOfExecutedThings: 2, action: ROLLBACK}",
  "{failureType: FAILED, thresholdPercentage: 50, minNumberOfExecutedThings: 3, action: CANCEL}",
  '{when: "canary.reboots > 2 * baseline.reboots + 0.1", window: 1h, minNumberOfExecutedThings: 2, action: ROLLBACK}',
  '{when: "canary.energy > 1.3 * baseline.energy", window: 1h, minNumberOfExecutedThings: 2, action: PAUSE}',
  '{when: "canary.value > baseline.value + 2", window: 30m, minNumberOfExecutedThings: 2, action: ROLLBACK}',
  '{when: "canary.rejected > baseline.rejected + 1", window: 30m, minNumberOfExecutedThings: 2, action: CANCEL}',
  '{when: "canary.connects > 3 * baseline.connects + 1", window: 1h, minNumberOfExecutedThings: 1, action: ROLLBACK}',
];

const pick = <T>(list: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...list);
const upTo = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max });

const target = fc.record({
  /** Which group, or (one beyond) a whole site. */
  whom: upTo(9),
  percent: fc.integer({ min: 10, max: 100 }),
  pick: pick(["random", "first", "worst-signal"]),
});

const happening = (weight: number, what: fc.Arbitrary<string>, lasts: fc.Arbitrary<number>) => ({
  weight,
  arbitrary: fc.record({ what, target, at: upTo(1000), lasts }),
});
const ONCE = fc.constant(-1);

const entry = fc.oneof(
  happening(
    6,
    pick(FAULTS).map((kind) => `fault: ${kind}`),
    upTo(300),
  ),
  happening(
    2,
    pick(ATTACKS).map((kind) => `fault: ${kind}`),
    ONCE,
  ),
  happening(5, pick(CONFIGS), ONCE),
  happening(1, fc.constant(QUARREL), upTo(60)),
  happening(
    3,
    pick(COMMANDS).map((kind) => `command: ${kind}`),
    ONCE,
  ),
  happening(1, fc.constant("decommission: {reason: old}"), ONCE),
  happening(2, fc.constant(GATEWAYS), upTo(200)),
  happening(1, pick(HEADQUARTERS), upTo(60)),
);

const rollout = fc.record({
  at: upTo(600),
  target,
  size: pick(["2KB", "12KB", "90KB"]),
  delta: fc.boolean(),
  behaviours: pick(BEHAVIOURS),
  defect: pick(DEFECTS),
  gates: fc.uniqueArray(pick(GATES), { maxLength: 4 }),
  soakMinutes: fc.integer({ min: 1, max: 60 }),
  jitter: pick(["0s", "3m"]),
  timeout: pick(["10m", "1h", "6h"]),
});

const world = fc.record({
  seed: upTo(1_000_000),
  minutes: fc.integer({ min: 120, max: 720 }),
  boxed: fc.boolean(),
  groups: fc.array(
    fc.record({
      kind: pick(KINDS),
      count: fc.integer({ min: 1, max: 9 }),
      policy: pick(["cloud", "device", "latest", "manual"]),
    }),
    { minLength: 3, maxLength: 8 },
  ),
  gateways: fc.integer({ min: 1, max: 4 }),
  small: fc.boolean(),
  entries: fc.array(entry, { minLength: 4, maxLength: 18 }),
  rollouts: fc.array(rollout, { maxLength: 2 }),
});
export type Everything = typeof world extends fc.Arbitrary<infer World> ? World : never;

const SITES = ["north", "south"];
/** Every third group lives in the south. */
const siteOf = (index: number): string => SITES[index % 3 === 2 ? 1 : 0];
const groupName = (index: number): string => `${siteOf(index)}/g${index}`;

/** Up to two rules from anybody heard to somebody who listens, at gateways that have both. */
const rulesAt = (groups: Everything["groups"], site: string): string => {
  const here = groups
    .map(({ kind }, index) => ({ kind, index }))
    .filter(({ index }) => siteOf(index) === site);
  const ears = here.filter(({ kind }) => kind.attached && kind.listens);
  const mouths = here.filter(({ kind }) => kind.attached);
  if (ears.length === 0) return "[]";
  const rules = [mouths[0], mouths[mouths.length - 1]].map(
    ({ index }, n) =>
      `{when: {group: ${groupName(index)}, above: ${n === 0 ? 0.5 : 21}, hysteresis: 0.2}, actuate: {group: ${groupName(ears[0].index)}, name: act-${n}}}`,
  );
  return `[${rules.join(", ")}]`;
};

const CLOSELY = "anomaly: {spike: {z: 3, memory: 8, calm: 2}, drift: {memory: 20m, slack: 0.3, limit: 5}}";

const siteText = (world: Everything, site: string): string => {
  const groups = world.groups.flatMap(({ kind, count, policy }, index) => {
    if (siteOf(index) !== site) return [];
    const own = [kind.overrides, SETTINGS(policy), "firmware: {version: 1.0.0}"].filter(Boolean).join(", ");
    return [
      `      - {id: ${groupName(index)}, twin: ${kind.twin}, count: ${count}, ${kind.more ?? ""}labels: {part: "${index % 2}"}, overrides: {${own}}}`,
    ];
  });
  if (groups.length === 0) return "";
  // Gateways that are small look closely: for everything there is, and so that they often find it.
  const store = world.small ? `store: {max: 20, drain: 1/s}, ${CLOSELY}, ` : "";
  return `  - id: ${site}
    region: eu-${site}
    gateways: {twin: fog-gateway, count: ${world.gateways}, overrides: {${store}rules: ${rulesAt(world.groups, site)}}}
    devices:
${groups.join("\n")}
`;
};

const whomText = (
  { groups }: Everything,
  { whom, percent, pick: by }: Everything["entries"][number]["target"],
): string =>
  whom < groups.length
    ? `{group: ${groupName(whom)}, percent: ${percent}, pick: ${by}, allowEmpty: true}`
    : `{site: ${groups.length > 2 ? SITES[whom % 2] : "north"}, kind: devices, percent: ${percent}, allowEmpty: true}`;

const minuteOf = (world: Everything, perMille: number): number =>
  1 + Math.floor((perMille * (world.minutes - 2)) / 1000);

const entryText = (world: Everything, each: Everything["entries"][number], index: number): string => {
  const at = minuteOf(world, each.at);
  const lasts = each.lasts < 0 ? "" : `, for: ${Math.max(1, Math.min(each.lasts, world.minutes - at))}m`;
  const what = each.what === GATEWAYS ? GATEWAY_FAULTS[each.lasts % GATEWAY_FAULTS.length] : each.what;
  const whom =
    each.what === GATEWAYS
      ? `, target: {site: ${siteOf(each.target.whom % world.groups.length)}, gateways: {percent: ${each.target.percent}}}`
      : HEADQUARTERS.includes(each.what)
        ? ""
        : `, target: ${whomText(world, each.target)}`;
  if (each.what === QUARREL)
    return [
      `  - {id: e${index}, at: ${at}m${lasts}, fault: device.offline${whom}}`,
      `  - {id: e${index}-cloud, at: ${at}m, config: {desired: {seconds: 120, note: theirs}}${whom}}`,
      `  - {id: e${index}-hand, at: ${at}m, local: {set: {seconds: 90, note: ours}}${whom}}`,
    ].join("\n");
  const own = `  - {id: e${index}, at: ${at}m${lasts}, ${what}${whom}}`;
  const other = NEEDED.find(({ by }) => each.what.includes(by));
  if (other === undefined) return own;
  const when = other.before ? "30s" : `${at}m`;
  return [own, `  - {id: e${index}-so, at: ${when}, ${other.what}${whom}}`].join("\n");
};

/** The scenario of a world. */
const scenarioText = (world: Everything): string => `
iotctl: 1
name: everything
seed: ${world.seed}
duration: ${world.minutes}m
start: ${world.boxed ? "{state: unprovisioned, over: 30m}" : "{state: active}"}
tenants:
  - {id: city, sla: {availability: 99%, freshness: {share: 95%, within: 10m}}}
sites:
${SITES.map((site) => siteText(world, site)).join("")}
timeline:
${world.entries.map((each, index) => entryText(world, each, index)).join("\n")}
record:
  - {target: {percent: 50}, keep: ${["none", "full", "alarms"][world.seed % 3]}, rows: 900}
  - {target: {percent: 40}, keep: sample, share: 30%}
firmware:
  - {version: 1.0.1, size: 1KB}
${world.rollouts
  .map(
    ({ size, delta, behaviours, defect }, n) =>
      `  - {version: 2.0.${n}, size: ${size}${delta || defect === "wrong-base" ? ", delta: {from: 1.0.0, size: 600B}" : ""}, defect: ${defect}${behaviours}}`,
  )
  .join("\n")}
rollouts:${world.rollouts.length === 0 ? " []" : ""}
${world.rollouts
  .map(
    (each, n) => `  - id: r${n}
    at: ${minuteOf(world, each.at)}m
    to: 2.0.${each.size === "2KB" ? 0 : n}
    target: ${whomText(world, each.target)}
    stages: [{percent: 40, soak: ${each.soakMinutes}m}, {percent: 100}]
    rate: {baseRatePerMinute: 20}
    timeout: ${each.timeout}
    restartJitter: ${each.jitter}
    abort: [${each.gates.join(", ")}]`,
  )
  .join("\n")}
`;

export const scenarioOfWorld = (world: Everything): { scenario: Scenario; text: string } => {
  const text = scenarioText(world);
  return { scenario: scenarioOf(text), text };
};

/** So many worlds, the same for the same seed. Without bias: small worlds are the least telling. */
export const worldsOf = (seed: number, count: number): Everything[] =>
  fc.sample(fc.noBias(world), { seed, numRuns: count });
