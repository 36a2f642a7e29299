// Keeps the number of half-open connections of a thread bounded: ten thousand SYNs at once only fill the broker's
// accept queue and time out together. First come, first served.

/** Connections of one thread on their way up at once. */
const CONNECTING_MAX = 256;

export class ConnectGate {
  private waiting: (() => void)[] = [];
  private head = 0;
  private underWay = 0;

  constructor(private readonly max: number = CONNECTING_MAX) {}

  /** Runs `start` now or when others have come up or failed. */
  enter(start: () => void): void {
    if (this.underWay < this.max) {
      this.underWay++;
      start();
    } else this.waiting.push(start);
  }

  /** To be called once for each started connection, when it is up or has failed. */
  leave(): void {
    const next = this.waiting[this.head];
    if (next === undefined) {
      this.underWay--;
      return;
    }
    this.head++;
    if (this.head > 1_024 && this.head * 2 > this.waiting.length) {
      this.waiting = this.waiting.slice(this.head);
      this.head = 0;
    }
    next();
  }
}
