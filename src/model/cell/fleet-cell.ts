// A cell: some gateways and devices under one clock. Hands each timer, message and edge of the agenda to the part of the model
// that knows what to do with it, in the order in which they have to know. It hears for devices that sleep: what waited goes down.

import { assert } from "../../core/assert.js";
import { ConnectAck } from "../../event/downlinks.js";
import { EventBlock } from "../../event/event.js";
import { pushLetter } from "../../event/letter.js";
import { type Mail, MessageBlock, type MessageColumns } from "../../event/message.js";
import { LIFECYCLE_STATES, ReadingFlag } from "../../event/vocabulary.js";
import { FAULTS } from "../../fault/faults.js";
import type { CellAudit, CellModel, Outlets, Timers } from "../actor.js";
import { setLocally } from "../agent/shadow-local.js";
import { judgeTrial, resumeTrial } from "../agent/shadow-trial.js";
import { onUpdateTimer, resumeJob } from "../agent/update-agent.js";
import { giveWay, onBooted, onFlatWatch } from "../device/boot.js";
import { noteRead } from "../device/health.js";
import { report } from "../device/reporting.js";
import { onRequestTimer } from "../device/requests.js";
import { retire } from "../device/retire.js";
import { onWear, scheduleWear } from "../device/wear.js";
import { CellHands } from "../fault/cell-hands.js";
import { replayOutage } from "../fault/recorded-outage.js";
import { onGatewayBoot } from "../gateway/boot.js";
import { onFailoverTimer } from "../gateway/failover.js";
import { receive } from "../gateway/receive.js";
import { onSessionTimer } from "../gateway/session.js";
import { drainStore } from "../gateway/store.js";
import { addHeld, closeWindow } from "../gateway/window.js";
import { acknowledge } from "../link/acknowledge.js";
import { bufferedCount } from "../link/buffer.js";
import { park, unpark } from "../link/parked.js";
import { drainBuffer, hopIsUp } from "../link/publish.js";
import { type Action, AgendaPart, beginOf, compareEdges, type Edge, isFault } from "../plan/agenda.js";
import type { FleetPlan } from "../plan/plan.js";
import { struckIn } from "../plan/struck.js";
import { settle } from "../power/battery.js";
import type { Arrival } from "../state/arrival.js";
import { CellState, TIMER_KINDS, Timer } from "../state/cell-state.js";
import { bookFreshTime } from "../state/freshness.js";
import { SessionState } from "../state/session-states.js";
import { hear, passOrder } from "./downlinks.js";
import { startCell } from "./start.js";

const ENTITY_FAULTS = Object.values(FAULTS).filter((fault) => fault.playedBy === "entities");

export class FleetCell implements CellModel {
  readonly entityCount: number;
  readonly timerKinds = TIMER_KINDS;
  private readonly cell: CellState;
  private readonly hands: CellHands;
  /** What of the agenda strikes somebody here, and whom, local entities by action. */
  private readonly agenda: AgendaPart;
  private readonly hit = new Map<number, Int32Array>();
  /** The message in hand, used again for the next. */
  private readonly mail: Mail = { inbox: new MessageBlock(1), row: 0 };

  constructor(
    plan: FleetPlan,
    private readonly index: number,
    outlets: Outlets,
    timers: Timers,
  ) {
    this.cell = new CellState(plan, index, outlets, timers);
    this.hands = new CellHands(this.cell);
    this.entityCount = this.cell.entityOf.length;
    // Many actions have one target.
    const here = new Map<Int32Array, Int32Array>();
    const { actions } = plan.agenda;
    for (const action of actions) {
      if (action.by === "cloud") continue;
      let locals = here.get(action.entities);
      if (locals === undefined) {
        locals = struckIn(plan, index, action.entities);
        here.set(action.entities, locals);
      }
      if (locals.length > 0) this.hit.set(action.id, locals);
    }
    this.agenda = new AgendaPart(actions.filter(({ id }) => this.hit.has(id)));
  }

  append(action: Action): void {
    if (action.by === "cloud") return;
    if (action.kind !== "end") {
      const locals = struckIn(this.cell.plan, this.index, action.entities);
      if (locals.length === 0) return;
      this.hit.set(action.id, locals);
    }
    this.agenda.append(action);
  }

