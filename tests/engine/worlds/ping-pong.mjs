// A world made to catch the engine out: devices that talk to the cloud at random moments, with messages that coincide,
// cancel each other's timers and carry a hash of everything seen so far, so that any step out of order shows.
// Everything random is a hash of (seed, entity, counter, purpose). Parameters come in scenario.params.
import { Command, ConnectAck, JobDocument } from "../../../dist/event/downlinks.js";
import { Events } from "../../../dist/event/events.js";
import { METRICS } from "../../../dist/event/metric.js";
import { MetricLayout } from "../../../dist/event/metric-layout.js";
import { Connect, JobNext, Reading } from "../../../dist/event/uplinks.js";
import { LIFECYCLE_STATES } from "../../../dist/event/vocabulary.js";
import { Agenda } from "../../../dist/model/plan/agenda.js";

const CLOUD = 0x7fffffff;
const READING = Reading.kind;
const CONNECT = Connect.kind;
const JOB_NEXT = JobNext.kind;
const CONNECT_ACK = ConnectAck.kind;
const JOB_DOCUMENT = JobDocument.kind;
const COMMAND = Command.kind;
const ACTIVE = LIFECYCLE_STATES.indexOf("active");
const KINDS = 3;
const [BEAT, TIMEOUT, NUDGE] = [0, 1, 2];

