// A device twin as the model reads it, made of its text: units in the names, what the chemistry gives where the text is silent.
import type { BatteryTwin, ChemistrySpec } from "../spec/power.js";
import type { RadioTwin } from "../spec/radio.js";
import type { ShadowPropertyTwin } from "../spec/shadow.js";
import type { DeviceTwin } from "../spec/twin.js";
import type { DeviceTwinText } from "./schema/twin-device.js";
import { signalOf } from "./signal-twin.js";

/** Cells in series stand for the twin's nominal voltage when it is within this share of a whole multiple. */
const NOMINAL_TOLERANCE = 0.15;

/** The battery with the values its chemistry gives where the twin is silent; undefined when the voltages do not fit. */
export const batteryOf = (
  text: NonNullable<DeviceTwinText["power"]["battery"]>,
  chemistry: ChemistrySpec,
): BatteryTwin | undefined => {
  const ratio = text.nominal / chemistry.nominalMv;
  const cellsInSeries = Math.max(1, Math.round(ratio));
  if (Math.abs(ratio / cellsInSeries - 1) > NOMINAL_TOLERANCE) return undefined;
  return {
    chemistry,
    capacityMAh: text.capacity,
    nominalMv: text.nominal,
    cellsInSeries,
    emptyPpm: text.empty,
    selfDischargePpmPerYear: text.selfDischargePerYear ?? chemistry.selfDischarge.ppmPerYear,
    initialChargePpm: text.initialCharge,
    healthPpm: text.health,
    brownoutMv: text.brownout ?? chemistry.cutoffMv * cellsInSeries,
    milliohm: text.resistance ?? null,
    lifeMs: text.life ?? 0,
  };
};

const solarOf = (solar: DeviceTwinText["power"]["solar"]): DeviceTwin["power"]["solar"] =>
  solar === undefined
    ? null
    : {
        panelMw: solar.panel,
        latitudeDeg: solar.latitude,
        performancePpm: solar.performance,
        cloud: {
          meanPpm: solar.cloud.mean,
          spreadPpm: solar.cloud.spread,
          correlation: solar.cloud.correlation,
        },
      };

const powerOf = ({ power }: DeviceTwinText, battery: BatteryTwin | null): DeviceTwin["power"] => ({
  source: power.source,
  battery,
  ambient: {
    meanC: power.ambient.mean,
    swingC: power.ambient.swing,
    seasonC: power.ambient.season,
    peakHour: power.ambient.peakHour,
  },
  solar: battery === null ? null : solarOf(power.solar),
  sleepUA: power.sleep,
  senseUA: power.sense.current,
  senseMs: power.sense.time,
  computeUA: power.compute.current,
  computeMs: power.compute.time,
  flashUA: power.flash.current,
});

const reportingOf = ({ reporting }: DeviceTwinText): DeviceTwin["reporting"] => {
  const { alarm } = reporting;
  return {
    mode: reporting.mode,
    intervalMs: reporting.interval,
    watch: reporting.watch,
    deadband: reporting.deadband,
    heartbeatMs: reporting.heartbeat,
    payloadBytes: reporting.payload,
    qos: reporting.qos,
    passthrough: reporting.passthrough,
    alarm: alarm === undefined ? null : { above: alarm.above ?? null, below: alarm.below ?? null },
  };
};

const firmwareOf = ({ firmware }: DeviceTwinText): DeviceTwin["firmware"] => ({
  version: firmware.version,
  slots: firmware.slots,
  flashBytesPerS: firmware.flash,
  rebootMs: firmware.reboot,
  selfTestMs: firmware.selfTest,
});

/** When a device is unwell, and what is done about it. */
const healthOf = ({ degraded, health, hangs, repair }: DeviceTwinText) => ({
  degradedBelowPpm: degraded.below,
  recoveredAbovePpm: degraded.recoveredAbove,
  degradedIntervalFactor: degraded.intervalFactor,
  health: {
    checkMs: health.check ?? null,
    warningPpm: health.battery.warning,
    criticalPpm: health.battery.critical,
    offlineMs: health.offline,
    stuckAfter: health.stuckAfter ?? null,
  },
  repairMs: repair,
  hangs: { sharePpm: hangs.share, timeMs: hangs.time },
});

/** A device twin as the model reads it. */
export const deviceTwinOf = (
  text: DeviceTwinText,
  battery: BatteryTwin | null,
  radio: RadioTwin,
  shadow: ShadowPropertyTwin[],
): DeviceTwin => ({
  kind: "device",
  name: text.twin,
  description: text.description,
  attach: text.attach,
  power: powerOf(text, battery),
  radio,
  signal: signalOf(text.signal),
  reporting: reportingOf(text),
  bufferMax: text.buffer.max,
  bufferDrop: text.buffer.drop,
  reconnect: { policy: text.reconnect.policy, baseMs: text.reconnect.base, capMs: text.reconnect.cap },
  keepaliveMs: text.keepalive,
  firmware: firmwareOf(text),
  shadow,
  ...healthOf(text),
  rules: text.rules.map(({ above, below, actuate, latency, load }) => ({
    above: above ?? null,
    below: below ?? null,
    actuate,
    latencyMs: latency,
    loadUA: load.current,
    loadMs: load.time,
  })),
  clock: {
    driftPpm: text.clock.driftPpm,
    ntpErrorMs: text.clock.ntpError,
    ntpIntervalMs: text.clock.ntpInterval,
  },
  mtbfMs: text.mtbf,
});
