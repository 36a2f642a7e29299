// What the engine needs to know of a world: how many cells, who lives where, and how to make the models. The shipped
// world is fleet-world.ts; tests bring smaller ones. A worker thread makes its own from the scenario and a module URL.
import type { MessageColumns } from "../event/message.js";
import type { MetricLayout } from "../event/metric-layout.js";
import type { SeriesStore } from "../event/series.js";
import type { CellModel, CloudModel, Outlets, Timers } from "../model/actor.js";
import type { Action, Agenda } from "../model/plan/agenda.js";
import type { FleetPlan } from "../model/plan/plan.js";
import type { JournalEntry } from "../spec/journal.js";
import type { Scenario } from "../spec/scenario.js";
import type { BlastRadius } from "./blast-radius.js";

/** Looks at the series up to a moment (ms): is the stop condition met, and at what measured value? */
export type StopCheck = (series: SeriesStore, momentMs: number) => { hit: boolean; measured: string };

export interface World {
  readonly cellCount: number;
  /** Devices and gateways; entities are 0..entityCount-1. */
  readonly entityCount: number;
  readonly gatewayCount: number;
  /** Cell of each entity, and its index there (ascending by entity). */
  readonly cellOf: Int32Array;
  readonly localOf: Int32Array;
  /** Devices in each device group. */
  readonly groupSizes: readonly number[];
  readonly layout: MetricLayout;
  /** What happens to it from outside. */
  readonly agenda: Agenda;
  /** Puts an entry of a journal on the agenda: the action it becomes, or why it cannot be done; what lies before `playedMs` is past. */
  append(entry: JournalEntry, playedMs: number): Action | string;
  readonly resolutionMs: number;
  /** Everything before this instant is played. */
  readonly durationMs: number;
  createCell(index: number, outlets: Outlets, timers: Timers): CellModel;
  createCloud(outlets: Outlets): CloudModel;
  /** Readings inside one uplink that never arrived, and the device group they belong to. */
  inFlightOf(block: MessageColumns, row: number): { group: number; count: number };
  /** The scenario's stop conditions, by index. */
  stopChecks(): StopCheck[];
  /** Time between their looks, a multiple of resolutionMs, which it is by default. Their series have buckets of this length. */
  readonly stopLookMs?: number;
  /** What reads the blast radius of rollouts off the rows; a world without rollouts has none. */
  blastRadius?(): BlastRadius;
}

export const stopLookMsOf = ({ stopLookMs, resolutionMs }: World): number => stopLookMs ?? resolutionMs;

export interface WorldOptions {
  /** Devices per cell; changes the partition only. */
  cellDevices?: number;
  /** The fleet of this scenario and cell size, where the caller has built it already. */
  plan?: FleetPlan;
}
export type CreateWorld = (scenario: Scenario, options: WorldOptions) => World;
/** A module a worker can load. */
export interface WorldModule {
  createWorld: CreateWorld;
}
