// SHD-1: the document's algebra is AWS's, for any document: what merges, what differs, what is refused.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  deltaOf,
  leavesOf,
  mergeSection,
  mergeShadow,
  patchOf,
  sameValue,
  valueAt,
} from "../../src/model/protocol/shadow-document.js";
import {
  DOCUMENT_BYTES_MAX,
  refusalOfPatch,
  refusalOfState,
} from "../../src/model/protocol/shadow-limits.js";
import type { ShadowPatch, ShadowSection, ShadowValue } from "../../src/spec/shadow.js";

const names = fc.constantFrom("a", "b", "c", "d");
const plain = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom("x", "y"), fc.boolean());
const list = fc.array(plain, { maxLength: 3 });

const { section } = fc.letrec<{ section: ShadowSection; value: ShadowValue }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, plain, list, tie("section")),
  section: fc.dictionary(names, tie("value") as fc.Arbitrary<ShadowValue>, { maxKeys: 3 }),
}));
const { patch } = fc.letrec<{ patch: ShadowPatch; change: ShadowValue | ShadowPatch | null }>((tie) => ({
  change: fc.oneof({ maxDepth: 3 }, plain, list, fc.constant(null), tie("patch")),
  patch: fc.dictionary(names, tie("change") as fc.Arbitrary<ShadowValue>, { maxKeys: 3 }),
}));
/** Sections as a service keeps them: without null. */
const kept = section.map((raw) => mergeSection({}, raw));

/** The same document with the keys of every map in reverse. */
const reversed = (value: ShadowValue): ShadowValue =>
  typeof value !== "object" || Array.isArray(value)
    ? value
    : Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, inner]) => [key, reversed(inner)]),
      );

describe("a patch", () => {
  it("merged twice changes nothing more than once", () => {
    fc.assert(
      fc.property(kept, patch, (base, change) => {
        const once = mergeSection(base, change);
        expect(mergeSection(once, change)).toEqual(once);
      }),
    );
  });

  it("leaves alone what it does not name", () => {
    fc.assert(
      fc.property(kept, patch, (base, change) => {
        const merged = mergeSection(base, change);
        for (const name of Object.keys(base)) if (!(name in change)) expect(merged[name]).toEqual(base[name]);
      }),
    );
  });

  it("changes neither the document nor itself", () => {
    fc.assert(
      fc.property(kept, patch, (base, change) => {
        const before = JSON.stringify([base, change]);
        mergeSection(base, change);
        expect(JSON.stringify([base, change])).toBe(before);
      }),
    );
  });

  it("goes into nested maps, replaces lists whole, and takes away by null", () => {
    const base = { report: { seconds: 60, deadband: 0.5 }, zones: [1, 2, 3], mode: "heat" };
    const merged = mergeSection(base, { report: { seconds: 30 }, zones: [9], mode: null });
    expect(merged).toEqual({ report: { seconds: 30, deadband: 0.5 }, zones: [9] });
    expect(mergeSection(base, null)).toEqual({});
  });

  it("leaves a map that has lost its last property, and sets one that has none (AWS)", () => {
    const base = { report: { seconds: 60, deadband: 0.5 }, mode: "heat" };
    expect(mergeSection(base, { report: { seconds: null, deadband: null } })).toEqual({
      report: {},
      mode: "heat",
    });
    expect(mergeSection({ mode: "heat" }, { report: { deep: {} } })).toEqual({
      mode: "heat",
      report: { deep: {} },
    });
    expect(mergeSection(base, { report: null })).toEqual({ mode: "heat" });
  });

  it("lacks an empty map where reported has none, and no more once it has", () => {
    expect(deltaOf({ desired: { a: {} }, reported: {} })).toEqual({ a: {} });
    expect(deltaOf({ desired: { a: {} }, reported: { a: 5 } })).toEqual({ a: {} });
    expect(deltaOf({ desired: { a: {} }, reported: { a: { b: 1 } } })).toEqual({});
  });

  it("of one section leaves the other", () => {
    const state = { desired: { a: 1 }, reported: { a: 2 } };
    expect(mergeShadow(state, { desired: null })).toEqual({ desired: {}, reported: { a: 2 } });
    expect(mergeShadow(state, { reported: { b: 3 } })).toEqual({
      desired: { a: 1 },
      reported: { a: 2, b: 3 },
    });
  });
});