const mix = (x, y) => {
  let h = Math.imul(x ^ (y + 0x9e3779b9), 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
};
const draw = (...parts) => parts.reduce((h, part) => mix(h, part | 0), 12345);

const metric = (name) => METRICS.findIndex((each) => each.name === name);
const M = Object.fromEntries(METRICS.map((each) => [each.name, metric(each.name)]));

const DEFAULTS = {
  devices: 8,
  seed: 1,
  intervalMs: 300,
  dataPpm: 400_000,
  requestPpm: 200_000,
  latencyMs: 80,
  timeoutMs: 150,
  tickMs: 500,
  /** Every how many ticks the cloud may speak. */
  speakEvery: 1,
  broadcast: 2,
  worldEveryMs: 700,
  interleave: false,
  /** A bug to plant: "random", "speak", "late", "early-uplink", "exit", "throw", or none. */
  bug: "",
  bugAtMs: 1_000,
  /** A stop condition on the count of delivered readings. */
  stopAt: 0,
};

export const createWorld = (scenario, { cellDevices } = {}) => {
  const p = { ...DEFAULTS, ...scenario.params };
  const count = p.devices;
  const size = Math.max(2, cellDevices ?? count);
  const cellCount = Math.ceil(count / size);
  // Partners (2k, 2k+1) stay together.
  const cellOf = Int32Array.from({ length: count }, (_, e) =>
    p.interleave ? (e >> 1) % cellCount : Math.min(Math.floor((e >> 1) / (size >> 1)), cellCount - 1),
  );
  const next = new Int32Array(cellCount);
  const localOf = cellOf.map((cell) => next[cell]++);
  const half = count >> 1;
  const groupOf = (e) => (e < half ? 0 : 1);
  const dictionaries = Object.fromEntries(METRICS.map((each) => [each.sub, ["0"]]));
  dictionaries.state = LIFECYCLE_STATES;
  const layout = new MetricLayout(2, dictionaries);
  const world = { p, scenario, count, cellOf, localOf, groupOf, layout };
  return {
    cellCount,
    entityCount: count,
    gatewayCount: 0,
    cellOf,
    localOf,
    groupSizes: [half, count - half],
    layout,
    agenda: new Agenda([]),
    append: () => "nothing can be done here",
    resolutionMs: scenario.resolutionMs,
    durationMs: scenario.durationMs,
    createCell: (index, outlets, timers) => new PingCell(world, index, outlets, timers),
    createCloud: (outlets) => new PongCloud(world, outlets),
    inFlightOf: (block, row) =>
      block.kind[row] === READING ? { group: groupOf(block.entity[row]), count: 1 } : { group: -1, count: 0 },
    stopChecks: () =>
      p.stopAt === 0
        ? []
        : [
            (series) => {
              const measured = [0, 1].reduce(
                (sum, g) => sum + series.total(layout.series(M["messages.delivered"], g)),
                0,
              );
              return { hit: measured >= p.stopAt, measured: `${measured}` };
            },
          ],
  };
};

class PingCell {
  timerKinds = KINDS;
  constructor(world, index, outlets, timers) {
    Object.assign(this, { world, index, outlets, timers });
    this.entities = [...world.cellOf.keys()].filter((e) => world.cellOf[e] === index);
    this.entityCount = this.entities.length;
    const n = this.entityCount;
    this.s = {
      count: new Int32Array(n),
      hash: new Int32Array(n),
      seq: new Int32Array(n),
      eventSeq: new Int32Array(n),
      asked: new Int32Array(n),
      energy: new Float64Array(2),
      beats: 0,
      worldMs: world.p.worldEveryMs,
      speed: 1,
      // A map with an object inside, so that checkpoints meet one.
      notes: new Map([["started", { atMs: -1 }]]),
    };
  }
  start() {
    const { layout, groupOf } = this.world;
    this.s.notes.get("started").atMs = 0;
    for (let local = 0; local < this.entityCount; local++) {
      this.timers.schedule(local, BEAT, 1 + (draw(this.world.p.seed, this.entities[local], 0) % 50));
      this.outlets.metrics.values[layout.series(M["device.state"], groupOf(this.entities[local]), ACTIVE)]++;
    }
  }
  count(name, e, n = 1) {
    this.outlets.metrics.values[this.world.layout.series(M[name], this.world.groupOf(e), 0)] += n;
  }
  event(local, atMs, a, b, note) {
    const seq = this.s.eventSeq[local]++;
    const place = { atMs, entity: this.entities[local], seq };
    this.outlets.events.push(Events.probe, place, { x: a, y: b, z: this.s.hash[local], note });
  }
  random(local, purpose) {
    return draw(this.world.p.seed, this.entities[local], this.s.count[local], purpose);
  }
  send(local, nowMs, kind, purpose, latencyMin = 10) {
    const { p } = this.world;
    // Coarse latencies, so that arrivals often coincide.
    const latencyMs =
      latencyMin +
      (this.random(local, purpose) % p.latencyMs) -
      ((this.random(local, purpose) % p.latencyMs) % 5);
    const e = this.entities[local];
    const { outbox } = this.outlets;
    const row = outbox.append(nowMs + latencyMs, e, this.s.seq[local]++, kind, 20);
    outbox.p0[row] = this.s.hash[local];
    outbox.p1[row] = nowMs;
    // The last column, so that one that gets lost on the way shows.
    outbox.p5[row] = this.s.hash[local] + 1;
    if (kind === JOB_NEXT) outbox.body.set(row, `job ${e}`);
  }
  onTimer(local, kind, nowMs) {
    const { p } = this.world;
    const e = this.entities[local];
    this.s.count[local]++;
    this.s.hash[local] = draw(this.s.hash[local], nowMs, kind);
    this.outlets.digest.add(1, e, nowMs, kind, this.s.hash[local]);
    this.count("device.steps", e);
    if (kind === TIMEOUT) {
      this.event(local, nowMs, 1, this.s.asked[local]);
      this.s.asked[local] = 0;
      return;
    }
    if (kind === NUDGE) {
      this.event(local, nowMs, 2, 0);
      return;
    }
    this.s.beats++;
    this.s.energy[this.world.groupOf(e)] += 3;
    this.count("energy.drained", e, 3);
    let extra = 0;
    if (p.bug === "random" && nowMs > p.bugAtMs && this.index > 0)
      extra = this.random(local, 9) % 2 === 0 ? 0 : Math.floor(Math.random() * 1e9);
    if (p.bug === "exit" && nowMs > p.bugAtMs && this.index > 0) process.exit(3);
    if (p.bug === "throw" && nowMs > p.bugAtMs && this.index > 0) throw new Error("the model slipped");
    if (this.random(local, 1) % 1_000_000 < p.dataPpm) {
      this.count("messages.produced", e);
      this.send(local, nowMs, READING, 2, p.bug === "early-uplink" && nowMs > p.bugAtMs ? 1 : 10);
    }
    if (this.s.asked[local] === 0 && this.random(local, 3) % 1_000_000 < p.requestPpm) {
      this.s.asked[local]++;
      const connect = this.random(local, 4) % 2 === 0;
      if (connect) this.count("connect.attempts", e);
      this.send(local, nowMs, connect ? CONNECT : JOB_NEXT, 5);
      this.timers.schedule(local, TIMEOUT, nowMs + p.timeoutMs);
    }
    if (this.s.count[local] % 5 === 0)
      this.event(local, nowMs, 0, extra, this.s.count[local] % 10 === 0 ? "ten" : undefined);
    if (this.s.count[local] % 7 === 0) this.window(local, nowMs);
    // Often on a grid of 10 ms, so that timers coincide with messages.
    const stepMs = 1 + (this.random(local, 6) % Math.ceil(p.intervalMs / this.s.speed));
    const atMs = this.random(local, 7) % 2 === 0 ? nowMs + stepMs : Math.ceil((nowMs + stepMs) / 10) * 10;
    this.timers.schedule(local, kind, atMs);
  }
  window(local, nowMs) {
    const { windows } = this.outlets;
    const row = windows.reserve();
    windows.startMs[row] = nowMs - (this.random(local, 8) % 400);
    windows.gateway[row] = this.entities[local];
    windows.group[row] = this.world.groupOf(this.entities[local]);
    windows.readings[row] = this.s.count[local];
    windows.duplicates[row] = 0;
    for (const name of ["mean", "min", "max", "stddev"]) windows[name][row] = this.random(local, 8) / 7;
    windows.bytesIn[row] = 10;
    windows.bytesOut[row] = 2;
  }
  onMessage(inbox, row, nowMs) {
    const { localOf, p } = this.world;
    const e = inbox.entity[row];
    const local = localOf[e];
    if (this.entities[local] !== e) throw new Error("a message for another cell");
    if (inbox.p5[row] !== inbox.p0[row] + 1) throw new Error("a message has lost a number");
    this.s.hash[local] = draw(this.s.hash[local], inbox.p0[row], inbox.kind[row]);
    this.outlets.digest.add(2, e, nowMs, inbox.p0[row], inbox.seq[row]);
    if (inbox.kind[row] === CONNECT_ACK || inbox.kind[row] === JOB_DOCUMENT) {
      this.timers.cancel(local, TIMEOUT);
      this.s.asked[local] = 0;
    }
    this.event(local, nowMs, 3, inbox.p0[row], inbox.body.get(row));
    // Meddle with the partner's timers, also those due this very instant.
    const partner = e ^ 1;
    if (partner < this.world.count) {
      const other = localOf[partner];
      const what = this.s.hash[local] & 3;
      if (what === 0 && this.timers.dueMs(other, BEAT) === nowMs) this.event(other, nowMs, 4, 0);
      if (what === 1)
        this.timers.schedule(other, BEAT, nowMs + 1 + ((this.s.hash[local] >>> 2) % p.intervalMs));
      if (what === 2) this.timers.cancel(other, NUDGE);
      else this.timers.schedule(other, NUDGE, nowMs + 1 + ((this.s.hash[local] >>> 2) % 60));
    }
  }
  nextEdgeMs() {
    return this.s.worldMs;
  }
  onEdges(nowMs) {
    this.s.worldMs += this.world.p.worldEveryMs;
    this.s.speed = this.s.speed === 1 ? 3 : 1;
    for (let local = 0; local < this.entityCount; local++) {
      this.s.hash[local] = draw(this.s.hash[local], 77);
      if (this.entities[local] % 3 === 0) this.event(local, nowMs, 5, this.s.speed);
    }
  }
  beforeBucketEnd(nowMs) {
    for (let local = 0; local < this.entityCount; local++) {
      // State read at the boundary: a step too many before it would show.
      this.count("meter.connect.time", this.entities[local], this.s.hash[local] & 0xff);
      if (this.s.hash[local] & 1) this.count("device.health", this.entities[local], nowMs % 2 === 0 ? 1 : -1);
    }
  }
  finish() {
    const states = new Float64Array(2 * LIFECYCLE_STATES.length);
    for (const e of this.entities) states[this.world.groupOf(e) * LIFECYCLE_STATES.length + ACTIVE]++;
    return { inFlight: new Float64Array(2), states, drainedNJ: this.s.energy, unreverted: [] };
  }
  state() {
    return this.s;
  }
  restore(state) {
    this.s = state;
  }
}

class PongCloud {
  constructor(world, outlets) {
    Object.assign(this, { world, outlets });
    this.s = { hash: 0, seq: 0, eventSeq: 0, ticks: 0, arrivals: 0, second: 0, inSecond: 0 };
  }
  start() {}
  event(atMs, a, b) {
    const place = { atMs, entity: CLOUD, seq: this.s.eventSeq++ };
    this.outlets.events.push(Events.probe, place, { x: a, y: b, z: this.s.hash });
  }
  count(name, e, n = 1) {
    this.outlets.metrics.values[this.world.layout.series(M[name], this.world.groupOf(e), 0)] += n;
  }
  onMessage(inbox, row, nowMs) {
    const { p, layout } = this.world;
    const e = inbox.entity[row];
    const kind = inbox.kind[row];
    if (inbox.p5[row] !== inbox.p0[row] + 1) throw new Error("a message has lost a number");
    this.s.arrivals++;
    this.s.hash = draw(this.s.hash, e, inbox.p0[row], nowMs, inbox.body.has(row) ? 1 : 0);
    this.outlets.digest.add(3, e, nowMs, this.s.hash, inbox.seq[row]);
    if (this.s.second !== Math.floor(nowMs / 1000)) {
      this.s.second = Math.floor(nowMs / 1000);
      this.s.inSecond = 0;
    }
    this.s.inSecond++;
    const peak = layout.series(M["broker.connects.rate"], 2);
    this.outlets.metrics.values[peak] = Math.max(this.outlets.metrics.values[peak], this.s.inSecond);
    if (this.s.arrivals % 4 === 0) this.event(nowMs, 6, e);
    if (kind === READING) {
      this.count("messages.delivered", e);
      if (p.bug === "speak" && nowMs > p.bugAtMs) this.push(nowMs, 0, COMMAND);
      return;
    }
    if (kind === CONNECT) this.count(this.s.hash % 3 === 0 ? "connect.refused" : "connect.accepted", e);
    this.push(nowMs, e, kind === CONNECT ? CONNECT_ACK : JOB_DOCUMENT);
  }
  push(nowMs, e, kind) {
    const { p } = this.world;
    const latencyMs = 10 + (draw(p.seed, this.s.hash, kind) % p.latencyMs);
    const atMs = nowMs + latencyMs - ((nowMs + latencyMs) % 2 === 0 && latencyMs > 11 ? 1 : 0);
    const { outbox } = this.outlets;
    const row = outbox.append(atMs, e, this.s.seq++, kind, 20);
    outbox.p0[row] = this.s.hash;
    outbox.p5[row] = this.s.hash + 1;
    if (kind === COMMAND) outbox.body.set(row, `{"at":${nowMs}}`);
  }
  nextTickMs() {
    return (this.s.ticks + 1) * this.world.p.tickMs;
  }
  quietUntilMs() {
    const { tickMs, speakEvery } = this.world.p;
    return (Math.floor(this.s.ticks / speakEvery) + 1) * speakEvery * tickMs;
  }
  onTick(nowMs) {
    const { p, count } = this.world;
    this.s.ticks++;
    this.s.hash = draw(this.s.hash, this.s.ticks);
    const late = p.bug === "late" && nowMs > p.bugAtMs;
    if (this.s.ticks % p.speakEvery !== 0 && !late) return;
    this.event(nowMs, 7, this.s.ticks);
    for (let i = 0; i < p.broadcast; i++) this.push(nowMs, draw(this.s.hash, i) % count, COMMAND);
  }
  beforeBucketEnd() {
    this.count("meter.store.bytes", 0, this.s.hash & 0xff);
  }
  finish() {
    return { inFlight: new Float64Array(2), rollouts: [], unreverted: [] };
  }
  state() {
    return this.s;
  }
  restore(state) {
    this.s = state;
  }
  view() {
    return { rollouts: [], alerts: [] };
  }
}
