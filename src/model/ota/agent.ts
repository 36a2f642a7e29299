// OTA-3: the update agent of a device with two slots: download in chunks with resume, verify hash and signature, write
// the inactive slot, swap, boot, self-test, commit; or fall back to the old slot after failed boots. One step per
// UPDATE timer; every step finds all it needs in the job, so a power cut between any two resumes.
import { EventKind } from "../../event/event.js";
import { Answer, type MessageColumns, MessageKind } from "../../event/message.js";
import { JOB_STATUSES, UPDATE_STATES, type UpdateState } from "../../event/vocabulary.js";
import { type CellState, Timer } from "../cell-state.js";
import { drain, UPDATE } from "../device/battery.js";
import { brick, reboot } from "../device/boot.js";
import { chargePpm } from "../device/charge.js";
import { NO_VERSION, Power } from "../device/columns.js";
import { answered, tell, Want, want } from "../device/requests.js";
import { carries, carriesFrame } from "../device/supply.js";
import { Purpose } from "../purpose.js";
import { hasQuirk, refreshQuirks } from "./behaviour.js";
import type { UpdateJob } from "./job.js";

const CHUNK_BYTES = 16_384;
/** OTA-4: no install below this charge. */
export const MIN_UPDATE_CHARGE_PPM = 200_000;
/** A crashing firmware lives this long after each boot. */
const CRASH_AFTER_MS = 8_000;
/** The bootloader gives a new image this many boots. */
export const BOOT_ATTEMPTS_MAX = 3;
/** OTA-3: self-test within five minutes, or back. */
const SELF_TEST_MAX_MS = 300_000;
const SELF_TEST_RETRY_MS = 10_000;
const STATUS_BYTES = 180;
/** Brown-outs in a row after which an agent stops writing: one less than what keeps its device off. */
const WRITES_BROWNED_MAX = 2;

