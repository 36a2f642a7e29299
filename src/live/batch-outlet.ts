// Hands batches over one after the other. A slow store does not hold the wall clock: while it is busy, rows gather in the
// batcher and go out in fewer, larger batches.
import type { Batch } from "../event/batch.js";

export class BatchOutlet {
  private before: Promise<void> = Promise.resolve();
  private underWay = 0;

  constructor(
    private readonly onBatch: (batch: Batch) => void | Promise<void>,
    private readonly onFailure: (error: Error) => void,
  ) {}

  get isFree(): boolean {
    return this.underWay === 0;
  }

  give(batch: Batch): void {
    this.underWay++;
    this.before = this.before.then(async () => {
      await this.onBatch(batch);
      this.underWay--;
    });
    this.before.catch(this.onFailure);
  }

  /** Resolves when everything given has been taken; rejects with the taker's error. */
  settled(): Promise<void> {
    return this.before;
  }
}
