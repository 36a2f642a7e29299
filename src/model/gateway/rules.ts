// INF-3: a gateway acts by itself: a reading of one of its devices switches another's actuator, in milliseconds, whether
// there is a backhaul or not. A rule is on while any of its sensors holds it; the change of a rule is one action at each of
// its actuators behind this gateway. An actuator that cannot be reached is tried again with the next reading.
// As with readings, all attempts are decided at once and the latency is told. Left out: what the actuator does to the room.
import { assert } from "../../core/assert.js";
import { MINUTE_MS } from "../../core/duration.js";
import { Events } from "../../event/events.js";
import { ReadingFlag, RULERS } from "../../event/vocabulary.js";
import { EDGE_RULES_MAX, type EdgeRule } from "../../spec/twin.js";
import { RECEIVE } from "../battery/load.js";
import { ruleHolds } from "../device/rules.js";
import { jitterOf } from "../link/uplink.js";
import { Purpose } from "../plan/purpose.js";
import { drain } from "../power/battery.js";
import type { Arrival } from "../state/arrival.js";
import type { CellState } from "../state/cell-state.js";
import type { GroupModel } from "../state/group-model.js";
import { Power } from "../state/power-states.js";
import { countReach } from "../state/rule-state.js";

/** A reading that waited longer than this decides nothing: the room has moved on. */
const STALE_MS = MINUTE_MS;
/** Scheduling noise, share of the rule's latency: as for a device's own rules. */
const JITTER = 0.5;
const GATEWAY = RULERS.indexOf("gateway");

/** Time from gateway to actuator, ms, or -1 where every attempt was lost or nobody listens. */
const reach = (cell: CellState, actuator: number, group: GroupModel): number => {
  const { chance, dev, edge, link } = cell;
  if (dev.power[actuator] !== Power.running || dev.radioHolds[actuator] !== 0) return -1;
  const { radio } = group;
  const rate = link.rate[actuator];
  let waitedMs = 0;
  for (let attempt = 0; attempt < radio.attemptsMax; attempt++) {
    const reached = countReach(edge, actuator);
    if (attempt > 0)
      waitedMs += radio.transport.retryWaitMs(
        radio.twin,
        attempt,
        chance.uniform(actuator, Purpose.edgeRetry, reached),
      );
    drain(cell, actuator, RECEIVE, radio.single[rate].rxNc);
    if (chance.chancePpm(actuator, Purpose.edge, reached, dev.lossPpm[actuator])) continue;
    const jitterMs = chance.uniform(actuator, Purpose.edgeJitter, reached) * radio.twin.jitterMs;
    return waitedMs + radio.latencyMs[rate] + jitterMs;
  }
  return -1;
};

/** What a rule wants of an actuator, and what has passed between the sample and the gateway's decision. */
interface Switching {
  readonly name: string;
  readonly number: number;
  readonly latencyMs: number;
  readonly isOn: boolean;
  readonly soFarMs: number;
}

/** Switches one actuator. */
const actuate = (cell: CellState, actuator: number, asked: Switching, nowMs: number): boolean => {
  const group = cell.group(actuator);
  const { series } = group;
  const { name, isOn } = asked;
  const hopMs = reach(cell, actuator, group);
  if (hopMs < 0) {
    cell.values[series.actionsFailed]++;
    return false;
  }
  const uniform = cell.chance.uniform(actuator, Purpose.edgeLatency, cell.edge.reached.get(actuator) ?? 0);
  const ownMs = asked.latencyMs * (1 + JITTER * uniform);
  const latencyMs = Math.ceil(asked.soFarMs + ownMs + hopMs);
  const others = (cell.edge.on.get(actuator) ?? []).filter((other) => other !== name);
  const on = isOn ? [...others, name].sort() : others;
  if (on.length === 0) cell.edge.on.delete(actuator);
  else cell.edge.on.set(actuator, on);
  cell.values[series.actions]++;
  cell.latencies.add(series.actionLatency, latencyMs);
  cell.emit(Events.actuation, actuator, nowMs, {
    isOn,
    ruledBy: GATEWAY,
    rule: asked.number,
    latencyMs,
    note: name,
  });
  return true;
};

/** A rule of a gateway by its number, and what has passed since the sample that turned it. */
interface Turned {
  readonly number: number;
  readonly soFarMs: number;
}

