// What the declarations of messages promise to everybody who reads them: codes and names of their own, the same numbers
// after any way through blocks and letters.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Inbox } from "../../src/engine/inbox.js";
import { KINDS_MAX, WIRE_HEAD } from "../../src/event/declare-message.js";
import { Command, ConnectAck, Cut, JobNotify, Kick } from "../../src/event/downlinks.js";
import { FIELDS_MAX } from "../../src/event/field.js";
import { envelopeAt, isSameNews, letter, pushLetter, valuesOf } from "../../src/event/letter.js";
import { MessageBlock } from "../../src/event/message.js";
import {
  isAfterRevocation,
  isPublish,
  isRequest,
  isServiceAnswer,
  isUnasked,
  isUplink,
  MESSAGES,
} from "../../src/event/messages.js";
import { JobStatus, Vitals } from "../../src/event/uplinks.js";
import { anyEnvelope } from "./any-envelope.js";

const namesOf = (holds: (kind: number) => boolean): string[] =>
  MESSAGES.filter(({ kind }) => holds(kind)).map(({ name }) => name);

describe("kinds of messages", () => {
  it("have codes and names of their own, and fields that the wire's head leaves free", () => {
    expect(new Set(MESSAGES.map(({ kind }) => kind)).size).toBe(MESSAGES.length);
    expect(new Set(MESSAGES.map(({ name }) => name)).size).toBe(MESSAGES.length);
    for (const { kind, name, spec } of MESSAGES) {
      const fields = Object.keys(spec.fields);
      expect(kind, name).toBeLessThan(KINDS_MAX);
      expect(fields.length, name).toBeLessThanOrEqual(FIELDS_MAX);
      expect(fields.filter((field) => (WIRE_HEAD as readonly string[]).includes(field))).toEqual([]);
      if (spec.subject !== undefined) expect(fields).toContain(spec.subject);
    }
  });

  it("wait for a device that sleeps where the cloud began, and for nobody where it was asked", () => {
    const unasked = namesOf(isUnasked);
    expect(unasked).toEqual(expect.arrayContaining(["jobNotify", "shadowDelta", "command", "kick"]));
    expect(unasked.filter((name) => namesOf(isServiceAnswer).includes(name))).toEqual([]);
    // The accept of a join has room of its own; a connection that is gone is felt at once.
    for (const name of ["connectAck", "provisionAck", "cut"]) {
      expect(unasked).not.toContain(name);
      expect(namesOf(isServiceAnswer)).not.toContain(name);
    }
  });

  it("are requests only on their way up, and packets of the service only about sessions", () => {
    expect(namesOf((kind) => isRequest(kind) && !isUplink(kind))).toEqual([]);
    const service = namesOf((kind) => !isPublish(kind));
    expect(service.sort()).toEqual(["connect", "connectAck", "cut", "disconnect", "kick"]);
  });

  it("of a decommissioned device end with its session, its order and what became of it", () => {
    const after = namesOf(isAfterRevocation);
    expect(after).toEqual(
      expect.arrayContaining(["connect", "disconnect", "commandAck", "command", "kick", "cut"]),
    );
    for (const name of [
      "shadowGet",
      "shadowUpdate",
      "jobNext",
      "jobStatus",
      "vitals",
      "shadowDelta",
      "jobNotify",
    ])
      expect(after).not.toContain(name);
  });

  it("come out of letters, blocks and inboxes as they went in", () => {
    fc.assert(
      fc.property(fc.array(anyEnvelope(), { minLength: 1, maxLength: 200 }), (sent) => {
        const block = new MessageBlock(1);
        for (const envelope of sent) pushLetter(block, envelope);
        const copy = new MessageBlock(1);
        for (let row = 0; row < block.count; row++) copy.pushFrom(block, row);
        const taken = copy.take();
        const inbox = new Inbox();
        inbox.addAll(taken);
        for (let row = 0; row < sent.length; row++) expect(envelopeAt(taken, row)).toEqual(sent[row]);
        const saved = inbox.save();
        const byOrder = (x: string, y: string): number => (x < y ? -1 : 1);
        const arrived = sent.map((_, row) => JSON.stringify(envelopeAt(saved, row)));
        expect(arrived.sort(byOrder)).toEqual(sent.map((each) => JSON.stringify(each)).sort(byOrder));
      }),
    );
  });

  it("say nothing that a row held before them", () => {
    const block = new MessageBlock(1);
    const full = { version: 1, boots: 2, dials: 3, energyMj: 4, rejected: 5, value: 6 };
    pushLetter(block, { ...letter(Vitals, full, 60), atMs: 1, entity: 0, seq: 0 });
    block.clear();
    const row = block.append(2, 0, 1, Vitals.kind);
    const nothing = { version: 0, boots: 0, dials: 0, energyMj: 0, rejected: 0, value: 0 };
    expect(envelopeAt(block, row).values).toEqual(nothing);
  });
});

describe("a letter", () => {
  it("is read by its own kind only", () => {
    const status = letter(JobStatus, { rollout: 3, status: 2, version: 1 }, 180, "updated");
    expect(valuesOf(JobStatus, status)?.rollout).toBe(3);
    expect(valuesOf(Vitals, status)).toBeUndefined();
  });

  it("is the same news as another of its kind about the same thing, whatever else it says", () => {
    const notify = (rollout: number, isCancelled: boolean) =>
      letter(JobNotify, { rollout, isCancelled }, 300);
    expect(isSameNews(notify(1, false), notify(1, true))).toBe(true);
    expect(isSameNews(notify(1, false), notify(2, false))).toBe(false);
    expect(isSameNews(letter(Command, { sequence: 1, command: 0 }, 9), notify(1, false))).toBe(false);
    expect(isSameNews(letter(Kick, {}, 0), letter(Kick, {}, 0))).toBe(true);
    expect(isSameNews(letter(Kick, {}, 0), letter(Cut, {}, 0))).toBe(false);
    expect(isSameNews(letter(ConnectAck, { answer: 0 }, 0), letter(ConnectAck, { answer: 1 }, 0))).toBe(true);
  });
});
