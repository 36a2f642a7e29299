// LIF-10, cloud side: sends commands to devices that are there, and times their acknowledgements.
import { EventKind } from "../../event/event.js";
import { type MessageColumns, MessageKind } from "../../event/message.js";
import { latencyBucket } from "../../event/metric.js";
import { COMMANDS } from "../../event/vocabulary.js";
import type { CloudState } from "./cloud-state.js";
import { meterMessage } from "./metering.js";

const COMMAND_BYTES = 220;

/** Sends one command to each device of `devices` that has a way; the others are said to be missed. */
export const dispatch = (state: CloudState, command: string, devices: Int32Array, nowMs: number): void => {
  const kind = COMMANDS.indexOf(command as (typeof COMMANDS)[number]);
  let missed = 0;
  for (const device of devices) {
    if (!state.isPresent(device)) {
      missed++;
      continue;
    }
    const sequence = state.columns.commandSeq++;
    state.columns.commands.set(sequence, { device, sentMs: nowMs });
    state.count("commands.sent", device);
    meterMessage(state, device, COMMAND_BYTES);
    state.send(MessageKind.command, device, nowMs, sequence, kind, 0, 0, COMMAND_BYTES);
  }
  state.emit(
    EventKind.audit,
    nowMs,
    devices.length,
    missed,
    0,
    `command ${command}: ${devices.length - missed} sent, ${missed} not there`,
  );
};

/** A device says it has acted. */
export const onCommandAck = (state: CloudState, inbox: MessageColumns, row: number, nowMs: number): void => {
  const sent = state.columns.commands.get(inbox.a[row]);
  if (sent === undefined) return;
  state.columns.commands.delete(inbox.a[row]);
  meterMessage(state, sent.device, inbox.bytes[row]);
  state.count("commands.acked", sent.device);
  state.count("commands.latency", sent.device, 1, latencyBucket(nowMs - sent.sentMs));
};
