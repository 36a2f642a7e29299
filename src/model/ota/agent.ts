// OTA-3: the update agent of a device with two slots: download block by block (download.ts), verify hash and signature of
// the image or of what the patch makes, write the inactive slot, swap, boot, self-test, commit; or fall back to the old slot
// after failed boots. One step per UPDATE timer; every step finds all it needs in the job, so a power cut between any two
// resumes.
import { EventKind } from "../../event/event.js";
import { Answer, type MessageColumns, MessageKind } from "../../event/message.js";
import { JOB_STATUSES, UPDATE_STATES, type UpdateState } from "../../event/vocabulary.js";
import { type CellState, Timer } from "../cell-state.js";
import { drain, settle, UPDATE } from "../device/battery.js";
import { brick, onSupply, reboot } from "../device/boot.js";
import { NO_VERSION, Power } from "../device/columns.js";
import { answered, uplinkArrivalMs, Want, want } from "../device/requests.js";
import { Purpose } from "../purpose.js";
import { hasQuirk, refreshQuirks } from "./behaviour.js";
import { downloadTurn, isTooLow } from "./download.js";
import { firmwareStore } from "./firmware-store.js";
import { type JobEnd, newJob, type UpdateJob } from "./job.js";

/** Checking an image: an Ed25519 signature, and SHA-256 over its bytes on a Cortex-M4 (estimates, ms and bytes per ms). */
const SIGNATURE_MS = 400;
const HASH_BYTES_PER_MS = 1_000;
/** How often a device that waits for charge looks at its battery. */
const PAUSE_LOOK_MS = 600_000;
/** A crashing firmware lives this long after each boot. */
const CRASH_AFTER_MS = 8_000;
/** The bootloader gives a new image this many boots. */
export const BOOT_ATTEMPTS_MAX = 3;
/** OTA-3: self-test within five minutes, or back. */
const SELF_TEST_MAX_MS = 300_000;
const SELF_TEST_RETRY_MS = 10_000;
const STATUS_BYTES = 180;

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

const step = (
  cell: CellState,
  device: number,
  job: UpdateJob,
  state: UpdateState,
  nowMs: number,
  note?: string,
): void => {
  job.state = stateCode(state);
  cell.emit(EventKind.updateStep, device, nowMs, job.rollout, job.state, job.version, note);
};

const again = (cell: CellState, device: number, afterMs: number, nowMs: number): void =>
  cell.timers.schedule(device * Timer.count + Timer.update, nowMs + Math.max(1, Math.ceil(afterMs)));

/** Something takes until then, whatever wakes the agent in between. */
const busy = (cell: CellState, device: number, job: UpdateJob, forMs: number, nowMs: number): void => {
  job.dueMs = nowMs + Math.max(1, Math.ceil(forMs));
  again(cell, device, forMs, nowMs);
};

/** What is not written yet can still be called off. */
const isFetching = (job: UpdateJob): boolean => {
  const state = UPDATE_STATES[job.state];
  return state === "downloading" || state === "paused" || state === "verifying";
};

/** The cloud says there may be work, or that a rollout is called off. */
export const onJobNotify = (
  cell: CellState,
  device: number,
  inbox: MessageColumns,
  row: number,
  nowMs: number,
): void => {
  if (cell.dev.power[device] !== Power.running) return;
  const job = cell.jobs.get(device);
  const isCancelled = inbox.b[row] === 1;
  if (job === undefined) {
    if (!isCancelled) want(cell, device, Want.job, nowMs);
    return;
  }
  if (!isCancelled || job.rollout !== inbox.a[row] || !isFetching(job)) return;
  step(cell, device, job, "refused", nowMs, "called off");
  conclude(cell, device, job, "CANCELED", "the rollout was aborted", nowMs);
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
  const what = { rollout: inbox.b[row], version, from: cell.dev.version[device] };
  const isDelta = inbox.body.has(row);
  const job = newJob({ ...what, isDelta, imageBytes: inbox.d[row] }, nowMs);
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
  status: JobEnd,
  reason: string,
  nowMs: number,
): void => {
  job.ended = { status, reason };
  if (cell.dev.online[device] === 0) return;
  const code = JOB_STATUSES.indexOf(status);
  cell.jobs.delete(device);
  cell.values[cell.group(device).series.updateOutcome + code]++;
  const atMs = uplinkArrivalMs(cell, device, nowMs);
  cell.values[cell.group(device).series.bytesUp] += STATUS_BYTES;
  cell.send(
    MessageKind.jobStatus,
    device,
    atMs,
    job.rollout,
    code,
    cell.dev.version[device],
    0,
    STATUS_BYTES,
    reason,
  );
};

/** OTA-5: a patch that does not lead to a genuine image is thrown away, the whole image fetched instead. */
const fetchWhole = (cell: CellState, device: number, job: UpdateJob, reason: string, nowMs: number): void => {
  job.isDelta = false;
  job.imageBytes = firmwareStore(cell.plan).imageBytes(job.version);
  job.leftBytes = job.imageBytes;
  cell.values[cell.group(device).series.updateFallbacks]++;
  step(cell, device, job, "downloading", nowMs, `whole image: ${reason}`);
  again(cell, device, 1, nowMs);
};

/** Too little charge: waits where the sun may bring it back, gives up where nothing will. */
const saveCharge = (cell: CellState, device: number, job: UpdateJob, nowMs: number): void => {
  if ((cell.group(device).pack?.sun ?? null) === null) {
    step(cell, device, job, "refused", nowMs);
    conclude(cell, device, job, "REJECTED", "battery below the update minimum", nowMs);
    return;
  }
  if (UPDATE_STATES[job.state] !== "paused") step(cell, device, job, "paused", nowMs);
  again(cell, device, PAUSE_LOOK_MS, nowMs);
};