/** Versions by their numbers, dot by dot; a missing number counts as 0. Negative when `left` is older. */
export const compareVersions = (left: string, right: string): number => {
  const numbers = (version: string): number[] => version.split(/[^0-9]+/).map(Number);
  const [a, b] = [numbers(left), numbers(right)];
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

const stateCode = (state: UpdateState): number => UPDATE_STATES.indexOf(state);

const step = (cell: CellState, device: number, job: UpdateJob, state: UpdateState, nowMs: number): void => {
  job.state = stateCode(state);
  cell.emit(EventKind.updateStep, device, nowMs, job.rollout, job.state, job.version);
};

const again = (cell: CellState, device: number, afterMs: number, nowMs: number): void =>
  cell.timers.schedule(device * Timer.count + Timer.update, nowMs + Math.max(1, Math.ceil(afterMs)));

/** The cloud says there may be work. */
export const onJobNotify = (cell: CellState, device: number, nowMs: number): void => {
  if (cell.dev.power[device] !== Power.running || cell.jobs.has(device)) return;
  want(cell, device, Want.job, nowMs);
};

/** The answer to Want.job: nothing, or a job to start. */
export const onJobDocument = (
  cell: CellState,
  device: number,
  inbox: MessageColumns,
  row: number,
  nowMs: number,
): void => {
  answered(cell, device, Want.job);
  if (inbox.a[row] !== Answer.ok || cell.jobs.has(device)) return;
  const version = inbox.c[row];
  const imageBytes = inbox.d[row];
  const job: UpdateJob = {
    rollout: inbox.b[row],
    version,
    state: 0,
    imageBytes,
    leftBytes: imageBytes,
    rollback: imageBytes === 0,
    from: cell.dev.version[device],
    booted: false,
  };
  cell.jobs.set(device, job);
  if (!job.rollback && compareVersions(cell.plan.versions[version], cell.plan.versions[job.from]) < 0) {
    // Anti-rollback: an older version only comes back as the other slot's content.
    step(cell, device, job, "refused", nowMs);
    conclude(cell, device, job, "REJECTED", "older than what runs", nowMs);
    return;
  }
  cell.values[cell.group(device).series.updateStarted + version]++;
  step(cell, device, job, job.rollback ? "swapping" : "downloading", nowMs);
  again(cell, device, 1, nowMs);
};

/** Tells the cloud how it ended and forgets the job; waits for a way if there is none. */
const conclude = (
  cell: CellState,
  device: number,
  job: UpdateJob,
  status: string,
  reason: string,
  nowMs: number,
): void => {
  if (cell.dev.online[device] === 0 || !carriesFrame(cell, device, cell.group(device), nowMs)) return;
  const code = JOB_STATUSES.indexOf(status as (typeof JOB_STATUSES)[number]);
  cell.jobs.delete(device);
  cell.values[cell.group(device).series.updateOutcome + code]++;
  const c = cell.dev.version[device];
  tell(
    cell,
    device,
    { kind: MessageKind.jobStatus, a: job.rollout, b: code, c, bytes: STATUS_BYTES, body: reason },
    nowMs,
  );
};

const download = (cell: CellState, device: number, job: UpdateJob, nowMs: number): void => {
  if (cell.dev.online[device] === 0) return;
  const group = cell.group(device);
  const { radio } = group.twin;
  const chunk = Math.min(CHUNK_BYTES, job.leftBytes);
  const ms = Math.max(1, Math.ceil((chunk * 1000) / radio.downlinkBytesPerS));
  if (!carries(cell, device, group, nowMs, UPDATE, radio.rxUA, radio.rxUA * ms)) return;
  drain(cell, device, group, UPDATE, radio.rxUA * ms);
  cell.values[group.series.updateBytes] += chunk;
  cell.values[group.series.bytesDown] += chunk;
  group.random.draw(
    cell.entityOf[device] - group.first,
    Purpose.link,
    cell.dev.attempts[device]++ & 0xffffff,
  );
  if (!group.random.chancePpm(cell.dev.lossPpm[device])) job.leftBytes -= chunk;
  if (job.leftBytes === 0) step(cell, device, job, "verifying", nowMs);
  again(cell, device, ms + radio.latencyMs, nowMs);
};

const verifyStep = (
  cell: CellState,
  device: number,
  job: UpdateJob,
  isGenuine: boolean,
  nowMs: number,
): void => {
  const group = cell.group(device);
  if (!isGenuine) {
    step(cell, device, job, "refused", nowMs);
    conclude(cell, device, job, "FAILED", "signature or hash does not match", nowMs);
    return;
  }
  if (chargePpm(cell, device, group) < MIN_UPDATE_CHARGE_PPM) {
    step(cell, device, job, "refused", nowMs);
    conclude(cell, device, job, "REJECTED", "battery below the update minimum", nowMs);
    return;
  }
  step(cell, device, job, "installing", nowMs);
  const { flashUA } = group.twin.power;
  const writeMs = (job.imageBytes * 1000) / group.twin.firmware.flashBytesPerS;
  if (!carries(cell, device, group, nowMs, UPDATE, flashUA, flashUA * writeMs)) return;
  drain(cell, device, group, UPDATE, flashUA * writeMs);
  again(cell, device, writeMs, nowMs);
};

const install = (cell: CellState, device: number, job: UpdateJob, nowMs: number): void => {
  const group = cell.group(device);
  cell.dev.otherVersion[device] = job.version;
  step(cell, device, job, "swapping", nowMs);
  const { restartJitterMs } = cell.plan.scenario.rollouts[job.rollout];
  group.random.draw(cell.entityOf[device] - group.first, Purpose.restart, job.rollout & 0xffffff);
  again(cell, device, 1 + group.random.uniform() * restartJitterMs, nowMs);
};

/** Exchanges the slots: what was inactive runs at the next boot. */
const swapSlots = (cell: CellState, device: number): void => {
  const { dev, values } = cell;
  const { series } = cell.group(device);
  const old = dev.version[device];
  values[series.version + old]--;
  dev.version[device] = dev.otherVersion[device];
  // With one slot the new image has replaced the old one.
  dev.otherVersion[device] = cell.group(device).twin.firmware.slots === 1 ? NO_VERSION : old;
  values[series.version + dev.version[device]]++;
  refreshQuirks(cell, device);
};

const swap = (cell: CellState, device: number, job: UpdateJob, nowMs: number): void => {
  if (cell.dev.otherVersion[device] === NO_VERSION || cell.dev.otherVersion[device] !== job.version) {
    step(cell, device, job, "refused", nowMs);
    conclude(cell, device, job, "FAILED", "the other slot does not hold that version", nowMs);
    return;
  }
  swapSlots(cell, device);
  job.booted = true;
  cell.dev.bootFails[device] = 0;
  step(cell, device, job, "self-testing", nowMs);
  reboot(cell, device, job.rollback ? "rollback" : "update", true, nowMs);
};

const fallBack = (cell: CellState, device: number, job: UpdateJob, nowMs: number): void => {
  if (cell.dev.otherVersion[device] === NO_VERSION) {
    brick(cell, device, "update", nowMs);
    return;
  }
  swapSlots(cell, device);
  cell.dev.bootFails[device] = 0;
  step(cell, device, job, "rolled-back", nowMs);
  reboot(cell, device, "rollback", false, nowMs);
};

const selfTest = (cell: CellState, device: number, job: UpdateJob, nowMs: number): void => {
  const { dev } = cell;
  if (hasQuirk(cell, device, "boot-loop")) {
    dev.bootFails[device]++;
    if (dev.bootFails[device] >= BOOT_ATTEMPTS_MAX) fallBack(cell, device, job, nowMs);
    else reboot(cell, device, "boot-loop", false, nowMs);
    return;
  }
  if (dev.online[device] === 1) {
    step(cell, device, job, "committed", nowMs);
    conclude(cell, device, job, job.rollback ? "ROLLED_BACK" : "SUCCEEDED", "", nowMs);
    return;
  }
  dev.bootFails[device]++;
  if (dev.bootFails[device] * SELF_TEST_RETRY_MS > SELF_TEST_MAX_MS) fallBack(cell, device, job, nowMs);
  else again(cell, device, SELF_TEST_RETRY_MS, nowMs);
};

/** UPDATE timer. `isGenuine` checks the image of a version index, really. */
export const onUpdateTimer = (
  cell: CellState,
  device: number,
  isGenuine: (version: number) => boolean,
  nowMs: number,
): void => {
  const job = cell.jobs.get(device);
  if (job === undefined || cell.dev.power[device] !== Power.running) return;
  switch (UPDATE_STATES[job.state]) {
    case "downloading":
      download(cell, device, job, nowMs);
      break;
    case "verifying":
      verifyStep(cell, device, job, isGenuine(job.version), nowMs);
      break;
    case "installing":
      install(cell, device, job, nowMs);
      break;
    case "swapping":
      swap(cell, device, job, nowMs);
      break;
    case "self-testing":
      selfTest(cell, device, job, nowMs);
      break;
    case "committed":
      conclude(cell, device, job, job.rollback ? "ROLLED_BACK" : "SUCCEEDED", "", nowMs);
      break;
    case "rolled-back":
      conclude(cell, device, job, "FAILED", "boot loop: fell back to the old slot", nowMs);
      break;
    case "refused":
      conclude(cell, device, job, "FAILED", "refused", nowMs);
      break;
  }
};

/** A boot has completed: go on where the job stands. */
export const resumeJob = (cell: CellState, device: number, nowMs: number): void => {
  const job = cell.jobs.get(device);
  if (job === undefined) return;
  const { selfTestMs } = cell.group(device).twin.firmware;
  const isTesting = UPDATE_STATES[job.state] === "self-testing";
  const isDoomed = isTesting && hasQuirk(cell, device, "boot-loop");
  // A write that was cut off is begun again from the downloaded image; one that a battery does not carry, once.
  if (UPDATE_STATES[job.state] === "installing")
    step(cell, device, job, cell.dev.sags[device] >= WRITES_BROWNED_MAX ? "refused" : "verifying", nowMs);
  again(cell, device, isTesting ? (isDoomed ? CRASH_AFTER_MS : selfTestMs) : 1_000, nowMs);
};
