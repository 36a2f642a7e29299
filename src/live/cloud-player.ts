// The cloud and its connection, played by the wall clock.
import { CloudHost } from "../engine/cloud-host.js";
import type { HostRows } from "../engine/outlets.js";
import type { World } from "../engine/world.js";
import type { CloudView } from "../result/snapshot.js";
import { CloudLink, type CloudLinkOptions } from "./cloud-link.js";
import type { DownCause } from "./lean-client.js";
import type { Player, PlayerEnd } from "./player.js";
import { book, emptyAccount, type WireAccount } from "./wire-ledger.js";

export class CloudPlayer implements Player {
  private readonly host: CloudHost;
  private readonly link: CloudLink;
  private readonly account: WireAccount;
  private isLeaving = false;
  private up: () => void = () => {};
  private down: (cause: DownCause) => void = () => {};

  /** `onLost` is called when the connection ends and we did not end it. */
  constructor(
    private readonly world: World,
    options: Omit<CloudLinkOptions, "onUp" | "onDown">,
    onLost: (cause: DownCause) => void,
  ) {
    this.host = new CloudHost(world, { realTime: true });
    this.account = emptyAccount(world.groupSizes.length);
    this.link = new CloudLink({
      ...options,
      onUp: () => this.up(),
      onDown: (cause) => {
        this.down(cause);
        if (!this.isLeaving) onLost(cause);
      },
    });
  }

  /** Connected and subscribed; onLost tells of the failure. */
  ready(): Promise<void> {
    return new Promise((resolve) => {
      this.up = resolve;
      this.link.connect();
    });
  }

  start(): void {
    this.host.start();
  }

  get clockMs(): number {
    return this.host.clockMs;
  }

  play(untilMs: number): void {
    const arrived = this.link.takeArrived();
    if (arrived !== null) {
      book(this.account, this.world, arrived);
      this.host.deliver(arrived);
    }
    this.host.advance(untilMs);
    if (this.host.outlets.outbox.count > 0) this.link.send(this.host.takeOutbox());
  }

  takeRows(): HostRows[] {
    return this.host.outlets.hasRows ? [this.host.takeRows()] : [];
  }

  view(): CloudView {
    return this.host.view();
  }

  tick(): void {
    this.link.tick();
  }

  readonly backlog = 0;

  get isQuiet(): boolean {
    return this.link.isQuiet;
  }

  /** Uplinks that came out of the wire. */
  get messages(): number {
    return this.link.accepted;
  }

  cutOff(): void {
    this.isLeaving = true;
    this.link.cut();
  }

  async finish(endMs: number): Promise<PlayerEnd> {
    this.isLeaving = true;
    const audit = this.host.finish(endMs);
    const rows = this.takeRows();
    const underWay = this.host.inbox.save();
    await this.leave();
    return {
      rows,
      end: {
        lanes: this.host.outlets.digest.lanes,
        account: this.account,
        malformed: this.link.malformed,
        strangers: this.link.strangers,
        cloud: { audit, duplicates: this.link.duplicates, wills: this.link.wills },
        underWay: underWay.count > 0 ? [underWay] : [],
      },
    };
  }

  private leave(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.link.cut(), 2_000);
      this.down = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.link.isDown) this.down({ kind: "ended" });
      else this.link.close();
    });
  }
}
