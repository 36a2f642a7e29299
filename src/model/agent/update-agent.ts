// OTA-3: the update agent of a device with two slots: download block by block (download.ts), verify hash and signature of
// the image or of what the patch makes, write the inactive slot, swap, boot, self-test, commit; or fall back to the old slot
// after failed boots. One step per UPDATE timer; every step finds all it needs in the job, so a power cut between any two
// resumes.
import { assert } from "../../core/assert.js";
import { MINUTE_MS } from "../../core/duration.js";
import { counterOf } from "../../core/rng.js";
import { compareVersions } from "../../core/version-order.js";
import { JobDocument, JobNotify } from "../../event/downlinks.js";
import { valuesOf } from "../../event/letter.js";
import type { Mail } from "../../event/message.js";
import { JobStatus } from "../../event/uplinks.js";
import { Answer, UPDATE_STATES } from "../../event/vocabulary.js";
import { brick, reboot } from "../device/boot.js";
import { answered, Want, want } from "../device/requests.js";
import { NO_VERSION } from "../plan/plan.js";
import { Purpose } from "../plan/purpose.js";
import { drain, UPDATE } from "../power/battery.js";
import { carries } from "../power/supply.js";
import { firmwareStore } from "../protocol/firmware-store.js";
import type { CellState } from "../state/cell-state.js";
import { Power } from "../state/power-states.js";
import { hasQuirk, refreshQuirks } from "../state/quirks.js";
import { newJob, type UpdateJob } from "../state/update-job.js";
import { isTooLow } from "./download.js";
import { canStop, download, fetchWhole, lookAtCharge, saveCharge, verify } from "./fetch.js";
import { again, busy, conclude, end, refuse, step } from "./update-step.js";

/** A crashing firmware lives this long after each boot. */
const CRASH_AFTER_MS = 8_000;
/** The bootloader gives a new image this many boots. */
export const BOOT_ATTEMPTS_MAX = 3;
/** OTA-3: self-test within five minutes, or back. */
const SELF_TEST_MAX_MS = 300_000;
const SELF_TEST_RETRY_MS = 10_000;
/** Brown-outs in a row after which an agent stops writing: one less than what keeps its device off. */
const WRITES_BROWNED_MAX = 2;

/** The cloud says there may be work, or that a rollout is called off. */
export const onJobNotify = (cell: CellState, device: number, { inbox, row }: Mail, nowMs: number): void => {
  if (cell.dev.power[device] !== Power.running) return;
  const job = cell.jobs.get(device);
  const isCancelled = JobNotify.isCancelled(inbox)[row] === 1;
  if (job === undefined) {
    if (!isCancelled) want(cell, device, Want.job, nowMs);
    return;
  }
  if (!isCancelled || job.rollout !== JobNotify.rollout(inbox)[row]) return;
  if (!canStop(job, cell.group(device).twin.firmware.slots)) return;
  refuse(cell, device, job, "called-off", "the rollout was aborted", nowMs, "called off");
};

/** True while the cloud has not heard yet how the device's part of a rollout ended: it offers it again. */
const isUntold = (cell: CellState, device: number, rollout: number): boolean =>
  (cell.notices.get(device) ?? []).some((notice) => valuesOf(JobStatus, notice.letter)?.rollout === rollout);

/** The answer to Want.job: nothing, or a job to start. */
export const onJobDocument = (cell: CellState, device: number, { inbox, row }: Mail, nowMs: number): void => {
  answered(cell, device, Want.job);
  const ended = cell.endedJobs.get(device);
  cell.endedJobs.delete(device);
  if (JobDocument.answer(inbox)[row] !== Answer.ok || cell.jobs.has(device)) return;
  const rollout = JobDocument.rollout(inbox)[row];
  const imageBytes = JobDocument.imageBytes(inbox)[row];
  if (isUntold(cell, device, rollout)) return;
  if (ended === rollout && imageBytes > 0) {
    // The document crossed the news of how it ended: an agent does no job twice.
    want(cell, device, Want.job, nowMs);
    return;
  }
  const version = JobDocument.version(inbox)[row];
  const what = { rollout, version, from: cell.dev.version[device] };
  const isDelta = inbox.body.has(row);
  const job = newJob({ ...what, isDelta, imageBytes }, nowMs);
  cell.jobs.set(device, job);
  const [offered, running] = [cell.plan.versions[version], cell.plan.versions[job.from]];
  if (!job.rollback && version === job.from) {
    // Nothing to fetch, and the other slot keeps what it holds: the way back.
    end(job, "already-installed");
    conclude(cell, device, job, nowMs);
    return;
  }
  if (!job.rollback && compareVersions(offered, running) < 0) {
    // Anti-rollback: an older version only comes back as the other slot's content.
    refuse(cell, device, job, "older-version", `${offered} is older than ${running}, which runs`, nowMs);
    return;
  }
  assert(version < cell.plan.versions.length, "a job is about a version that nobody knows");
  cell.values[cell.group(device).series.updateStarted + version]++;
  step(cell, device, job, job.rollback ? "sent-back" : "offered", nowMs);
  again(cell, device, 1, nowMs);
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
    refuse(cell, device, job, "image-refused", verdict.reason, nowMs);
    return;
  }
  if (isTooLow(cell, device, group)) {
    saveCharge(cell, device, job, nowMs);
    return;
  }
  step(cell, device, job, "verified", nowMs);
  // From the first byte on the slot holds nothing that boots.
  cell.dev.otherVersion[device] = NO_VERSION;
  // However it came, the whole image is written.
  const { flashUA } = group.twin.power;
  const writeMs = (store.imageBytes(job.version) * 1000) / group.twin.firmware.flashBytesPerS;
  if (!carries(cell, device, group, nowMs, UPDATE, flashUA, flashUA * writeMs)) return;
  drain(cell, device, group, UPDATE, flashUA * writeMs);
  busy(cell, device, job, writeMs, nowMs);
};

