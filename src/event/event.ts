// The events of a run: rare things that each become one row (state changes, alerts, update steps, faults...), as columns.
// Frequent things (telemetry) are counted in metrics and fog windows instead.

/** Kinds of event rows. Codes are stable: they are part of the digest. */
export const EventKind = {
  /** a from, b to (LifecycleState), c cause (Cause). */
  lifecycle: 1,
  /** A session (of a device or a gateway) or an attachment came up. a attempts it took, b downtime ms. */
  online: 2,
  /** A session or attachment went down. a cause (Cause). */
  offline: 3,
  /** a cause (RebootCause), b version index, c boot count. */
  reboot: 4,
  /** The device can never run again. a cause. */
  bricked: 5,
  /**
   * a charge left in ppm. b 0 brown-out (c terminal mV); 1 switched off, empty or browning out (c depletion as forecast
   * at half-time, virtual ms, -1 none); 2 back by sun or warmth (c mV); 3 forecast at half-time (c depletion, virtual ms).
   */
  battery: 6,
  /** a from, b to (Health). */
  health: 7,
  /** a rollout index, b UpdateState, c version index. */
  updateStep: 10,
  /** By the cloud. a rollout index, b RolloutStatus, c stage index; note: reason. */
  rollout: 11,
  /** By the cloud, the outcome of one device. a rollout index, b JobStatus, c the device's entity index; note: reason. */
  jobOutcome: 12,
  /** A block of an image was refused. a rollout index, b offset in the file, c times in a row; note: what is wrong. */
  chunkRefused: 13,
  /** a policy, b winner (0 cloud, 1 device, 2 open), c shadow version; note: property and both values. */
  shadowConflict: 20,
  /** a shadow version, b 1 desired / 2 reported, c the device (desired); note: who, each property with old and new value. */
  shadow: 21,
  /** a command sequence, b kind, c outcome. */
  command: 22,
  /** By a device. a CONFIG_OUTCOMES index, b shadow version, c ms since it took the values; note: which, and why. */
  configOutcome: 23,
  /** By the cloud: an update it refused. a 400, 409 or 413, b shadow version, c the device; note: AWS's words, who. */
  shadowRejected: 24,
  /** a fault index, b entities struck. */
  faultStart: 30,
  /** a fault index, b entities it was taken off. That nothing stayed behind is an invariant's business. */
  faultEnd: 31,
  /** Ground truth of an injected sensor fault. a SENSOR_FAULTS index, b 1 begins, 0 ends. */
  sensorTruth: 33,
  /** A local rule acted. a rule index (+ 100: of its gateway), b latency from sample to actuator ms, c 1 on, 0 off; note: what. */
  actuation: 34,
  /** Hardware failed. a 0 watchdog helped itself, 1 somebody had to come; b ms until it works again. */
  failure: 35,
  /** In the store alone: a tombstone. a the kind of the row that stood here, of a device that was decommissioned. */
  erased: 36,
  /** A replayed outage of a device. a 1 begin, 0 end; b its length ms (at the end); note: its name in the recording. */
  recordedOutage: 32,
  /** One reading as it was received, by its gateway or by the cloud. a value, b sensed ms * 256 + flags, c its device. */
  reading: 38,
  /** Messages that wait at a gateway. a most of them since b ms, c how many now. Only while some wait (gateway/queue.ts). */
  gatewayQueue: 37,
  /** By the cloud. a alert rule index, b measured, c threshold; note: severity. */
  alertRaised: 40,
  alertCleared: 41,
  /** By a gateway about a device: a anomaly kind (Anomaly), b measured; entity is the device. */
  anomaly: 42,
  anomalyCleared: 43,
  /** A payload was put aside. a QUARANTINE_REASONS index, b reading seq; the device is entity, or c where the cloud says it. */
  quarantine: 44,
  /** By the cloud. note: who did what to whom. */
  audit: 50,
  /** A phase of the scenario begins. a phase index. */
  phase: 60,
  /** A stop condition ended the run. a stop index, b measured. */
  stopped: 61,
  /** For engine tests. */
  probe: 99,
} as const;
export type EventKind = (typeof EventKind)[keyof typeof EventKind];

export const eventKindName = (kind: number): string =>
  (Object.entries(EventKind).find(([, code]) => code === kind) ?? ["unknown"])[0];

/** Columns of an event block. Total order of rows: (atMs, entity, seq). */
export interface EventColumns {
  count: number;
  atMs: Float64Array;
  /** Global entity index; the cloud is {@link CLOUD_ENTITY}. */
  entity: Int32Array;
  /** Event sequence of this entity, from 0. */
  seq: Int32Array;
  kind: Uint8Array;
  a: Float64Array;
  b: Float64Array;
  c: Float64Array;
  note: Map<number, string>;
}

/** The entity index under which the cloud writes events: after all devices and gateways. */
export const CLOUD_ENTITY = 0x7fffffff;

/** A growing block of event rows. */
export class EventBlock implements EventColumns {
  count = 0;
  atMs: Float64Array;
  entity: Int32Array;
  seq: Int32Array;
  kind: Uint8Array;
  a: Float64Array;
  b: Float64Array;
  c: Float64Array;
  note: Map<number, string> = new Map();

  constructor(capacity = 256) {
    this.atMs = new Float64Array(capacity);
    this.entity = new Int32Array(capacity);
    this.seq = new Int32Array(capacity);
    this.kind = new Uint8Array(capacity);
    this.a = new Float64Array(capacity);
    this.b = new Float64Array(capacity);
    this.c = new Float64Array(capacity);
  }

  push(
    atMs: number,
    entity: number,
    seq: number,
    kind: number,
    a: number,
    b: number,
    c: number,
    note?: string,
  ): void {
    if (this.count === this.atMs.length) this.grow();
    const row = this.count++;
    this.atMs[row] = atMs;
    this.entity[row] = entity;
    this.seq[row] = seq;
    this.kind[row] = kind;
    this.a[row] = a;
    this.b[row] = b;
    this.c[row] = c;
    if (note !== undefined) this.note.set(row, note);
  }

  take(): EventColumns {
    const n = this.count;
    const taken: EventColumns = {
      count: n,
      atMs: this.atMs.slice(0, n),
      entity: this.entity.slice(0, n),
      seq: this.seq.slice(0, n),
      kind: this.kind.slice(0, n),
      a: this.a.slice(0, n),
      b: this.b.slice(0, n),
      c: this.c.slice(0, n),
      note: this.note,
    };
    this.count = 0;
    this.note = new Map();
    return taken;
  }

  private grow(): void {
    const wider = new EventBlock(this.atMs.length * 2);
    wider.atMs.set(this.atMs);
    wider.entity.set(this.entity);
    wider.seq.set(this.seq);
    wider.kind.set(this.kind);
    wider.a.set(this.a);
    wider.b.set(this.b);
    wider.c.set(this.c);
    this.atMs = wider.atMs;
    this.entity = wider.entity;
    this.seq = wider.seq;
    this.kind = wider.kind;
    this.a = wider.a;
    this.b = wider.b;
    this.c = wider.c;
  }
}

export const eventTransfers = (block: EventColumns): ArrayBuffer[] =>
  [block.atMs, block.entity, block.seq, block.kind, block.a, block.b, block.c].map(
    (column) => column.buffer as ArrayBuffer,
  );
