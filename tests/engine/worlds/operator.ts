// Somebody who does things to a town at random: every verb of a journal, some at once, some later, some of it ended again.
import { KeyedRandom, seedKey } from "../../../src/core/rng.js";
import { type JournalEntry, LASTING } from "../../../src/spec/journal.js";
import type { Scenario } from "../../../src/spec/scenario.js";
import { entriesOf } from "../../journal.js";
import { scenarioOf } from "../../run-scenario.js";

const SHADOW =
  "shadow: [{name: seconds, sets: reporting.interval, unit: s, min: 5, max: 3600}, {name: offset, sets: sensor.offset, min: -5, max: 5}]";

/** Two groups behind gateways and one of its own, a rollout in stages, and a timeline of its own. */
export const town = (): Scenario =>
  scenarioOf(`iotctl: 1
name: operated
seed: operated
duration: 3h
start: {state: active}
sites:
  - id: north
    gateways: {twin: fog-gateway, count: 3}
    devices:
      - {id: north/lora, twin: parking-lora, count: 20, overrides: {${SHADOW}}}
      - {id: north/wifi, twin: temperature-wifi, count: 20, overrides: {${SHADOW}}}
      - {id: north/nb, twin: parking-nbiot, count: 12, overrides: {${SHADOW}}}
timeline:
  - {id: dark, at: 40m, for: 30m, fault: backhaul.outage, target: {site: north, gateways: {count: 1}}}
  - {id: slow, at: 70m, for: 20m, fault: broker.limit, params: {connectsPerSecond: 1, ingestPerSecond: 2}}
  - {id: early, at: 10m, command: blink, target: {group: north/wifi}}
firmware: [{version: 3.0.0, size: 2KB}]
rollouts:
  - id: fw
    at: 20m
    to: 3.0.0
    target: {group: north/wifi}
    stages: [{percent: 20, soak: 20m}, {percent: 100, soak: 10m}]
    rate: {baseRatePerMinute: 10}
`);

const WHOM = [
  "{group: north/lora}",
  "{group: north/wifi, percent: 40}",
  "{group: north/nb, count: 3}",
  "{site: north, kind: devices, percent: 30}",
];
const DEEDS = [
  "fault: device.offline",
  "fault: power.outage, params: {scope: all}",
  "fault: link.loss, params: {loss: 60%}",
  "fault: sensor.drift, params: {perHour: 4}",
  "fault: payload.corrupt, params: {share: 30%}",
  "config: {desired: {seconds: 30}}",
  "config: {desired: {offset: 1.5}}",
  "config: {rollback: true}",
  "local: {set: {offset: -1}}",
  "command: reboot",
  "command: read-sensor",
  "decommission: {reason: sold}",
];
const OTHERS = [
  "limit: {connectsPerSecond: 2}",
  "limit: {ingestPerSecond: 3, provisionsPerSecond: 1}",
  "quarantine: {reason: odd}, target: {group: north/nb, percent: 50}",
  "quarantine: true, target: {site: north, gateways: {count: 1}}",
  "fault: backhaul.outage, target: {site: north, gateways: {count: 1}}",
  "fault: cloud.outage",
  "fault: broker.limit, params: {ingestPerSecond: 1}",
  "rollout: {id: fw, do: pause}",
  "rollout: {id: fw, do: resume}",
  "rollout: {id: fw, do: advance}",
  "rollout: {id: fw, do: cancel}",
];

export class RandomOperator {
  /** All that it has wanted, in order. */
  readonly wanted: JournalEntry[] = [];
  /** How many of them were for later than the earliest instant. */
  ahead = 0;
  private readonly random: KeyedRandom;
  private asked = 0;
  private tried = 0;
  private readonly open = new Set<string>(["dark"]);

  /** @param most entries, spread over the run: each comes at the first asking after its moment */
  constructor(
    private readonly scenario: Scenario,
    seed: string,
    private readonly most: number,
  ) {
    this.random = new KeyedRandom(seedKey(seed));
  }

  readonly operate = (atMs: number): JournalEntry[] => {
    const due = Math.floor((atMs / this.scenario.durationMs) * (this.most + 1));
    const entries: JournalEntry[] = [];
    while (this.tried < due) {
      this.tried++;
      entries.push(...this.entryFrom(atMs));
    }
    return entries;
  };

  private entryFrom(atMs: number): JournalEntry[] {
    const delayMs = this.draw(3) === 0 ? 0 : this.draw(600_000);
    const whenMs = Math.min(atMs + delayMs, this.scenario.durationMs - 1);
    const lasting = this.draw(2) === 0 ? "" : `, for: ${1 + this.draw(900)}s`;
    try {
      const line = `at: ${whenMs}ms, ${this.deed(lasting)}`;
      const entries = entriesOf(this.scenario, [line], this.wanted);
      this.wanted.push(...entries);
      if (delayMs > 0) this.ahead++;
      for (const entry of entries)
        if (entry.forMs === null && LASTING.has(entry.action.do)) this.open.add(entry.id);
      return entries;
    } catch (error) {
      // It wanted to end what has not begun, or is over: nobody would let it.
      if (String(error).includes("SCN047")) return [];
      throw error;
    }
  }

  private deed(lasting: string): string {
    const open = [...this.open];
    if (open.length > 0 && this.draw(4) === 0) {
      const name = open[this.draw(open.length)];
      this.open.delete(name);
      return `end: ${name}`;
    }
    const takesFor = (text: string): string => (/^(fault|limit|quarantine)/.test(text) ? lasting : "");
    if (this.draw(2) === 0) {
      const deed = DEEDS[this.draw(DEEDS.length)];
      return `${deed}, target: ${WHOM[this.draw(WHOM.length)]}${takesFor(deed)}`;
    }
    const other = OTHERS[this.draw(OTHERS.length)];
    return other + takesFor(other);
  }

  private draw(below: number): number {
    return Math.floor(this.random.uniform(0, 0, this.asked++) * below);
  }
}
