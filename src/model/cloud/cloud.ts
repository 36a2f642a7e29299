// The cloud: hands each arrival to the service that knows it, plays its part of the agenda at control ticks.
import { type Mail, MessageBlock, type MessageColumns } from "../../event/message.js";
import type { CloudView } from "../../result/snapshot.js";
import { alertName } from "../../spec/alert-metrics.js";
import type { Scenario } from "../../spec/scenario.js";
import type { CloudAudit, CloudModel, Outlets } from "../actor.js";
import { type Action, AgendaPart, isFault } from "../plan/agenda.js";
import type { FleetPlan } from "../plan/plan.js";
import { begin, end, endFault, leftFaults } from "./actions.js";
import { lookAtAlerts } from "./alert/alerts.js";
import { type CloudColumns, CloudState } from "./cloud-state.js";
import { retryCommands } from "./command/dispatcher.js";
import { forkCloud } from "./fork.js";
import { meterTime, openSession } from "./front/front.js";
import { register } from "./registry/registry.js";
import { endSessions, nextClosingMs } from "./registry/revocation.js";
import { createRollouts, tickRollout } from "./rollout/rollout.js";
import { rolloutResult } from "./rollout/rollout-result.js";
import { take } from "./uplinks.js";

export class FleetCloud implements CloudModel {
  private readonly state_: CloudState;
  private readonly agenda: AgendaPart;
  /** The message in hand, used again for the next. */
  private readonly mail: Mail = { inbox: new MessageBlock(1), row: 0 };
  private readonly rolloutTargets: readonly Int32Array[];

  constructor(plan: FleetPlan, outlets: Outlets) {
    this.state_ = new CloudState(plan, outlets);
    this.agenda = new AgendaPart(plan.agenda.actions.filter(({ by }) => by !== "entities"));
    this.rolloutTargets = plan.rolloutTargets;
  }

  start(): void {
    const state = this.state_;
    const { plan, columns } = state;
    columns.rollouts = createRollouts(state, this.rolloutTargets);
    for (let device = 0; device < plan.deviceCount; device++) {
      columns.version[device] = plan.versions.indexOf(
        plan.groups[plan.groupOf[device]].twin.firmware.version,
      );
    }
    if (plan.scenario.start.state !== "active") return;
    for (let device = 0; device < plan.deviceCount; device++) register(state, device, 0);
    for (let entity = 0; entity < plan.entityCount; entity++)
      if (state.carrierOf(entity) === entity) openSession(state, entity, -1, 0);
  }

  onMessage(inbox: MessageColumns, row: number, nowMs: number): void {
    const { mail } = this;
    mail.inbox = inbox;
    mail.row = row;
    take(this.state_, mail, nowMs);
  }

  nextTickMs(): number {
    return Math.min(this.quietUntilMs(), this.state_.columns.alertTickMs);
  }

  /** A look at the alerts sends nothing, so the cells need not wait for it. */
  quietUntilMs(): number {
    const { columns } = this.state_;
    let nextMs = Math.min(this.agenda.nextMs, columns.commandTickMs, nextClosingMs(this.state_));
    for (const rollout of columns.rollouts) if (rollout.nextTickMs < nextMs) nextMs = rollout.nextTickMs;
    return nextMs;
  }

  onTick(nowMs: number): void {
    const { columns } = this.state_;
    while (this.agenda.nextMs <= nowMs) {
      const edge = this.agenda.take();
      columns.played = edge;
      const play = edge.edge === "begin" ? begin : end;
      play(this.state_, this.agenda.action(edge), nowMs);
    }
    endSessions(this.state_, nowMs);
    lookAtAlerts(this.state_, nowMs);
    if (columns.commandTickMs <= nowMs) retryCommands(this.state_, nowMs);
    columns.rollouts.forEach((rollout, index) => {
      if (rollout.nextTickMs <= nowMs) tickRollout(this.state_, index, nowMs);
    });
  }

  beforeBucketEnd(nowMs: number): void {
    meterTime(this.state_, nowMs);
  }

  finish(nowMs: number): CloudAudit {
    const { plan, columns } = this.state_;
    lookAtAlerts(this.state_, nowMs);
    const rollouts = columns.rollouts.map((rollout, index) =>
      rolloutResult(rollout, plan.scenario.rollouts[index]),
    );
    const unreverted = this.revertAll(nowMs);
    return { inFlight: new Float64Array(plan.groups.length), rollouts, unreverted };
  }

  /** Ends what is still open, and names the kinds of which something is left. */
  private revertAll(nowMs: number): string[] {
    const open = this.agenda.open().filter(isFault);
    for (const action of open) endFault(this.state_, action, nowMs);
    return leftFaults(this.state_, nowMs);
  }

  state(): unknown {
    return this.state_.columns;
  }

  append(action: Action): void {
    if (action.by !== "entities") this.agenda.append(action);
  }

  restore(state: unknown): void {
    this.state_.columns = state as CloudColumns;
    this.agenda.seek(this.state_.columns.played);
  }

  fork(before: Scenario, nowMs: number): void {
    forkCloud(this.state_, before, createRollouts(this.state_, this.rolloutTargets), nowMs);
  }

  view(): CloudView {
    const { plan, columns } = this.state_;
    return {
      rollouts: columns.rollouts.map((rollout, index) => {
        const { id, status, succeeded, failed, targeted, stages } = rolloutResult(
          rollout,
          plan.scenario.rollouts[index],
        );
        // From 0: the dashboard counts from one.
        return { id, status, stage: rollout.stage, stages: stages.length, succeeded, failed, targeted };
      }),
      alerts: plan.scenario.alerts.flatMap((rule, index) =>
        columns.alertRaisedMs[index] < 0
          ? []
          : [{ id: alertName(rule), severity: rule.severity, sinceMs: columns.alertRaisedMs[index] }],
      ),
    };
  }
}
