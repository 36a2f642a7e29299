import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Message, MessageKind } from "../../src/event/message.js";
import { decodeMessage, encodeMessage } from "../../src/live/codec.js";

const number = fc.double({ noDefaultInfinity: false }).map((value) => value + 0);
const int32 = fc.integer({ min: -0x80000000, max: 0x7fffffff });
const body = fc.option(
  fc.oneof(
    fc.string(),
    fc.json(),
    fc.constantFrom("null", "-0", "1e400", '{"2":1,"1":2}', '{"__proto__":1}'),
  ),
  {
    nil: undefined,
  },
);
const message: fc.Arbitrary<Message> = fc
  .record({
    atMs: number,
    entity: fc.constant(0),
    seq: int32,
    kind: fc.constantFrom(...Object.values(MessageKind)),
    a: number,
    b: number,
    c: number,
    d: number,
    bytes: int32,
    body,
  })
  .map(({ body, ...rest }) => (body === undefined ? rest : { ...rest, body }));

describe("the wire codec", () => {
  it("gives back every message as it was, whatever numbers and texts it holds", () => {
    fc.assert(
      fc.property(message, fc.string(), (sent, device) => {
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
    expect(reasonFor({ seq: 1.5 })).toBe("seq is not a 32-bit integer");
    expect(reasonFor({ kind: "toString" })).toBe("unknown kind");
    expect(reasonFor({ device: 7 })).toBe("device is not a text");
  });

  it("writes a reading so that a person can read it, and marks it synthetic", () => {
    const payload = encodeMessage(
      {
        atMs: 60_120,
        entity: 17,
        seq: 3,
        kind: MessageKind.reading,
        a: 21.5,
        b: 60_000,
        c: 2,
        d: 0,
        bytes: 150,
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
      sensedAtMs: 60_000,
      reading: 2,
      bytes: 150,
    });
  });
});