const install = (cell: CellState, device: number, job: UpdateJob, nowMs: number): void => {
  cell.dev.otherVersion[device] = job.version;
  step(cell, device, job, "written", nowMs);
  const { id, restartJitterMs } = cell.plan.scenario.rollouts[job.rollout];
  const uniform = cell.chance.uniform(device, Purpose.restart, counterOf(id));
  busy(cell, device, job, 1 + uniform * restartJitterMs, nowMs);
};

/** Exchanges the slots: what was inactive runs at the next boot. */
const swapSlots = (cell: CellState, device: number): void => {
  const { dev, values } = cell;
  const { series } = cell.group(device);
  const old = dev.version[device];
  assert(dev.otherVersion[device] !== NO_VERSION, "slots are exchanged while one holds nothing");
  values[series.version + old]--;
  dev.version[device] = dev.otherVersion[device];
  // With one slot the new image has replaced the old one.
  dev.otherVersion[device] = cell.group(device).twin.firmware.slots === 1 ? NO_VERSION : old;
  values[series.version + dev.version[device]]++;
  refreshQuirks(cell, device);
};

const swap = (cell: CellState, device: number, job: UpdateJob, nowMs: number): void => {
  if (cell.dev.otherVersion[device] === NO_VERSION || cell.dev.otherVersion[device] !== job.version) {
    const reason = job.rollback ? "no-way-back" : "other-failure";
    const text = `the other slot does not hold ${cell.plan.versions[job.version]}`;
    refuse(cell, device, job, reason, text, nowMs);
    return;
  }
  swapSlots(cell, device);
  job.booted = true;
  cell.dev.bootFails[device] = 0;
  step(cell, device, job, "swapped", nowMs);
  reboot(cell, device, job.rollback ? "rollback" : "update", true, nowMs);
};

/** Back to the other slot, with what the cloud will be told. */
const fallBack = (
  cell: CellState,
  device: number,
  job: UpdateJob,
  reason: "crashed" | "no-contact",
  nowMs: number,
): void => {
  if (cell.dev.otherVersion[device] === NO_VERSION) {
    brick(cell, device, "update", nowMs);
    return;
  }
  swapSlots(cell, device);
  cell.dev.bootFails[device] = 0;
  const text = {
    crashed: `${BOOT_ATTEMPTS_MAX} boots in a row ended in a crash (boot loop)`,
    "no-contact": `the cloud was not reached within ${SELF_TEST_MAX_MS / MINUTE_MS} minutes`,
  }[reason];
  if (job.rollback) end(job, "no-way-back", text);
  else end(job, reason, `${text}, back to the old slot`);
  step(cell, device, job, reason, nowMs);
  reboot(cell, device, "rollback", false, nowMs);
};

const selfTest = (cell: CellState, device: number, job: UpdateJob, nowMs: number): void => {
  const { dev } = cell;
  if (hasQuirk(cell, device, "boot-loop")) {
    dev.bootFails[device]++;
    if (dev.bootFails[device] >= BOOT_ATTEMPTS_MAX) fallBack(cell, device, job, "crashed", nowMs);
    else reboot(cell, device, "boot-loop", false, nowMs);
    return;
  }
  if (dev.online[device] === 1) {
    const reason = job.rollback ? "went-back" : "updated";
    step(cell, device, job, reason, nowMs);
    end(job, reason);
    conclude(cell, device, job, nowMs);
    return;
  }
  // What ran before has passed its test once: without contact it stays, and says so when it is back (presence.ts).
  if (job.rollback) return;
  dev.bootFails[device]++;
  if (dev.bootFails[device] * SELF_TEST_RETRY_MS > SELF_TEST_MAX_MS)
    fallBack(cell, device, job, "no-contact", nowMs);
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
    case "idle":
    case "rolled-back":
    case "committed":
    case "refused":
      conclude(cell, device, job, nowMs);
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
  // Checking and writing that were cut off begin again from the downloaded image, which is checked anew; a write that a
  // battery does not carry, once.
  const isWriting = UPDATE_STATES[job.state] === "installing";
  if (isWriting && cell.dev.sags[device] >= WRITES_BROWNED_MAX) {
    step(cell, device, job, "power-failed", nowMs);
    end(job, "power-failed", "the battery does not carry the writing");
  } else if (isWriting || UPDATE_STATES[job.state] === "verifying") {
    step(cell, device, job, "restarted", nowMs);
    verify(cell, device, job, nowMs);
    return;
  }
  again(cell, device, isTesting ? (isDoomed ? CRASH_AFTER_MS : selfTestMs) : 1_000, nowMs);
};