describe("a delta", () => {
  it("of a document whose halves are equal is empty", () => {
    fc.assert(
      fc.property(kept, (both) => {
        expect(deltaOf({ desired: both, reported: both })).toEqual({});
      }),
    );
  });

  it("is empty once it is applied", () => {
    fc.assert(
      fc.property(kept, kept, (desired, reported) => {
        const delta = deltaOf({ desired, reported });
        expect(deltaOf({ desired, reported: mergeSection(reported, delta) })).toEqual({});
      }),
    );
  });

  it("holds only desired values, each where desired has it", () => {
    fc.assert(
      fc.property(kept, kept, (desired, reported) => {
        for (const [path, value] of leavesOf(deltaOf({ desired, reported }))) {
          expect(valueAt(desired, path)).toEqual(value);
          expect(valueAt(reported, path)).not.toEqual(value);
        }
      }),
    );
  });

  it("does not depend on the order of keys", () => {
    fc.assert(
      fc.property(kept, kept, (desired, reported) => {
        const turned = { desired: reversed(desired), reported: reversed(reported) };
        expect(JSON.stringify(deltaOf(turned as { desired: ShadowSection; reported: ShadowSection }))).toBe(
          JSON.stringify(deltaOf({ desired, reported })),
        );
        expect(sameValue(desired, turned.desired)).toBe(true);
      }),
    );
  });

  it("never shows what is only reported, and all of a list that differs in one place", () => {
    const state = { desired: { zones: [1, 2] }, reported: { zones: [1, 3], room: "hall" } };
    expect(deltaOf(state)).toEqual({ zones: [1, 2] });
    expect(deltaOf({ desired: { zones: [1, 2] }, reported: { zones: [2, 1] } })).toEqual({ zones: [1, 2] });
  });
});

/** Without maps that hold nothing, however deep. */
const filled = (section: ShadowSection): ShadowSection => {
  const kept: Record<string, ShadowValue> = {};
  for (const [name, value] of Object.entries(section)) {
    const inner = typeof value === "object" && !Array.isArray(value) ? filled(value as ShadowSection) : value;
    if (typeof inner !== "object" || Array.isArray(inner) || Object.keys(inner).length > 0)
      kept[name] = inner;
  }
  return kept;
};

it("a section is the sum of its leaves", () => {
  fc.assert(
    fc.property(kept.map(filled), (whole) => {
      expect(patchOf(leavesOf(whole))).toEqual(whole);
    }),
  );
});

describe("a document is refused", () => {
  const nested = (levels: number): ShadowSection =>
    levels === 0 ? { end: 1 } : { in: nested(levels - 1) as ShadowValue };

  it("400 with a null in a list, or more levels than AWS allows", () => {
    const hole = { zones: [1, null] } as unknown as ShadowPatch;
    expect(refusalOfPatch({ desired: hole })).toMatchObject({ code: 400, message: /invalid node/ });
    expect(refusalOfPatch({ desired: { a: null } })).toBeNull();
    expect(refusalOfPatch({ reported: nested(4) })).toBeNull();
    expect(refusalOfPatch({ reported: nested(5) })).toBeNull();
    expect(refusalOfPatch({ reported: nested(6) })).toMatchObject({
      code: 400,
      message: /levels of nesting/,
    });
  });

  it("413 beyond 8 KB of UTF-8, not a byte earlier", () => {
    const empty = JSON.stringify({ desired: { a: "" }, reported: {} }).length;
    const of = (text: string) => refusalOfState({ desired: { a: text }, reported: {} });
    const room = DOCUMENT_BYTES_MAX - empty;
    expect(of("x".repeat(room))).toBeNull();
    expect(of("x".repeat(room + 1))).toMatchObject({ code: 413 });
    // The euro sign takes three bytes.
    expect(of("\u20ac".repeat(Math.floor(room / 3)))).toBeNull();
    expect(of("\u20ac".repeat(Math.floor(room / 3) + 1))).toMatchObject({ code: 413 });
  });
});