  start(): void {
    startCell(this.cell);
  }

  onTimer(local: number, kind: number, nowMs: number): void {
    if (!this.cell.isDevice(local)) this.onGatewayTimer(local, kind, nowMs);
    else this.onDeviceTimer(local, kind, nowMs);
    this.settle(nowMs);
  }

  /** Does what has been called up for. It may call up for more. */
  private settle(nowMs: number): void {
    const { cell } = this;
    const { upcalls } = cell;
    for (;;) {
      const { arrivals, arrived } = upcalls;
      for (let at = 0; at < arrived; at++) this.takeIn(arrivals[at], nowMs);
      upcalls.arrived = 0;
      if (upcalls.isEmpty) return;
      if (upcalls.gaveWay.size > 0) giveWay(cell, nowMs);
      const device = upcalls.heard.shift();
      if (device !== undefined) this.hearParked(device, nowMs);
    }
  }

  /** A reading got through: to its gateway, or, of a direct device, to whoever reads its payloads. */
  private takeIn(arrival: Arrival, nowMs: number): void {
    const { cell } = this;
    const { device } = arrival;
    const k = cell.gatewayOf[device];
    if (k >= 0) receive(cell, k, arrival, nowMs);
    else noteRead(cell, device, (arrival.flags & ReadingFlag.corrupt) === 0, nowMs);
  }

  private onDeviceTimer(local: number, kind: number, nowMs: number): void {
    const { cell } = this;
    switch (kind) {
      case Timer.report:
        report(cell, local, nowMs);
        break;
      case Timer.session:
        onSessionTimer(cell, local, nowMs);
        break;
      case Timer.drain:
        drainBuffer(cell, local, nowMs);
        break;
      case Timer.update:
        onUpdateTimer(cell, local, nowMs);
        break;
      case Timer.boot:
        if (onFlatWatch(cell, local, nowMs)) break;
        if (!onBooted(cell, local, nowMs)) break;
        passOrder(cell, local, false, nowMs);
        resumeJob(cell, local, nowMs);
        resumeTrial(cell, local, nowMs);
        scheduleWear(cell, local, nowMs);
        break;
      case Timer.request:
        judgeTrial(cell, local, nowMs);
        onRequestTimer(cell, local, nowMs);
        break;
      case Timer.wear:
        onWear(cell, local, nowMs);
        break;
    }
  }

  private onGatewayTimer(local: number, kind: number, nowMs: number): void {
    const { cell } = this;
    const k = cell.gatewayAt(local);
    if (kind === Timer.window) closeWindow(cell, k, nowMs);
    else if (kind === Timer.session) onSessionTimer(cell, local, nowMs);
    else if (kind === Timer.drain) drainStore(cell, k, nowMs);
    else if (kind === Timer.boot) onGatewayBoot(cell, k, nowMs);
    else if (kind === Timer.failover) onFailoverTimer(cell, k, nowMs);
  }

  onMessage(inbox: MessageColumns, row: number, nowMs: number): void {
    const { cell, mail } = this;
    mail.inbox = inbox;
    mail.row = row;
    const kind = inbox.kind[row];
    const local = cell.plan.localOf[inbox.entity[row]];
    const isForGateway = !cell.isDevice(local);
    const k = isForGateway ? -1 : cell.gatewayOf[local];
    // It went out on a session that carries this device no longer: its gateway is another one now.
    if (k >= 0 && inbox.via[row] >= 0 && inbox.via[row] !== cell.carrierOf(local)) return;
    if (k >= 0 && cell.sess.state[cell.gatewayLocal(k)] === SessionState.up)
      acknowledge(cell, local, kind, nowMs);
    // Nobody listens: the message is lost on the last hop. A connect's answer comes before there is a session.
    if (kind !== ConnectAck.kind && cell.isDevice(local) && !hopIsUp(cell, local)) return;
    if (cell.isDevice(local) && park(cell, local, mail)) return;
    hear(cell, local, mail, nowMs);
    this.settle(nowMs);
  }

  /** A class A or PSM device was heard: what waited for it goes down now. */
  private hearParked(local: number, nowMs: number): void {
    const { cell } = this;
    if (!hopIsUp(cell, local)) return;
    passOrder(cell, local, true, nowMs);
    for (const envelope of unpark(cell, local)) {
      const inbox = new MessageBlock(1);
      hear(cell, local, { inbox, row: pushLetter(inbox, envelope) }, nowMs);
      this.settle(nowMs);
    }
  }

