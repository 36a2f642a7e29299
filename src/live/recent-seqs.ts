// QoS 1 delivers at least once: what a connection sends again after a loss may have arrived the first time. The last
// few sequence numbers of each sender tell.

/** At least the in-flight window of a connection: no more than that is ever sent again at once. */
const REMEMBERED = 64;

export class RecentSeqs {
  private readonly rings = new Map<number, { seqs: Int32Array; at: number }>();

  /** True the first time a sender's sequence number is seen (within the last 64 of that sender). */
  isNew(entity: number, seq: number): boolean {
    let ring = this.rings.get(entity);
    if (ring === undefined) {
      ring = { seqs: new Int32Array(REMEMBERED).fill(-1), at: 0 };
      this.rings.set(entity, ring);
    }
    if (ring.seqs.includes(seq)) return false;
    ring.seqs[ring.at] = seq;
    ring.at = (ring.at + 1) % REMEMBERED;
    return true;
  }
}
