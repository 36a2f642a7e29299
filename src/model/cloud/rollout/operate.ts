// What an operator does to a rollout: pause, resume, end the soak of the present stage, cancel. What a rollout does not take as it
// stands is written down and changes nothing.
import { Events } from "../../../event/events.js";
import type { RolloutStep } from "../../../spec/journal.js";
import type { Action } from "../../plan/agenda.js";
import type { CloudState } from "../cloud-state.js";
import { brokenRule, cancelQueued } from "./abort.js";
import { stageSize } from "./execution.js";
import { change, statusOf } from "./rollout.js";
import { ROLLOUT_TABLE, type RolloutEvent } from "./rollout-states.js";

type Operation = Extract<Action, { kind: "rollout" }>;

/** What a step is to the rollout's status; null: it stays as it is, and must be running. */
const EVENT_OF: Readonly<Record<RolloutStep, RolloutEvent | null>> = {
  pause: "operator-pauses",
  resume: "operator-resumes",
  advance: null,
  cancel: "operator-cancels",
};

/** Why a rollout does not take a step now, or null. */
const whyNot = (state: CloudState, { rollout: index, step }: Operation): string | null => {
  const rollout = state.rollout.rollouts[index];
  const event = EVENT_OF[step];
  const isTaken =
    event === null ? statusOf(rollout) === "running" : ROLLOUT_TABLE.allows(rollout.status, event);
  if (!isTaken) return `it is ${statusOf(rollout)}`;
  const limit = stageSize(rollout, state.plan.scenario.rollouts[index], rollout.stage);
  return step === "advance" && rollout.notified < limit
    ? `stage ${rollout.stage + 1} has notified ${rollout.notified} of ${limit} devices`
    : null;
};

/** Rules that hold are the operator's to answer for; the present stage soaks anew. */
const letGoOn = (state: CloudState, index: number, nowMs: number): void => {
  const rollout = state.rollout.rollouts[index];
  const spec = state.plan.scenario.rollouts[index];
  for (;;) {
    const broken = brokenRule(rollout, spec, nowMs);
    if (broken === null) break;
    rollout.waived.push(broken.index);
  }
  if (rollout.notified >= stageSize(rollout, spec, rollout.stage))
    rollout.stageNotifiedMs[rollout.stage] = nowMs;
};

export const operate = (state: CloudState, action: Operation, nowMs: number): void => {
  const { rollout: index, step, name } = action;
  const rollout = state.rollout.rollouts[index];
  const { id } = state.plan.scenario.rollouts[index];
  const why = whyNot(state, action);
  if (why !== null) {
    state.emit(Events.audit, nowMs, { note: `${name}: rollout ${id} does not ${step}: ${why}` });
    return;
  }
  state.emit(Events.audit, nowMs, { note: `${name}: rollout ${id}: ${step}` });
  if (step === "advance") rollout.soakIsOver = true;
  if (step === "resume") letGoOn(state, index, nowMs);
  if (step === "cancel") cancelQueued(state, index, "called-off: the rollout was cancelled", nowMs);
  const event = EVENT_OF[step];
  if (event !== null) change(state, index, { event, reason: `${step} by ${name}` }, nowMs);
  if (step === "advance" || step === "resume") rollout.nextTickMs = nowMs;
};