  nextEdgeMs(): number {
    return this.agenda.nextMs;
  }

  onEdges(nowMs: number): void {
    while (this.agenda.nextMs <= nowMs) {
      this.cell.played = this.agenda.take();
      this.play(this.agenda.action(this.cell.played), this.cell.played.edge, nowMs);
    }
  }

  private play(action: Action, edge: Edge["edge"], nowMs: number): void {
    const { cell } = this;
    for (const local of this.hit.get(action.id) ?? []) {
      if (action.kind === "decommission") retire(cell, local, nowMs);
      else if (action.kind === "local") {
        if (!cell.retired.has(local)) setLocally(cell, local, action, nowMs);
      } else if (action.kind === "config") cell.configured.add(local);
      else if (this.canFeel(local, action, edge)) {
        this.feel(local, action, edge, nowMs);
        if (edge === "end") passOrder(cell, local, false, nowMs);
      }
    }
    this.settle(nowMs);
  }

  private feel(local: number, action: Action, edge: Edge["edge"], nowMs: number): void {
    if (action.kind === "recorded-outage") replayOutage(this.cell, local, action, { edge, nowMs });
    else if (isFault(action)) {
      const fault = FAULTS[action.kind];
      if (fault.playedBy === "entities") fault[edge](this.hands.on(local, action, nowMs), action.params);
    }
  }

  /** A device that has erased itself feels nothing, except the end of what had begun before. */
  private canFeel(local: number, action: Action, edge: Edge["edge"]): boolean {
    if (!this.cell.isDevice(local)) return true;
    const erasedAfter = this.cell.retired.get(local)?.erasedAfter ?? null;
    if (erasedAfter === null) return true;
    return edge === "end" && compareEdges(beginOf(action), erasedAfter) <= 0;
  }

  beforeBucketEnd(nowMs: number): void {
    const { cell } = this;
    for (let group = 0; group < cell.groups.length; group++) {
      cell.integrate(group, nowMs);
      bookFreshTime(cell, cell.groups[group], nowMs);
    }
  }

  finish(nowMs: number): CellAudit {
    const { cell } = this;
    const groups = cell.groups.length;
    const inFlight = new Float64Array(groups);
    const states = new Float64Array(groups * LIFECYCLE_STATES.length);
    const drainedNJ = new Float64Array(groups);
    for (let device = 0; device < cell.devices; device++) {
      const group = cell.groupOf[device];
      inFlight[group] += bufferedCount(cell, device);
      states[group * LIFECYCLE_STATES.length + cell.dev.state[device]]++;
      settle(cell, device, nowMs);
      drainedNJ[group] += cell.dev.drainedNj[device];
    }
    for (let k = 0; k < cell.gateways; k++) addHeld(cell, k, inFlight);
    return { inFlight, states, drainedNJ, unreverted: this.revertAll(nowMs) };
  }

  /** Ends what is still open, on scratch outlets, and names entities on which a mark is left. */
  private revertAll(nowMs: number): string[] {
    const { cell } = this;
    const { events } = cell.out;
    const { metrics } = cell.out;
    const counts = metrics.save();
    counts.values = counts.values.slice();
    const outbox = cell.out.outbox.count;
    cell.out.events = new EventBlock();
    for (const action of this.agenda.open()) if ("params" in action) this.play(action, "end", nowMs);
    cell.out.events = events;
    metrics.load(counts);
    cell.out.outbox.count = outbox;
    const marked: string[] = [];
    for (let local = 0; local < this.entityCount; local++) {
      if (this.isMarked(local)) marked.push(`entity ${cell.entityOf[local]}`);
    }
    return marked;
  }

  private isMarked(local: number): boolean {
    const at = this.hands.lookAt(local);
    return ENTITY_FAULTS.some((fault) => fault.isLeft(at));
  }

  state(): unknown {
    assert(this.cell.upcalls.isEmpty, "an upcall would be missing from a checkpoint");
    return this.cell.saved();
  }

  restore(state: unknown): void {
    this.cell.load(state);
    this.agenda.seek(this.cell.played);
  }
}
