// What a scenario means, as a number: runs, folders and checkpoints are told apart by it.
import { expect, test } from "vitest";
import { scenarioHash } from "../../src/spec/scenario-hash.js";
import { SOUND, scenarioOf } from "./reading.js";

const hash = (text: string): string => scenarioHash(scenarioOf(text));

test("where its texts stand does not count", () => {
  const here = scenarioOf(`${SOUND}expect:\n  - {id: some, sql: "select true"}\n`);
  const there = structuredClone(here);
  there.file = "elsewhere.yaml";
  there.allowFiles = ["/data"];
  const place = { file: "part.yaml", line: 99, column: 1 };
  Object.assign(there.expectations[0], { position: place, sqlPosition: place });
  expect(there.expectations).not.toEqual(here.expectations);
  expect(scenarioHash(there)).toBe(scenarioHash(here));
});

test("everything it says counts, whatever its author calls it", () => {
  const label = (words: string): string => SOUND.replace("{board: rev-a}", `{board: rev-a, ${words}}`);
  const all = [SOUND, label("position: north"), label("position: south"), label("file: a"), label("file: b")];
  expect(new Set(all.map(hash)).size).toBe(all.length);
  expect(hash(SOUND.replace("duration: 1h", "duration: 2h"))).not.toBe(hash(SOUND));
});
