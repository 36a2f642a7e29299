// The cloud: hands each arrival to the service that knows it, plays its part of the agenda at control ticks.
import { type MessageColumns, MessageKind } from "../../event/message.js";
import type { CloudView } from "../../result/snapshot.js";
import { alertName } from "../../spec/alert-metrics.js";
import type { CloudAudit, CloudModel, Outlets } from "../actor.js";
import { type Action, AgendaPart } from "../plan/agenda.js";
import type { FleetPlan } from "../plan/plan.js";
import { begin, end } from "./actions.js";
import { lookAtAlerts } from "./alert/alerts.js";
import { type CloudColumns, CloudState } from "./cloud-state.js";
import { onCommandAck, retryCommands } from "./command/dispatcher.js";
import { meterTime, onConnect, onDisconnect, openSession } from "./front/front.js";
import { onReading, onSummary } from "./ingest/ingest.js";
import { isRevoked } from "./registry/credential.js";
import { onProvision, register } from "./registry/registry.js";
import { endSessions, nextClosingMs, sendDenyList } from "./registry/revocation.js";
import { onVitals } from "./rollout/gates.js";
import { onJobNext, onJobStatus } from "./rollout/job-service.js";
import { createRollouts, tickRollout } from "./rollout/rollout.js";
import { rolloutResult } from "./rollout/rollout-result.js";
import { onShadowGet, onShadowUpdate } from "./shadow/shadow-service.js";

/** Of what a revoked device still sends: attempts are refused, readings and acknowledgements accounted for. */
const concernsRevoked = (kind: number): boolean =>
  kind === MessageKind.connect ||
  kind === MessageKind.provision ||
  kind === MessageKind.reading ||
  kind === MessageKind.disconnect ||
  kind === MessageKind.commandAck;

export class FleetCloud implements CloudModel {
  private readonly state_: CloudState;
  private readonly agenda: AgendaPart;
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
    const state = this.state_;
    if (isRevoked(state, inbox.entity[row]) && !concernsRevoked(inbox.kind[row])) return;
    switch (inbox.kind[row]) {
      case MessageKind.reading:
        onReading(state, inbox, row, nowMs);
        break;
      case MessageKind.summary:
        onSummary(state, inbox, row, nowMs);
        break;
      case MessageKind.connect:
        if (onConnect(state, inbox, row, nowMs)) this.remindGateway(inbox.entity[row], nowMs);
        break;
      case MessageKind.disconnect:
        onDisconnect(state, inbox, row, nowMs);
        break;
      case MessageKind.provision:
        onProvision(state, inbox, row, nowMs);
        break;
      case MessageKind.shadowGet:
        onShadowGet(state, inbox, row, nowMs);
        break;
      case MessageKind.shadowUpdate:
        onShadowUpdate(state, inbox, row, nowMs);
        break;
      case MessageKind.jobNext:
        onJobNext(state, inbox, row, nowMs);
        break;
      case MessageKind.jobStatus:
        onJobStatus(state, inbox, row, nowMs);
        break;
      case MessageKind.vitals:
        onVitals(state, inbox, row, nowMs);
        break;
      case MessageKind.commandAck:
        onCommandAck(state, inbox, row, nowMs);
        break;
    }
  }

  /** A gateway that has a session again is told whom it must not serve. */
  private remindGateway(entity: number, nowMs: number): void {
    const gateway = entity - this.state_.plan.deviceCount;
    if (gateway >= 0 && this.state_.columns.revokedBehind.has(gateway))
      sendDenyList(this.state_, gateway, nowMs);
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
    return { inFlight: new Float64Array(plan.groups.length), rollouts };
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
