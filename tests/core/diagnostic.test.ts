// Messages about the user's text: their form, their order, and the guesses at what was meant.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { editDistance } from "../../src/core/closest.js";
import { closest, type Diagnostic, formatDiagnostic, sortDiagnostics } from "../../src/core/diagnostic.js";
import { compareCodeUnits, sortedBy } from "../../src/core/order.js";

const finding: Diagnostic = {
  code: "SCN017",
  severity: "error",
  file: "scenarios/cold-chain.yaml",
  line: 14,
  column: 17,
  length: 6,
  message: "fleet[2].battery.capacity is -40 mAh; it must be above 0.",
  hint: "write a capacity like 2400mAh",
  source: "      capacity: -40mAh",
};

describe("formatDiagnostic", () => {
  test("shows code, place, message, the line, carets below the place, and the hint", () => {
    expect(formatDiagnostic(finding)).toBe(
      [
        "SCN017 scenarios/cold-chain.yaml:14:17 fleet[2].battery.capacity is -40 mAh; it must be above 0.",
        "  14 |       capacity: -40mAh",
        "     |                 ^^^^^^",
        "  hint: write a capacity like 2400mAh",
      ].join("\n"),
    );
  });

  test("is one line without a source line and a hint", () => {
    expect(formatDiagnostic({ ...finding, source: undefined, hint: undefined })).toBe(
      "SCN017 scenarios/cold-chain.yaml:14:17 fleet[2].battery.capacity is -40 mAh; it must be above 0.",
    );
  });

  test("says that a warning is one", () => {
    expect(formatDiagnostic({ ...finding, severity: "warning" })).toContain(":14:17 warning: fleet[2]");
  });

  test("colours change nothing but the escape codes", () => {
    const coloured = formatDiagnostic(finding, { color: true });
    expect(coloured).toContain("\u001b[");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape codes are what is looked for
    expect(coloured.replace(/\u001b\[[\d;]*m/g, "")).toBe(formatDiagnostic(finding));
    expect(formatDiagnostic(finding, { color: false })).not.toContain("\u001b");
  });

  test("keeps tabs, so the caret stands under its place", () => {
    const [, , carets] = formatDiagnostic({ ...finding, source: "\tid:\tx", column: 6, length: 1 }).split(
      "\n",
    );
    expect(carets).toBe("     | \t   \t^");
  });

  test("a long line is shown around its place", () => {
    const source = `${"a".repeat(500)}HERE${"b".repeat(500)}`;
    const [, line, carets] = formatDiagnostic({ ...finding, source, column: 501, length: 4 }).split("\n");
    expect(line.length).toBeLessThan(140);
    expect(line.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1)).toBe("HERE");
  });

  test("control characters of the file do not reach the terminal", () => {
    const text = formatDiagnostic({
      ...finding,
      message: "\u001b[2Jx",
      source: "\u001b]0;title\u0007: 1",
      hint: "\u009b1m",
    });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    expect(text.replaceAll("\n", "")).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  });

  test("a place outside its line still gives a message with one caret", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: -5, max: 500 }),
        fc.integer({ min: -5, max: 500 }),
        (source, column, length) => {
          const text = formatDiagnostic({ ...finding, source: `x${source}`, column, length });
          expect(text).toContain("^");
        },
      ),
    );
  });
});

test("sortDiagnostics puts findings in reading order, whatever the order they were found in", () => {
  const findings = [
    { ...finding, file: "a.yaml", line: 2, column: 9 },
    { ...finding, file: "a.yaml", line: 10, column: 1, code: "SCN001" },
    { ...finding, file: "a.yaml", line: 10, column: 1, code: "SCN002" },
    { ...finding, file: "b.yaml", line: 1, column: 1 },
  ];
  fc.assert(
    fc.property(fc.shuffledSubarray(findings, { minLength: 4 }), (shuffled) => {
      const before = [...shuffled];
      expect(sortDiagnostics(shuffled)).toEqual(findings);
      expect(shuffled).toEqual(before);
    }),
  );
});

describe("closest", () => {
  const words = ["backhaul", "battery", "broker", "link.clog", "power.outage", "m", "ms"];

  test.each([
    ["backhual", "backhaul"],
    ["backhall", "backhaul"],
    ["Battery", "battery"],
    ["brokr", "broker"],
    ["power.outtage", "power.outage"],
    ["M", "m"],
    ["sm", "ms"],
  ])("%s means %s", (word, meant) => {
    expect(closest(word, words)).toBe(meant);
  });

  test.each(["gateway", "x", "", "b", "z".repeat(10_000)])("%.20s means none of them", (word) => {
    expect(closest(word, words)).toBeUndefined();
  });

  test("of equally near words the first by code unit, whatever their order", () => {
    expect(closest("cat", ["car", "cap", "can"])).toBe("can");
    expect(closest("cat", ["can", "car", "cap"])).toBe("can");
  });

  test("a word that is among the candidates is its own closest", () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }), (list) => {
        expect(closest(list[0], list)).toBe(list[0]);
      }),
    );
  });

  test("edit distance counts inserts, deletes, replacements and swaps as one, and is symmetric", () => {
    expect(editDistance("kitten", "sitting")).toBe(3);
    expect(editDistance("ab", "ba")).toBe(1);
    expect(editDistance("", "abc")).toBe(3);
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        expect(editDistance(one, other)).toBe(editDistance(other, one));
        expect(editDistance(one, other) === 0).toBe(one === other);
        expect(editDistance(one, other)).toBeLessThanOrEqual(Math.max(one.length, other.length));
      }),
    );
  });
});

test("text is ordered by code unit, not by locale", () => {
  expect(["b", "a", "B", "ä", "z", "10", "9"].sort(compareCodeUnits)).toEqual([
    "10",
    "9",
    "B",
    "a",
    "b",
    "z",
    "ä",
  ]);
  expect(sortedBy([{ id: "b" }, { id: "B" }, { id: "a" }], (item) => item.id).map((item) => item.id)).toEqual(
    ["B", "a", "b"],
  );
});
