// One thread's cells and connections, played by the wall clock.

import { Digest } from "../core/digest.js";
import { CellHost } from "../engine/cell-host.js";
import type { HostRows } from "../engine/outlets.js";
import type { World } from "../engine/world.js";
import { FleetSessions, type FleetSessionsOptions } from "./fleet-sessions.js";
import type { Player, PlayerEnd } from "./player.js";
import { book, emptyAccount, type WireAccount } from "./wire-ledger.js";

/** Connections are closed at the end within this time; the rest are cut. */
const CLOSE_MAX_MS = 5_000;

export class CellsPlayer implements Player {
  private readonly hosts: CellHost[];
  private readonly sessions: FleetSessions;
  private readonly account: WireAccount;
  private connectionsPeak = 0;
  private openMs = 0;
  private isCutOff = false;

  constructor(
    private readonly world: World,
    private readonly cells: readonly number[],
    private readonly options: FleetSessionsOptions,
  ) {
    this.hosts = cells.map((cell) => new CellHost(world, cell, { realTime: true }));
    this.positionOf = new Map(cells.map((cell, position) => [cell, position]));
    this.sessions = new FleetSessions(options);
    this.account = emptyAccount(world.groupSizes.length);
  }

  private readonly positionOf: ReadonlyMap<number, number>;

  /** Sessions that are up when the run starts are opened before its clock does. */
  async ready(): Promise<void> {
    const { plan } = this.options;
    if (plan.scenario.start.state !== "active") return;
    const entities = this.cells.flatMap((cell) => {
      const { devices, gateways } = plan.cells[cell];
      return [...devices.filter((device) => plan.homeOf[device] < 0), ...gateways];
    });
    const startMs = performance.now();
    await this.sessions.openAll(entities);
    this.openMs = performance.now() - startMs;
    this.connectionsPeak = this.sessions.openCount;
  }

  start(): void {
    for (const host of this.hosts) host.start();
    this.sendAll();
  }

  get clockMs(): number {
    return this.hosts.reduce((least, host) => Math.min(least, host.clockMs), Number.POSITIVE_INFINITY);
  }

  play(untilMs: number): void {
    this.deliver();
    for (const host of this.hosts) host.advance(untilMs);
    this.sendAll();
    this.sessions.flush();
  }

  takeRows(): HostRows[] {
    return this.hosts.filter((host) => host.outlets.hasRows).map((host) => host.takeRows());
  }

  tick(): void {
    this.sessions.tick();
    this.connectionsPeak = Math.max(this.connectionsPeak, this.sessions.openCount);
  }

  get backlog(): number {
    return this.sessions.pendingCount;
  }

  get isQuiet(): boolean {
    return this.sessions.isQuiet;
  }

  get messages(): number {
    return this.account.messages;
  }

  cutOff(): void {
    this.isCutOff = true;
    this.sessions.abortAll();
  }

  async finish(endMs: number): Promise<PlayerEnd> {
    const digest = new Digest();
    const audits = this.hosts.map((host) => host.finish(endMs));
    const rows = this.takeRows();
    for (const host of this.hosts) digest.merge(host.outlets.digest.lanes);
    const underWay = this.hosts.map((host) => host.takeOutbox()).filter((block) => block.count > 0);
    this.connectionsPeak = Math.max(this.connectionsPeak, this.sessions.openCount);
    await this.sessions.closeAll(this.isCutOff ? 0 : CLOSE_MAX_MS);
    const { connectionsPeak, openMs } = this;
    return {
      rows,
      end: {
        lanes: digest.lanes,
        account: this.account,
        malformed: this.sessions.malformed,
        strangers: this.sessions.strangers,
        cells: { audits, connectionsPeak, openMs },
        underWay,
      },
    };
  }

  private deliver(): void {
    const arrived = this.sessions.takeArrived();
    if (arrived === null) return;
    const { cellOf } = this.world;
    for (let row = 0; row < arrived.count; row++) {
      const position = this.positionOf.get(cellOf[arrived.entity[row]]);
      if (position !== undefined) this.hosts[position].deliverRow(arrived, row);
    }
  }

  private sendAll(): void {
    for (const host of this.hosts) {
      if (host.outlets.outbox.count === 0) continue;
      const outbox = host.takeOutbox();
      book(this.account, this.world, outbox);
      if (!this.isCutOff) this.sessions.send(outbox);
    }
  }
}
