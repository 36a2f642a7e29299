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
import { UPDATE } from "../battery/load.js";
import { brick, reset, restart } from "../device/boot.js";
import { answered, Want, want } from "../device/requests.js";
import { NO_VERSION } from "../plan/plan.js";
import { Purpose } from "../plan/purpose.js";
import { drain } from "../power/battery.js";
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
  refuse(cell, job, { reason: "called-off", detail: "the rollout was aborted", note: "called off" }, nowMs);
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
  const what = { device, rollout, version, from: cell.dev.version[device] };
  const isDelta = inbox.body.has(row);
  const job = newJob({ ...what, isDelta, imageBytes }, nowMs);
  cell.jobs.set(device, job);
  const [offered, running] = [cell.plan.versions[version], cell.plan.versions[job.from]];
  if (!job.rollback && version === job.from) {
    // Nothing to fetch, and the other slot keeps what it holds: the way back.
    end(job, "already-installed");
    conclude(cell, job, nowMs);
    return;
  }
  if (!job.rollback && compareVersions(offered, running) < 0) {
    // Anti-rollback: an older version only comes back as the other slot's content.
    const detail = `${offered} is older than ${running}, which runs`;
    refuse(cell, job, { reason: "older-version", detail }, nowMs);
    return;
  }
  assert(version < cell.plan.versions.length, "a job is about a version that nobody knows");
  cell.values[cell.group(device).series.updateStarted + version]++;
  step(cell, job, job.rollback ? "sent-back" : "offered", nowMs);
  again(cell, device, 1, nowMs);
};

const verifyStep = (cell: CellState, job: UpdateJob, nowMs: number): void => {
  const { device } = job;
  const group = cell.group(device);
  const store = firmwareStore(cell.plan);
  const verdict = store.verdict(job.version, job.isDelta, cell.dev.version[device]);
  if (!verdict.isGenuine && job.isDelta) {
    fetchWhole(cell, job, verdict.reason, nowMs);
    return;
  }
  if (!verdict.isGenuine) {
    refuse(cell, job, { reason: "image-refused", detail: verdict.reason }, nowMs);
    return;
  }
  if (isTooLow(cell, device, group)) {
    saveCharge(cell, job, nowMs);
    return;
  }
  step(cell, job, "verified", nowMs);
  // From the first byte on the slot holds nothing that boots.
  cell.dev.otherVersion[device] = NO_VERSION;
  // However it came, the whole image is written.
  const { flashUA } = group.twin.power;
  const writeMs = (store.imageBytes(job.version) * 1000) / group.twin.firmware.flashBytesPerS;
  const chargeNc = flashUA * writeMs;
  if (!carries(cell, device, { by: UPDATE, uA: flashUA, chargeNc }, nowMs)) return;
  drain(cell, device, UPDATE, chargeNc);
  busy(cell, job, writeMs, nowMs);
};

const install = (cell: CellState, job: UpdateJob, nowMs: number): void => {
  const { device } = job;
  cell.dev.otherVersion[device] = job.version;
  step(cell, job, "written", nowMs);
  const { id, restartJitterMs } = cell.plan.scenario.rollouts[job.rollout];
  const uniform = cell.chance.uniform(device, Purpose.restart, counterOf(id));
  busy(cell, job, 1 + uniform * restartJitterMs, nowMs);
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

const swap = (cell: CellState, job: UpdateJob, nowMs: number): void => {
  const { device } = job;
  if (cell.dev.otherVersion[device] === NO_VERSION || cell.dev.otherVersion[device] !== job.version) {
    const reason = job.rollback ? "no-way-back" : "other-failure";
    const detail = `the other slot does not hold ${cell.plan.versions[job.version]}`;
    refuse(cell, job, { reason, detail }, nowMs);
    return;
  }
  swapSlots(cell, device);
  job.booted = true;
  cell.dev.bootFails[device] = 0;
  step(cell, job, "swapped", nowMs);
  restart(cell, device, job.rollback ? "rollback" : "update", nowMs);
};

/** Back to the other slot, with what the cloud will be told. */
const fallBack = (cell: CellState, job: UpdateJob, reason: "crashed" | "no-contact", nowMs: number): void => {
  const { device } = job;
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
  step(cell, job, reason, nowMs);
  reset(cell, device, "rollback", nowMs);
};

const selfTest = (cell: CellState, job: UpdateJob, nowMs: number): void => {
  const { device } = job;
  const { dev } = cell;
  if (hasQuirk(cell, device, "boot-loop")) {
    dev.bootFails[device]++;
    if (dev.bootFails[device] >= BOOT_ATTEMPTS_MAX) fallBack(cell, job, "crashed", nowMs);
    else reset(cell, device, "boot-loop", nowMs);
    return;
  }
  if (dev.online[device] === 1) {
    const reason = job.rollback ? "went-back" : "updated";
    step(cell, job, reason, nowMs);
    end(job, reason);
    conclude(cell, job, nowMs);
    return;
  }
  // What ran before has passed its test once: without contact it stays, and says so when it is back (device/presence.ts).
  if (job.rollback) return;
  dev.bootFails[device]++;
  if (dev.bootFails[device] * SELF_TEST_RETRY_MS > SELF_TEST_MAX_MS) fallBack(cell, job, "no-contact", nowMs);
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
      download(cell, job, nowMs);
      break;
    case "paused":
      lookAtCharge(cell, job, nowMs);
      break;
    case "verifying":
      verifyStep(cell, job, nowMs);
      break;
    case "installing":
      install(cell, job, nowMs);
      break;
    case "swapping":
      swap(cell, job, nowMs);
      break;
    case "self-testing":
      selfTest(cell, job, nowMs);
      break;
    case "idle":
    case "rolled-back":
    case "committed":
    case "refused":
      conclude(cell, job, nowMs);
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
    step(cell, job, "power-failed", nowMs);
    end(job, "power-failed", "the battery does not carry the writing");
  } else if (isWriting || UPDATE_STATES[job.state] === "verifying") {
    step(cell, job, "restarted", nowMs);
    verify(cell, job, nowMs);
    return;
  }
  again(cell, device, isTesting ? (isDoomed ? CRASH_AFTER_MS : selfTestMs) : 1_000, nowMs);
};
