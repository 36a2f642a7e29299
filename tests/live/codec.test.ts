import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { letter } from "../../src/event/letter.js";
import { Reading } from "../../src/event/uplinks.js";
import { JOB_STATUSES } from "../../src/event/vocabulary.js";
import { decodeMessage, encodeMessage } from "../../src/live/codec.js";
import { anyEnvelope } from "../event/any-envelope.js";

describe("the wire codec", () => {
  it("gives back every message as it was, whatever numbers and texts it holds", () => {
    fc.assert(
      fc.property(anyEnvelope(), fc.string(), (sent, device) => {
        expect(decodeMessage(encodeMessage(sent, device))).toEqual({ ok: true, message: sent, device });
      }),
    );
  });

  it("never throws on a payload that is none of ours, and says what is wrong", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.object().map((value) => JSON.stringify(value)),
        ),
        (payload) => {
          const decoded = decodeMessage(payload);
          expect(decoded.ok).toBe(false);
          if (!decoded.ok) expect(decoded.reason).not.toBe("");
        },
      ),
    );
  });

  it("refuses a field of the wrong type by its name", () => {
    const reading = { kind: "reading", device: "north/parking/1", seq: 1, atMs: 5, value: 21.5 };
    const reasonFor = (change: object) => {
      const decoded = decodeMessage(JSON.stringify({ ...reading, ...change }));
      return decoded.ok ? "accepted" : decoded.reason;
    };
    expect(reasonFor({})).toBe("accepted");
    expect(reasonFor({ value: "warm" })).toBe("value is not a number");
    expect(reasonFor({ sensedMs: "NaN" })).toBe("sensedMs is not a time");
    expect(reasonFor({ number: -1 })).toBe("number is not a count");
    expect(reasonFor({ flags: 32 })).toBe("flags has bits that mean nothing");
    expect(reasonFor({ seq: 1.5 })).toBe("seq is not a 32-bit integer");
    expect(reasonFor({ kind: "toString" })).toBe("unknown kind");
    expect(reasonFor({ device: 7 })).toBe("device is not a text");
  });

  it("refuses a place outside its list, a half one, and nothing where there must be something", () => {
    const reasonFor = (change: object) => {
      const ended = { kind: "jobStatus", device: "north/parking/1", seq: 1, atMs: 5, status: 2, ...change };
      const decoded = decodeMessage(JSON.stringify(ended));
      return decoded.ok ? "accepted" : decoded.reason;
    };
    expect(reasonFor({})).toBe("accepted");
    expect(reasonFor({ status: JOB_STATUSES.length - 1 })).toBe("accepted");
    expect(reasonFor({ status: JOB_STATUSES.length })).toBe("status is not in its list");
    expect(reasonFor({ rollout: 0.5 })).toBe("rollout is not in its list");
    expect(reasonFor({ version: -1 })).toBe("version is not in its list");
    expect(reasonFor({ kind: "jobDocument", version: -1, status: undefined })).toBe("accepted");
    expect(reasonFor({ kind: "jobNotify", isCancelled: 1 })).toBe("isCancelled is not true or false");
  });

  it("writes a reading so that a person can read it, and marks it synthetic", () => {
    const payload = encodeMessage(
      {
        ...letter(Reading, { value: 21.5, sensedMs: 60_000, number: 2, flags: 0 }, 150),
        atMs: 60_120,
        entity: 17,
        seq: 3,
      },
      "north/parking-nbiot/0017",
    );
    expect(JSON.parse(payload)).toEqual({
      synthetic: true,
      kind: "reading",
      device: "north/parking-nbiot/0017",
      seq: 3,
      atMs: 60_120,
      value: 21.5,
      sensedMs: 60_000,
      number: 2,
      bytes: 150,
    });
  });
});
