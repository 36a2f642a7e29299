// What the figures of a file already rule out, as warnings: a freshness no device of a tenant can have, an image that
// cannot come down in time. Only what is certain is told: each bound takes the best case.
import { formatDuration, MINUTE_MS } from "../core/duration.js";
import { formatBytes, PPM } from "../core/units.js";
import type { FirmwareSpec } from "../spec/firmware.js";
import type { DeviceGroupSpec } from "../spec/fleet.js";
import type { RadioTwin } from "../spec/radio.js";
import type { RolloutSpec } from "../spec/rollout.js";
import { deviceGroupMatches } from "../spec/selection.js";
import type { DeviceTwin } from "../spec/twin.js";
import { BLOCK_BYTES_USUAL, REQUEST_BYTES_USUAL } from "../transport/download-habits.js";
import { TRANSPORTS } from "../transport/kinds.js";
import type { Context } from "./context.js";
import type { Fleet } from "./fleet.js";
import { itemNamed, spanAt } from "./tree.js";

/** The longest the newest reading at the cloud has to get old: the pace of the device, or of its gateways' summaries. */
const slowestMs = (fleet: Fleet, group: DeviceGroupSpec): number => {
  const { reporting } = fleet.deviceTwins[group.twin];
  // By exception a device may say something at any time, and a recording at the times of its rows.
  const isSteady = group.trace === null && (reporting.mode === "periodic" || reporting.mode === "polled");
  const paceMs = isSteady ? reporting.intervalMs : 0;
  if (group.via === "direct" || reporting.passthrough) return paceMs;
  const windows = fleet.gateways
    .filter(({ site }) => site === group.site)
    .map(({ twin }) => fleet.gatewayTwins[twin])
    .map(({ aggregate, windowMs }) => (aggregate ? windowMs : 0));
  return Math.max(paceMs, windows.length === 0 ? 0 : Math.min(...windows));
};

const warnFreshness = (context: Context, fleet: Fleet): void => {
  for (const { id, freshnessSharePpm, freshnessWithinMs, stated } of fleet.tenants) {
    if (!stated.freshness) continue;
    const groups = fleet.devices.filter(({ tenant }) => tenant === id);
    const devices = groups.reduce((sum, { count }) => sum + count, 0);
    if (devices === 0) continue;
    const best = groups.reduce((sum, group) => {
      const ms = slowestMs(fleet, group);
      return sum + group.count * (ms > freshnessWithinMs ? freshnessWithinMs / ms : 1);
    }, 0);
    if (best / devices >= freshnessSharePpm / PPM) continue;
    const slowest = groups.reduce((x, y) => (slowestMs(fleet, y) > slowestMs(fleet, x) ? y : x));
    const tree = itemNamed(context.root, "tenants", id);
    const most = Math.floor((best / devices) * 1000) / 10;
    const every = formatDuration(slowestMs(fleet, slowest));
    context.problems.warning(
      spanAt(tree, ["sla", "freshness"]),
      "SCN087",
      `tenant \`${id}\` is promised readings within ${formatDuration(freshnessWithinMs)} for ${freshnessSharePpm / 10_000} % of the time; ${slowest.id} is heard every ${every}, so at most ${most} % can be`,
      "allow more time (`within`), or let the devices report more often",
    );
  }
};

/** The least time an image takes over a radio at its best rate: blocks one after the other, each asked for. */
export const leastDownloadMs = (radio: RadioTwin, bytes: number): number => {
  const transport = TRANSPORTS[radio.transport];
  const rate = transport.fastestRate(radio);
  const habits = transport.download?.(radio, rate) ?? {};
  const request = transport.attempt(radio, rate, habits.requestBytes ?? REQUEST_BYTES_USUAL);
  const requestMs = (habits.requestUs ?? request.airtimeUs) / 1000;
  if (transport.isPaced) {
    const frames = Math.ceil(bytes / transport.payloadMaxBytes(radio, rate));
    // A request each, and silence after it as the duty cycle asks.
    return Math.ceil((frames * requestMs * PPM) / Math.min(PPM, Math.max(1, radio.link.dutyCyclePpm)));
  }
  const blocks = Math.ceil(bytes / (habits.blockBytes ?? BLOCK_BYTES_USUAL));
  const perS = habits.bytesPerS ?? radio.downlinkBytesPerS;
  return Math.ceil((bytes * 1000) / perS + blocks * requestMs);
};

const bytesFor = ({ delta, sizeBytes }: FirmwareSpec, { firmware }: DeviceTwin): number =>
  delta !== null && delta.from === firmware.version ? delta.sizeBytes : sizeBytes;

const warnImages = (
  context: Context,
  fleet: Fleet,
  firmware: readonly FirmwareSpec[],
  rollouts: readonly RolloutSpec[],
): void => {
  for (const { id, version, target, timeoutMs } of rollouts) {
    const image = firmware.find((one) => one.version === version);
    if (image === undefined) continue;
    const late = fleet.devices.flatMap((group) => {
      const twin = fleet.deviceTwins[group.twin];
      const bytes = bytesFor(image, twin);
      const ms = leastDownloadMs(twin.radio, bytes);
      return deviceGroupMatches(target, group, twin) && ms > timeoutMs ? [{ group, twin, bytes, ms }] : [];
    });
    if (late.length === 0) continue;
    const worst = late.reduce((x, y) => (y.ms > x.ms ? y : x));
    const tree = itemNamed(context.root, "rollouts", id);
    const others = late.length === 1 ? "" : `, and ${late.length - 1} more`;
    const least = formatDuration(Math.ceil(worst.ms / MINUTE_MS) * MINUTE_MS);
    context.problems.warning(
      spanAt(tree, ["timeout"]),
      "SCN088",
      `rollout \`${id}\`: ${formatBytes(worst.bytes)} over ${worst.twin.radio.transport} take ${least} at least, longer than its timeout of ${formatDuration(timeoutMs)}; no device of ${worst.group.id}${others} can finish`,
      "raise `timeout`, send a `delta`, or leave these devices out",
    );
  }
};

/** Tells what cannot come true. */
export const warnOutOfReach = (
  context: Context,
  fleet: Fleet,
  firmware: readonly FirmwareSpec[],
  rollouts: readonly RolloutSpec[],
): void => {
  if (!fleet.complete) return;
  warnFreshness(context, fleet);
  warnImages(context, fleet, firmware, rollouts);
};
