// What a fault can do to a device or a gateway of a cell, in the name of the action that is being played. Holds are counted,
// figures and sensor faults are kept by action: of two that overlap each undoes its own.
import { assert } from "../../core/assert.js";
import { Events } from "../../event/events.js";
import { type Cause, causeIndex, endIndex, SENSOR_FAULTS } from "../../event/vocabulary.js";
import { FAULTS, type FaultKind } from "../../fault/faults.js";
import type { EntityHands, Extra, Hold, PowerHold, Software } from "../../fault/hands.js";
import { powerUp, shutDown } from "../device/boot.js";
import { holdRadio, OUTAGE_HOLD, OUTAGE_HOLDS_MASK, releaseRadio } from "../device/radio-hold.js";
import { crash, cutPower, endCrash, givePower } from "../gateway/boot.js";
import { loseSession } from "../gateway/session.js";
import { usualLossPpm } from "../link/attempt.js";
import type { CellState } from "../state/cell-state.js";
import { hold, release } from "../state/holds.js";
import { type Imposed, impose, liftImposed } from "../state/imposed.js";

/** The action a fault comes from. */
interface FeltAction {
  readonly id: number;
  readonly kind: FaultKind;
  readonly params: Readonly<Record<string, number>>;
}

export class CellHands implements EntityHands {
  readonly way: Hold;
  readonly certificate: Hold;
  readonly power: PowerHold;
  readonly software: Software;
  readonly radioOff: Hold;
  readonly sensor: Hold;
  readonly loss: Extra;
  readonly spoilt: Extra;
  readonly harmed: Extra;
  readonly clock: Extra;
  private local = 0;
  private action: FeltAction = { id: -1, kind: "device.offline", params: {} };
  private nowMs = 0;

  constructor(private readonly cell: CellState) {
    this.way = this.sessionHold(() => cell.sess.holds);
    this.certificate = this.sessionHold(() => cell.sess.certHolds);
    this.power = {
      hold: () => this.holdPower(),
      release: (spreadMs = 0) => this.releasePower(spreadMs),
      isHeld: () =>
        (this.isDevice ? cell.dev.powerHolds[this.local] : cell.gw.powerHolds[this.gateway]) !== 0,
    };
    this.software = {
      crash: (afterMs) => this.crash(afterMs),
      restart: () => endCrash(cell, this.gateway, this.action.id, this.nowMs),
      hasCrashed: () => !this.isDevice && cell.crashes.has(this.gateway),
    };
    this.radioOff = {
      hold: () =>
        holdRadio(cell, this.local, { hold: OUTAGE_HOLD, cause: causeIndex(this.cause) }, this.nowMs),
      release: () => releaseRadio(cell, this.local, OUTAGE_HOLD, this.nowMs),
      isHeld: () => this.isDevice && (cell.dev.radioHolds[this.local] & OUTAGE_HOLDS_MASK) !== 0,
    };
    this.sensor = {
      hold: () => this.harmSensor(),
      release: () => this.mendSensor(),
      isHeld: () => this.isDevice && cell.dev.sensorHolds[this.local] !== 0,
    };
    this.spoilt = this.extra(() => cell.spoiltPpm);
    this.harmed = this.extra(() => cell.harmedPpm);
    this.clock = this.extra(() => cell.clockJumps);
    const loss = this.extra(() => cell.extraLossPpm);
    this.loss = {
      add: (ppm) => {
        loss.add(ppm);
        this.setLoss();
      },
      takeBack: () => {
        loss.takeBack();
        this.setLoss();
      },
      isLeft: () => this.isDevice && (loss.isLeft() || cell.dev.lossPpm[this.local] !== this.usualLossPpm),
    };
  }

  /** Turns to one entity, in the name of an action. */
  on(local: number, action: FeltAction, nowMs: number): this {
    this.action = action;
    this.nowMs = nowMs;
    return this.lookAt(local);
  }

  /** Turns to one entity, to see what is left there. */
  lookAt(local: number): this {
    this.local = local;
    return this;
  }

  private get isDevice(): boolean {
    return this.cell.isDevice(this.local);
  }

  private get gateway(): number {
    return this.cell.gatewayAt(this.local);
  }

  private get cause(): Cause {
    const { cause } = FAULTS[this.action.kind];
    assert(cause !== undefined, "a fault without a cause takes somebody off line");
    return cause;
  }

  private sessionHold(holds: () => Uint16Array): Hold {
    return {
      hold: () => {
        if (!hold(holds(), this.local)) return;
        loseSession(this.cell, this.local, { cause: causeIndex(this.cause), isRetrying: true }, this.nowMs);
      },
      release: () => {
        release(holds(), this.local);
      },
      isHeld: () => holds()[this.local] !== 0,
    };
  }

  private extra(imposed: () => Imposed): Extra {
    return {
      add: (figure) => impose(imposed(), this.local, this.action.id, figure),
      takeBack: () => liftImposed(imposed(), this.local, this.action.id),
      isLeft: () => imposed().parts.has(this.local),
    };
  }

  private get usualLossPpm(): number {
    return usualLossPpm(this.cell, this.local, this.cell.group(this.local));
  }

  private setLoss(): void {
    const { dev, extraLossPpm } = this.cell;
    const extraPpm = extraLossPpm.sums.get(this.local) ?? 0;
    dev.lossPpm[this.local] = this.usualLossPpm + extraPpm;
  }

  private holdPower(): void {
    const { cell, local, nowMs } = this;
    if (!this.isDevice) cutPower(cell, this.gateway, this.cause, nowMs);
    else if (hold(cell.dev.powerHolds, local)) shutDown(cell, local, this.cause, nowMs);
  }

  private releasePower(spreadMs: number): void {
    const { cell, local, nowMs } = this;
    if (!this.isDevice) givePower(cell, this.gateway, nowMs);
    else if (release(cell.dev.powerHolds, local))
      powerUp(cell, local, { cause: "power-on", spreadMs }, nowMs);
  }

  private crash(restartAfterMs: number): void {
    const { action, cause, nowMs } = this;
    crash(this.cell, this.gateway, { action: action.id, cause, untilMs: nowMs + restartAfterMs }, nowMs);
  }

  private harmSensor(): void {
    const { cell, local, nowMs } = this;
    const { id, kind, params } = this.action;
    const faults = cell.sensorFaults.get(local);
    const fault = { kind, params, sinceMs: nowMs, held: cell.dev.sample[local] };
    if (faults === undefined) cell.sensorFaults.set(local, new Map([[id, fault]]));
    else faults.set(id, fault);
    hold(cell.dev.sensorHolds, local);
    this.tellTruth("start");
  }

  private mendSensor(): void {
    const { cell, local } = this;
    const faults = cell.sensorFaults.get(local);
    faults?.delete(this.action.id);
    if (faults?.size === 0) cell.sensorFaults.delete(local);
    release(cell.dev.sensorHolds, local);
    this.tellTruth("end");
  }

  private tellTruth(end: "start" | "end"): void {
    const { cell, local, nowMs } = this;
    const fault = SENSOR_FAULTS.findIndex((name) => this.action.kind === `sensor.${name}`);
    cell.emit(Events.sensorTruth, local, nowMs, { fault, change: endIndex(end) });
  }
}
