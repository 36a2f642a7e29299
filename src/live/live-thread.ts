// Entry of a live thread: lets its player follow the wall clock, reports rows, and goes through the end of the run
// (reach the end, let the wire fall silent, take stock). The steps of the end are led by live-run.ts.
import { parentPort, workerData } from "node:worker_threads";
import type { WorldModule } from "../engine/world.js";
import { buildFleet } from "../fleet/build.js";
import { namingOf } from "../fleet/naming.js";
import { CellsPlayer } from "./cells-player.js";
import { CloudPlayer } from "./cloud-player.js";
import { LiveClock } from "./live-clock.js";
import { LoopLag } from "./loop-lag.js";
import type { Player } from "./player.js";
import type { FromThread, ThreadTask, ToThread } from "./thread-messages.js";
import { WireStats } from "./wire-stats.js";

/** A step of the clock: the finest pace a model can feel, against about 1 % of a processor when nothing happens. */
const STEP_MS = 5;
const REPORT_EVERY_MS = 200;
const TICK_EVERY_MS = 1_000;
/** At the end the wire gets this long to fall silent. */
const DRAIN_MAX_MS = 5_000;
/** With more messages waiting for the wire than this, the cells are held: virtual time slips, and the report says so. */
const BACKLOG_MAX = 50_000;
/** But never longer than this at a stretch: what would free the wire may need the cells to move. */
const HOLD_MAX_MS = 5_000;

const task = workerData as ThreadTask;
const port = parentPort!;
const tell = (message: FromThread): void => port.postMessage(message);

class LiveThread {
  private readonly stats = new WireStats();
  private readonly lag = new LoopLag();
  private player!: Player;
  private clock = new LiveClock(0, 0);
  private endMs = task.endMs;
  private phase: "waiting" | "playing" | "draining" | "reached" | "finishing" | "over" = "waiting";
  private drainUntilWallMs = 0;
  /** Cloud: what the cells have put on the wire, once they are done. */
  private expected = Number.POSITIVE_INFINITY;
  private reportedWallMs = 0;
  private tickedWallMs = 0;
  private heldMs = 0;
  private heldSinceWallMs = 0;
  private seenBacklog = 0;

  async begin(): Promise<void> {
    const { scenario, modelUrl, cellDevices, broker, runId, speed, role, sealKey } = task;
    const { createWorld } = (await import(modelUrl)) as WorldModule;
    const plan = buildFleet(scenario, cellDevices);
    const world = createWorld(scenario, { cellDevices, plan });
    const nowMs = (): number => this.clock.nowMs();
    const shared = { broker, runId, sealKey, plan, naming: namingOf(plan), stats: this.stats, nowMs };
    this.player =
      role.kind === "cells"
        ? new CellsPlayer(world, role.cells, { ...shared, speed })
        : new CloudPlayer(world, shared, (cause) => tell({ type: "brokerGone", cause: cause.kind }));
    port.on("message", (message: ToThread) => this.onMessage(message));
    await this.player.ready();
    tell({ type: "ready" });
  }

  private onMessage(message: ToThread): void {
    switch (message.type) {
      case "go":
        this.clock = new LiveClock(message.originWallMs, task.speed);
        this.lag.reset();
        this.phase = "playing";
        this.player.start();
        this.step();
        return;
      case "endAt":
        this.endMs = Math.max(Math.min(this.endMs, message.endMs), this.player.clockMs);
        return;
      case "finish":
        this.expected = message.messages;
        this.drainUntilWallMs = performance.now() + DRAIN_MAX_MS;
        if (task.role.kind === "cells") void this.finish();
        return;
      case "cutOff":
        this.endMs = Math.max(message.endMs, this.player.clockMs);
        this.player.cutOff();
        void this.finish();
    }
  }

  private step = (): void => {
    if (this.phase === "finishing" || this.phase === "over") return;
    const wallMs = performance.now();
    if (this.phase === "playing" && !this.isHeld(wallMs)) this.play(wallMs);
    else if (this.phase === "draining") this.drain(wallMs);
    if (wallMs - this.tickedWallMs >= TICK_EVERY_MS) this.tick(wallMs);
    if (wallMs - this.reportedWallMs >= REPORT_EVERY_MS) this.report(wallMs);
    setTimeout(this.step, STEP_MS);
  };

  private play(wallMs: number): void {
    const { player, endMs } = this;
    const isCloud = task.role.kind === "cloud";
    // The cloud stays short of the end until the last uplink is in: a late one must still find it there.
    const lastMs = isCloud ? endMs - 1 : endMs;
    player.play(Math.min(this.clock.nowMs(), lastMs));
    if (isCloud) {
      if (this.expected === Number.POSITIVE_INFINITY) return;
      if (player.messages < this.expected && wallMs < this.drainUntilWallMs) return;
      void this.finish();
    } else if (player.clockMs >= endMs) {
      this.phase = "draining";
      this.drainUntilWallMs = wallMs + DRAIN_MAX_MS;
    }
  }

  /** Cells at the end: what was sent must be acknowledged before we say how much it was. */
  private drain(wallMs: number): void {
    this.player.play(this.endMs);
    if (!this.player.isQuiet && wallMs < this.drainUntilWallMs) return;
    this.phase = "reached";
    tell({ type: "reached", messages: this.player.messages });
  }

  private isHeld(wallMs: number): boolean {
    const isFull = this.seenBacklog > BACKLOG_MAX;
    if (isFull && this.heldSinceWallMs === 0) this.heldSinceWallMs = wallMs;
    const isHeld = isFull && wallMs - this.heldSinceWallMs < HOLD_MAX_MS;
    if (isHeld) this.player.play(this.player.clockMs);
    else this.heldSinceWallMs = 0;
    if (isHeld) this.heldMs += STEP_MS;
    if (isFull) this.seenBacklog = this.player.backlog;
    return isHeld;
  }

  private tick(wallMs: number): void {
    this.tickedWallMs = wallMs;
    this.lag.sample();
    this.player.tick();
  }

  private report(wallMs: number): void {
    this.reportedWallMs = wallMs;
    this.seenBacklog = this.player.backlog;
    tell({
      type: "rows",
      clockMs: this.player.clockMs,
      rows: this.player.takeRows(),
      view: this.player.view?.(),
    });
  }

  private async finish(): Promise<void> {
    if (this.phase === "finishing" || this.phase === "over") return;
    this.phase = "finishing";
    this.player.play(this.endMs);
    const lag = this.lag.report();
    this.lag.stop();
    const { rows, end } = await this.player.finish(this.endMs);
    tell({ type: "rows", clockMs: this.endMs, rows });
    const { counts, ackUs } = this.stats;
    tell({ type: "end", end: { ...end, counts, ackUs, lag, heldMs: this.heldMs } });
    this.phase = "over";
    port.close();
  }
}

void new LiveThread().begin();
