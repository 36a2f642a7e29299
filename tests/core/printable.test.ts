import fc from "fast-check";
import { expect, test } from "vitest";
import { printable } from "../../src/core/printable.js";

test.each([
  ["\u001b[31mred\u001b[0m", "\\u001b[31mred\\u001b[0m"],
  ["\u001b]0;title\u0007", "\\u001b]0;title\\u0007"],
  ["\u009b2J and \u009d0;x\u009c", "\\u009b2J and \\u009d0;x\\u009c"],
  ["over\rwritten\u007f\u0000", "over\\u000dwritten\\u007f\\u0000"],
  ["abc\u202edcba\u2066x\u2069", "abc\\u202edcba\\u2066x\\u2069"],
])("%j is shown, not obeyed", (text, shown) => expect(printable(text)).toBe(shown));

test("names in any script, line feeds and tabs stay as they are", () => {
  const text = "Zürich\tمستشعر\nदिल्ली 東京 🌡️";
  expect(printable(text)).toBe(text);
});

test("JSON stays the same JSON, and nothing harmful is left in any text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(JSON.parse(printable(JSON.stringify(text)))).toBe(text);
      expect(printable(text)).not.toMatch(/(?![\t\n])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u);
    }),
  );
});
