// When a stage of a rollout ends. It wants most of its devices to have ended; who has not begun by then is either still in its box
// (no registry entry: waited for) or absent: the stage lets go of those after its timeout, and says so.
import { formatDuration } from "../../../core/duration.js";
import type { RolloutSpec } from "../../../spec/rollout.js";
import type { CloudState } from "../cloud-state.js";
import { CANCELED, IN_PROGRESS, QUEUED, REMOVED } from "./execution.js";
import type { RolloutState } from "./rollout-state.js";

/** A stage may end when this share of its devices has finished. */
const STAGE_EXECUTED_PPM = 900_000;

/** Where the devices stand that were notified up to the present stage. */
export interface Standing {
  limit: number;
  /** Have an end of any kind; and one that tells something of the firmware. */
  ended: number;
  executed: number;
  underWay: number;
  /** Have not begun: not in the registry yet, or in it and not there. */
  boxed: number;
  absent: number;
}

export const standingOf = (state: CloudState, rollout: RolloutState, limit: number): Standing => {
  const standing: Standing = { limit, ended: 0, executed: 0, underWay: 0, boxed: 0, absent: 0 };
  for (let position = 0; position < limit; position++) {
    const execution = rollout.execution[position];
    if (execution === QUEUED) {
      if (state.registry.registered[rollout.order[position]] === 1) standing.absent++;
      else standing.boxed++;
    } else if (execution === IN_PROGRESS) standing.underWay++;
    else {
      standing.ended++;
      if (execution !== REMOVED && execution !== CANCELED) standing.executed++;
    }
  }
  return standing;
};

/** The last stage wants all, the others nine in ten. */
export const isEnough = ({ ended, limit }: Standing, isLast: boolean): boolean =>
  isLast ? ended === limit : ended * 1e6 >= limit * STAGE_EXECUTED_PPM;

/** A stage that has too few ends: it waits (with words where nobody is at it), goes on without some, or is stuck. */
export type Stall = { is: "wait" | "go-on" | "stuck"; words: string };

export const stallOf = (
  rollout: RolloutState,
  spec: RolloutSpec,
  { limit, executed, underWay, boxed, absent }: Standing,
  nowMs: number,
): Stall => {
  const { stage } = rollout;
  const isLast = stage === spec.stages.length - 1;
  const waitedMs = nowMs - Math.max(rollout.stageNotifiedMs[stage], rollout.boxedMs);
  if (underWay > 0) return { is: "wait", words: "" };
  if (boxed > 0 && (isLast || executed === 0))
    return { is: "wait", words: `stage ${stage + 1} waits for devices that are not in service yet` };
  const sinceMs = boxed > 0 ? nowMs - rollout.stageNotifiedMs[stage] : waitedMs;
  if (sinceMs < spec.timeoutMs) return { is: "wait", words: "" };
  const within = `within ${formatDuration(spec.timeoutMs)}`;
  if (!isLast && executed === 0)
    return {
      is: "stuck",
      words: `stage ${stage + 1} is stuck: none of its ${limit} devices has begun ${within}`,
    };
  return {
    is: "go-on",
    words: `without ${absent + boxed} of ${limit} devices, which have not begun ${within}`,
  };
};