/** Makes the actuators of one rule at gateway `k` what the rule wants. */
const drive = (cell: CellState, k: number, { number, soFarMs }: Turned, nowMs: number): void => {
  const { rule, switches } = cell.gatewayModels[k].rules[number];
  const key = k * EDGE_RULES_MAX + number;
  const isOn = (cell.edge.holding.get(key) ?? 0) > 0;
  const { name } = rule.actuate;
  let isMissed = false;
  for (const actuator of cell.attached[k]) {
    if (switches[cell.groupOf[actuator]] === 0 || cell.retired.has(actuator)) continue;
    if ((cell.edge.on.get(actuator) ?? []).includes(name) === isOn) continue;
    const asked = { name, number, latencyMs: rule.latencyMs, isOn, soFarMs };
    if (!actuate(cell, actuator, asked, nowMs)) isMissed = true;
  }
  if (isMissed) cell.edge.missed.set(key, true);
  else cell.edge.missed.delete(key);
};

/** One sensor more, or one less, holds a rule of gateway `k`. Returns how many do. */
const countHolding = ({ edge }: CellState, k: number, number: number, change: 1 | -1): number => {
  const key = k * EDGE_RULES_MAX + number;
  const count = (edge.holding.get(key) ?? 0) + change;
  assert(count >= 0, "a rule is held by fewer sensors than none");
  if (count === 0) edge.holding.delete(key);
  else edge.holding.set(key, count);
  return count;
};

/** A sensor holds a rule of gateway `k`. Returns true where that turns it on. */
const hold = (cell: CellState, k: number, device: number, number: number): boolean => {
  const { holds } = cell.edge;
  const bits = holds.get(device) ?? 0;
  if ((bits & (1 << number)) !== 0) return false;
  holds.set(device, bits | (1 << number));
  return countHolding(cell, k, number, 1) === 1;
};

/** A sensor no longer holds a rule of gateway `k`. Returns true where that turns it off. */
const letGo = (cell: CellState, k: number, device: number, number: number): boolean => {
  const { holds } = cell.edge;
  const bits = holds.get(device) ?? 0;
  const bit = 1 << number;
  if ((bits & bit) === 0) return false;
  if (bits === bit) holds.delete(device);
  else holds.set(device, bits ^ bit);
  return countHolding(cell, k, number, -1) === 0;
};

/** Whether a reading holds a rule; one that did goes on to, as far as the hysteresis. */
const conditionHolds = (
  { above, below, hysteresis, alarm }: EdgeRule["when"],
  value: number,
  flags: number,
  held: boolean,
): boolean => {
  if (alarm) return (flags & ReadingFlag.alarm) !== 0;
  const slack = held ? hysteresis : 0;
  return ruleHolds(
    { above: above === null ? null : above - slack, below: below === null ? null : below + slack },
    value,
  );
};

/** A reading has reached gateway `k`: looks at every rule about its group. */
export const judgeRules = (cell: CellState, k: number, reading: Arrival, nowMs: number): void => {
  const { device, group, value, flags } = reading;
  const sinceMs = nowMs - reading.sensedMs;
  if (sinceMs > STALE_MS) return;
  const { radio } = group;
  const onAirMs = radio.latencyMs[cell.link.rate[device]] + jitterOf(cell, device, reading.attempt);
  const soFarMs = sinceMs + reading.delayMs + onAirMs;
  cell.gatewayModels[k].rules.forEach((groups, number) => {
    if (groups.watches[group.index] === 0) return;
    const held = ((cell.edge.holds.get(device) ?? 0) & (1 << number)) !== 0;
    const holds = conditionHolds(groups.rule.when, value, flags, held);
    const turned = holds ? hold(cell, k, device, number) : letGo(cell, k, device, number);
    if (turned || cell.edge.missed.has(k * EDGE_RULES_MAX + number))
      drive(cell, k, { number, soFarMs }, nowMs);
  });
};

/** A sensor is no longer served: it holds nothing any more. */
export const releaseRules = (cell: CellState, k: number, device: number, nowMs: number): void => {
  if (!cell.edge.holds.has(device)) return;
  cell.gatewayModels[k].rules.forEach((_, number) => {
    if (letGo(cell, k, device, number)) drive(cell, k, { number, soFarMs: 0 }, nowMs);
  });
};

/** A sensor is served by somebody else: the gateway forgets what it held. Actuators stay as they are. */
export const forgetHolds = (cell: CellState, k: number, device: number): void => {
  if (!cell.edge.holds.has(device)) return;
  cell.gatewayModels[k].rules.forEach((_, number) => {
    if (letGo(cell, k, device, number)) cell.edge.missed.set(k * EDGE_RULES_MAX + number, true);
  });
};

/** A gateway that goes down forgets its rules' state; actuators stay as they are until the first reading after its boot. */
export const loseRules = (cell: CellState, k: number): void => {
  const { edge } = cell;
  for (const device of cell.attached[k]) edge.holds.delete(device);
  cell.gatewayModels[k].rules.forEach((_, number) => {
    edge.holding.delete(k * EDGE_RULES_MAX + number);
    edge.missed.set(k * EDGE_RULES_MAX + number, true);
  });
};
