import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RetainedBook } from "../../src/live/observer-limits.js";
import { newSealKey, sealed, unsealed } from "../../src/live/seal.js";

const key = newSealKey();
const payload = fc.object({ maxDepth: 1 }).map((value) => JSON.stringify({ synthetic: true, ...value }));

describe("a payload's seal", () => {
  it("gives the payload back, and an observer still reads plain JSON", () => {
    fc.assert(
      fc.property(payload, (text) => {
        expect(unsealed(sealed(text, key), key)).toBe(text);
        expect(JSON.parse(sealed(text, key))).toMatchObject({ synthetic: true, seal: expect.any(String) });
      }),
    );
  });

  it("refuses whatever is not this run's, letter by letter: forged, changed, another run's", () => {
    fc.assert(
      fc.property(payload, fc.nat(), fc.string({ minLength: 1, maxLength: 1 }), (text, at, letter) => {
        const ours = sealed(text, key);
        const place = at % ours.length;
        const changed = ours.slice(0, place) + letter + ours.slice(place + 1);
        expect(unsealed(changed, key)).toBe(changed === ours ? text : null);
        expect(unsealed(text, key)).toBeNull();
        expect(unsealed(ours, newSealKey())).toBeNull();
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(unsealed(text, key)).toBeNull();
      }),
    );
  });
});

describe("retained messages", () => {
  it("are bounded by number and size, replaced in place, and given up by an empty one", () => {
    const book = new RetainedBook();
    for (let topic = 0; topic < 1_000; topic++) expect(book.take(`t/${topic}`, 10)).toBe(true);
    expect(book.take("one more", 10)).toBe(false);
    expect(book.take("t/5", 20)).toBe(true);
    expect(book.take("t/5", 0)).toBe(true);
    expect(book.take("one more", 8 * 1_048_576)).toBe(false);
    expect(book.take("one more", 10)).toBe(true);
  });
});
