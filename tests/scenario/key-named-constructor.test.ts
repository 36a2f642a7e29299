// Once: a key `constructor` over a map with a `name` ended reading with an exception, since the schema library took it for
// the class of what it read.
import { expect, test } from "vitest";
import { load } from "./reading.js";

test.each(["constructor", "__proto__", "toString"])("a key %s is an unknown key like any other", (key) => {
  const { scenarios, diagnostics } = load(
    JSON.stringify({ iotctl: 1, seed: JSON.parse(`{"${key}": {"name": {}}}`) }),
  );
  expect(scenarios).toEqual([]);
  expect(diagnostics.filter(({ code }) => code === "SCN012" || code === "SCN010").length).toBeGreaterThan(0);
});
