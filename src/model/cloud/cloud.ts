// The cloud: a loop over its services (services.ts). Hands each arrival to the one that takes it, plays its part of the agenda, and
// holds each service to what it has promised.
import { assert } from "../../core/assert.js";
import { type Mail, MessageBlock, type MessageColumns } from "../../event/message.js";
import type { CloudView } from "../../result/snapshot.js";
import type { Scenario } from "../../spec/scenario.js";
import type { CloudAudit, CloudModel, Outlets } from "../actor.js";
import { type Action, AgendaPart, isFault } from "../plan/agenda.js";
import type { FleetPlan } from "../plan/plan.js";
import { begin, end, endFault, leftFaults } from "./actions.js";
import { type CloudColumns, CloudState } from "./cloud-state.js";
import { forkLimits } from "./rate-limits.js";
import type { Ticks } from "./service.js";
import { SERVICES, take } from "./services.js";

const TICKING: readonly Ticks[] = SERVICES.flatMap(({ ticks }) => ticks ?? []);

export class FleetCloud implements CloudModel {
  private readonly state_: CloudState;
  private readonly agenda: AgendaPart;
  /** The message in hand, used again for the next. */
  private readonly mail: Mail = { inbox: new MessageBlock(1), row: 0 };
  /** As of the last tick: arrivals move neither. */
  private tickMs = Infinity;
  private quietMs = Infinity;

  constructor(plan: FleetPlan, outlets: Outlets) {
    this.state_ = new CloudState(plan, outlets);
    this.agenda = new AgendaPart(plan.agenda.actions.filter(({ by }) => by !== "entities"));
  }

  start(): void {
    for (const service of SERVICES) service.start?.(this.state_);
    this.lookAhead();
  }

  onMessage(inbox: MessageColumns, row: number, nowMs: number): void {
    const { mail } = this;
    mail.inbox = inbox;
    mail.row = row;
    take(this.state_, mail, nowMs);
  }

  nextTickMs(): number {
    return this.tickMs;
  }

  quietUntilMs(): number {
    return this.quietMs;
  }

  /** When somebody acts next, and until when nobody speaks. */
  private lookAhead(): void {
    this.tickMs = this.soonest((ticks) => ticks.nextTickMs(this.state_));
    this.quietMs = this.soonest((ticks) => ticks.quietUntilMs(this.state_));
  }

  private soonest(of: (ticks: Ticks) => number): number {
    return TICKING.reduce((ms, ticks) => Math.min(ms, of(ticks)), this.agenda.nextMs);
  }

  onTick(nowMs: number): void {
    this.playAgenda(nowMs);
    for (const ticks of TICKING) if (ticks.nextTickMs(this.state_) <= nowMs) this.tick(ticks, nowMs);
    this.lookAhead();
  }

  private playAgenda(nowMs: number): void {
    while (this.agenda.nextMs <= nowMs) {
      const edge = this.agenda.take();
      this.state_.shared.played = edge;
      const play = edge.edge === "begin" ? begin : end;
      play(this.state_, this.agenda.action(edge), nowMs);
    }
  }

  private tick(ticks: Ticks, nowMs: number): void {
    const { outbox } = this.state_.out;
    const quietMs = ticks.quietUntilMs(this.state_);
    const sent = outbox.count;
    ticks.onTick(this.state_, nowMs);
    assert(
      outbox.count === sent || quietMs <= nowMs,
      "a service of the cloud speaks while it has promised to be quiet",
    );
    assert(ticks.nextTickMs(this.state_) > nowMs, "a service's tick did not move on");
  }

  beforeBucketEnd(nowMs: number): void {
    for (const service of SERVICES) service.beforeBucketEnd?.(this.state_, nowMs);
    const { tickMs, quietMs } = this;
    this.lookAhead();
    assert(tickMs === this.tickMs && quietMs === this.quietMs, "an arrival has moved a service's tick");
  }

  finish(nowMs: number): CloudAudit {
    const inFlight = new Float64Array(this.state_.plan.groups.length);
    const audit: CloudAudit = { inFlight, rollouts: [], unreverted: [] };
    for (const service of SERVICES) Object.assign(audit, service.finish?.(this.state_, nowMs));
    return { ...audit, unreverted: this.revertAll(nowMs) };
  }

  /** Ends what is still open, and names the kinds of which something is left. */
  private revertAll(nowMs: number): string[] {
    const open = this.agenda.open().filter(isFault);
    for (const action of open) endFault(this.state_, action, nowMs);
    return leftFaults(this.state_, nowMs);
  }

  state(): unknown {
    return this.state_.save();
  }

  append(action: Action): void {
    if (action.by === "entities") return;
    this.agenda.append(action);
    this.lookAhead();
  }

  restore(state: unknown): void {
    this.state_.load(state as CloudColumns);
    this.agenda.seek(this.state_.shared.played);
    this.lookAhead();
  }

  fork(before: Scenario, nowMs: number): void {
    forkLimits(this.state_, before, nowMs);
    for (const service of SERVICES) service.fork?.(this.state_, before, nowMs);
    this.lookAhead();
  }

  view(): CloudView {
    const view: CloudView = { rollouts: [], alerts: [] };
    for (const service of SERVICES) Object.assign(view, service.view?.(this.state_));
    return view;
  }
}
