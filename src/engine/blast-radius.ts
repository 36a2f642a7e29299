// The blast radius of each rollout: the largest share of its target that ran the new version at one moment, from the fleet's own
// boots (a swap of slots is a boot). The cloud cannot know it: a device that crashes and falls back never says that it
// ran the version. Counted from the rollout's start on; who ran the version before counts, too.
import type { EventColumns } from "../event/event.js";
import { Events } from "../event/events.js";
import { LIFECYCLE_STATES, ROLLOUT_STATUSES } from "../event/vocabulary.js";
import type { FleetPlan } from "../model/plan/plan.js";
import type { RolloutResult } from "../result/rollout.js";
import type { Scenario } from "../spec/scenario.js";
import { rolloutIn } from "../spec/scenario-hash.js";

const RUNNING = ROLLOUT_STATUSES.indexOf("running");
const DECOMMISSIONED = LIFECYCLE_STATES.indexOf("decommissioned");
/** Runs nothing any more. */
const GONE = 0xffff;

/** What a checkpoint keeps of it. */
export interface SavedBlastRadius {
  version: Uint16Array;
  now: number[];
  most: number[];
  hasBegun: boolean[];
}

interface Target {
  version: number;
  isMember: Uint8Array;
}

export class BlastRadius {
  private state: SavedBlastRadius;
  private readonly targets: Target[];

  constructor(
    private readonly plan: Pick<
      FleetPlan,
      "scenario" | "versions" | "groups" | "groupOf" | "deviceCount" | "rolloutTargets"
    >,
  ) {
    const { scenario, versions, groups, groupOf, deviceCount, rolloutTargets } = plan;
    this.targets = scenario.rollouts.map((spec, index) => {
      const isMember = new Uint8Array(deviceCount);
      for (const device of rolloutTargets[index]) isMember[device] = 1;
      return { version: versions.indexOf(spec.version), isMember };
    });
    const factory = groups.map(({ twin }) => versions.indexOf(twin.firmware.version));
    const isNeeded = this.targets.length > 0;
    const version = Uint16Array.from(
      { length: isNeeded ? deviceCount : 0 },
      (_, device) => factory[groupOf[device]],
    );
    const now = this.targets.map((target) => this.countNow(target, version));
    this.state = { version, now, most: now.map(() => 0), hasBegun: now.map(() => false) };
  }

  /** Devices of a target that run its version. */
  private countNow({ version, isMember }: Target, running: Uint16Array): number {
    return running.reduce((sum, one, device) => sum + Number(isMember[device] === 1 && one === version), 0);
  }

  /** Adds rows; batches in time order. */
  add(events: EventColumns): void {
    if (this.targets.length === 0) return;
    const { lifecycle, reboot, rollout } = Events;
    const version = reboot.columns.version(events);
    const toState = lifecycle.columns.toState(events);
    const index = rollout.columns.rollout(events);
    const status = rollout.columns.status(events);
    const { count, kind, entity } = events;
    for (let row = 0; row < count; row++) {
      if (kind[row] === reboot.kind) this.run(entity[row], version[row]);
      else if (kind[row] === lifecycle.kind && toState[row] === DECOMMISSIONED) this.run(entity[row], GONE);
      else if (kind[row] === rollout.kind && status[row] === RUNNING) this.begin(index[row]);
    }
  }

  /** A device boots `version`, or is gone. */
  private run(device: number, version: number): void {
    const { state, targets } = this;
    if (device >= this.plan.deviceCount) return;
    const before = state.version[device];
    if (before === version || before === GONE) return;
    state.version[device] = version;
    targets.forEach((target, index) => {
      if (target.isMember[device] === 0) return;
      state.now[index] += Number(target.version === version) - Number(target.version === before);
      if (state.hasBegun[index]) state.most[index] = Math.max(state.most[index], state.now[index]);
    });
  }

  private begin(index: number): void {
    const { state } = this;
    state.hasBegun[index] = true;
    state.most[index] = Math.max(state.most[index], state.now[index]);
  }

  /** The cloud's accounts with what the fleet did; who left without an outcome is no part of a target. */
  complete(rollouts: readonly RolloutResult[]): RolloutResult[] {
    const { most } = this.state;
    return rollouts.map((one, index) => ({
      ...one,
      blastRadius: one.targeted === 0 ? 0 : Math.min(1, most[index] / one.targeted),
    }));
  }

  save(): SavedBlastRadius {
    return this.state;
  }

  /** Goes on from what was saved, by rollouts of `before` where that is another scenario. */
  restore(saved: SavedBlastRadius, before: Scenario = this.plan.scenario): void {
    // Without a rollout nobody was watched: nobody runs another version than at the start.
    const version = saved.version.length > 0 ? saved.version : this.state.version;
    const known = this.plan.scenario.rollouts.map((spec) => rolloutIn(before, spec));
    this.state = {
      version,
      now: this.targets.map((target) => this.countNow(target, version)),
      most: known.map((index) => saved.most[index] ?? 0),
      hasBegun: known.map((index) => saved.hasBegun[index] ?? false),
    };
  }
}
