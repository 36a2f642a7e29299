// Telemetry on its way through the ingest: what a reading and a summary have in common, as data. The gates
// and the delivery know one kind of thing; where the two are told apart, `isSummary` says so.
import type { Mail, MessageColumns } from "../../../event/message.js";
import { Reading, Summary } from "../../../event/uplinks.js";
import { ReadingFlag } from "../../../event/vocabulary.js";
import type { FleetPlan } from "../../plan/plan.js";

/** The message in hand; its place is used again for the next one. */
export interface Arrival {
  entity: number;
  /** Whose readings they are. */
  group: number;
  /** How many it stands for. */
  readings: number;
  bytes: number;
  /** Its sender's place among those of its kind, and its number among the sender's. */
  sender: number;
  number: number;
  /** READING_FLAGS; of a summary only whether it says that it is a repeat. */
  flags: number;
  oldestMs: number;
  newestMs: number;
  /** What the sensor showed; of a summary none, and it becomes no row of its own here. */
  value: number;
  isSummary: boolean;
  /** In the queue, ms. */
  waitMs: number;
}

export const noArrival = (): Arrival => ({
  entity: 0,
  group: 0,
  readings: 0,
  bytes: 0,
  sender: 0,
  number: 0,
  flags: 0,
  oldestMs: 0,
  newestMs: 0,
  value: 0,
  isSummary: false,
  waitMs: 0,
});

/** The cloud, as far as reading a message goes. */
interface Reader {
  readonly plan: FleetPlan;
  readonly arrival: Arrival;
}

/** One reading, direct or passed through by a gateway. */
export const readReading = ({ plan, arrival }: Reader, { inbox, row }: Mail): Arrival => {
  const device = inbox.entity[row];
  arrival.entity = device;
  arrival.group = plan.groupOf[device];
  arrival.readings = 1;
  arrival.bytes = inbox.bytes[row];
  arrival.sender = device;
  arrival.number = Reading.number(inbox)[row];
  arrival.flags = Reading.flags(inbox)[row];
  arrival.oldestMs = Reading.sensedMs(inbox)[row];
  arrival.newestMs = arrival.oldestMs;
  arrival.value = Reading.value(inbox)[row];
  arrival.isSummary = false;
  return arrival;
};

/** One fog summary: stands for many readings. */
export const readSummary = ({ plan, arrival }: Reader, { inbox, row }: Mail): Arrival => {
  const gateway = inbox.entity[row];
  arrival.entity = gateway;
  arrival.group = Summary.group(inbox)[row];
  arrival.readings = Summary.readings(inbox)[row];
  arrival.bytes = inbox.bytes[row];
  arrival.sender = gateway - plan.deviceCount;
  arrival.number = Summary.id(inbox)[row];
  arrival.flags = Summary.isRepeat(inbox)[row] === 1 ? ReadingFlag.duplicate : 0;
  arrival.oldestMs = Summary.oldestMs(inbox)[row];
  arrival.newestMs = Summary.newestMs(inbox)[row];
  arrival.value = 0;
  arrival.isSummary = true;
  return arrival;
};

/** How many readings a message of any kind stands for, and of which group; repeats stand for none. */
export const readingsOf = (
  plan: FleetPlan,
  block: MessageColumns,
  row: number,
): { group: number; count: number } => {
  if (block.kind[row] === Summary.kind) {
    const isRepeat = Summary.isRepeat(block)[row] === 1;
    return { group: Summary.group(block)[row], count: isRepeat ? 0 : Summary.readings(block)[row] };
  }
  if (block.kind[row] !== Reading.kind) return { group: 0, count: 0 };
  const isRepeat = (Reading.flags(block)[row] & ReadingFlag.duplicate) !== 0;
  return { group: plan.groupOf[block.entity[row]], count: isRepeat ? 0 : 1 };
};