/** True where the job's time is over: the cloud has written it off. */
const isLate = (cell: CellState, job: UpdateJob, nowMs: number): boolean =>
  nowMs - job.startedMs > cell.plan.scenario.rollouts[job.rollout].timeoutMs;

/** All bytes are there: the processor is busy with them for a while. */
const verify = (cell: CellState, device: number, job: UpdateJob, nowMs: number): void => {
  const group = cell.group(device);
  const ms = SIGNATURE_MS + firmwareStore(cell.plan).imageBytes(job.version) / HASH_BYTES_PER_MS;
  step(cell, device, job, "verifying", nowMs);
  drain(cell, device, group, UPDATE, group.twin.power.computeUA * ms);
  busy(cell, device, job, ms, nowMs);
};

const download = (cell: CellState, device: number, job: UpdateJob, nowMs: number): void => {
  if (cell.dev.online[device] === 0) return;
  if (isLate(cell, job, nowMs)) {
    step(cell, device, job, "refused", nowMs);
    conclude(cell, device, job, "FAILED", "not downloaded within the timeout", nowMs);
    return;
  }
  const turn = downloadTurn(cell, device, job, nowMs);
  switch (turn.is) {
    case "again":
      again(cell, device, turn.atMs - nowMs, nowMs);
      break;
    case "complete":
      verify(cell, device, job, nowMs);
      break;
    case "low":
      saveCharge(cell, device, job, nowMs);
      break;
    case "failed":
      step(cell, device, job, "refused", nowMs);
      conclude(cell, device, job, "FAILED", turn.reason, nowMs);
      break;
    case "browned-out":
      onSupply(cell, device, turn.supply, nowMs);
      break;
  }
};

/** A pause ends with the charge that was waited for. */
const lookAtCharge = (cell: CellState, device: number, job: UpdateJob, nowMs: number): void => {
  settle(cell, device, nowMs);
  if (!isLate(cell, job, nowMs) && isTooLow(cell, device, cell.group(device))) {
    again(cell, device, PAUSE_LOOK_MS, nowMs);
    return;
  }
  step(cell, device, job, "downloading", nowMs);
  download(cell, device, job, nowMs);
};

const verifyStep = (cell: CellState, device: number, job: UpdateJob, nowMs: number): void => {
  const group = cell.group(device);
  const store = firmwareStore(cell.plan);
  const verdict = store.verdict(job.version, job.isDelta, cell.dev.version[device]);
  if (!verdict.isGenuine && job.isDelta) {
    fetchWhole(cell, device, job, verdict.reason, nowMs);
    return;
  }
  if (!verdict.isGenuine) {
    step(cell, device, job, "refused", nowMs);
    conclude(cell, device, job, "FAILED", verdict.reason, nowMs);
    return;
  }
  if (isTooLow(cell, device, group)) {
    saveCharge(cell, device, job, nowMs);
    return;
  }
  step(cell, device, job, "installing", nowMs);
  // However it came, the whole image is written.
  const imageBytes = store.imageBytes(job.version);
  busy(cell, device, job, (imageBytes * 1000) / group.twin.firmware.flashBytesPerS, nowMs);
};

const install = (cell: CellState, device: number, job: UpdateJob, nowMs: number): void => {
  const group = cell.group(device);
  cell.dev.otherVersion[device] = job.version;
  step(cell, device, job, "swapping", nowMs);
  const { restartJitterMs } = cell.plan.scenario.rollouts[job.rollout];
  group.random.draw(cell.entityOf[device] - group.first, Purpose.restart, job.rollout & 0xffffff);
  busy(cell, device, job, 1 + group.random.uniform() * restartJitterMs, nowMs);
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

/** UPDATE timer. */
export const onUpdateTimer = (cell: CellState, device: number, nowMs: number): void => {
  const job = cell.jobs.get(device);
  if (job === undefined || cell.dev.power[device] !== Power.running) return;
  if (nowMs < job.dueMs) {
    // The way came back and woke the agent: what it does goes on.
    again(cell, device, job.dueMs - nowMs, nowMs);
    return;
  }
  job.dueMs = 0;
  switch (UPDATE_STATES[job.state]) {
    case "downloading":
      download(cell, device, job, nowMs);
      break;
    case "paused":
      lookAtCharge(cell, device, job, nowMs);
      break;
    case "verifying":
      verifyStep(cell, device, job, nowMs);
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
    case "rolled-back":
      conclude(cell, device, job, "FAILED", "boot loop: fell back to the old slot", nowMs);
      break;
    case "committed":
    case "refused":
      if (job.ended !== null) conclude(cell, device, job, job.ended.status, job.ended.reason, nowMs);
      break;
  }
};

/** A boot has completed: go on where the job stands. */
export const resumeJob = (cell: CellState, device: number, nowMs: number): void => {
  const job = cell.jobs.get(device);
  if (job === undefined) return;
  job.dueMs = 0;
  const { selfTestMs } = cell.group(device).twin.firmware;
  const isTesting = UPDATE_STATES[job.state] === "self-testing";
  const isDoomed = isTesting && hasQuirk(cell, device, "boot-loop");
  // A write that was cut off is begun again from the downloaded image.
  if (UPDATE_STATES[job.state] === "installing") step(cell, device, job, "verifying", nowMs);
  again(cell, device, isTesting ? (isDoomed ? CRASH_AFTER_MS : selfTestMs) : 1_000, nowMs);
};
