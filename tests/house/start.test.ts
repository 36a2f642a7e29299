// What `iotctl --help` reads before it answers: the verbs and their arguments. What a verb does is read when it is asked for.
import { readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const ROOT = resolve("dist");
const FROM = /(?:^|\s)from "(\.{1,2}\/[^"]+)"|^import "(\.{1,2}\/[^"]+)"/gm;

/** All files that are read with `file`, itself included. */
const readWith = (file: string, known = new Set<string>()): Set<string> => {
  if (known.has(file)) return known;
  known.add(file);
  for (const [, named, bare] of readFileSync(file, "utf8").matchAll(FROM))
    readWith(join(dirname(file), named ?? bare), known);
  return known;
};

test("the start reads the command line, words of the core, and hardly more", () => {
  const files = [...readWith(join(ROOT, "cli/main.js"))].map((file) => relative(ROOT, file));
  expect(files.length).toBeGreaterThan(20);
  expect(files.filter((file) => !/^(cli|core)\//.test(file)).sort()).toEqual([
    "report/figures.js",
    "scenario/limits.js",
  ]);
});

test("the bundle's start reads no more than that", () => {
  const bytesOf = (files: Iterable<string>): number =>
    [...files].reduce((bytes, file) => bytes + statSync(file).size, 0);
  const chunks = readWith(join(ROOT, "bundle/main.js"));
  const files = readWith(join(ROOT, "cli/main.js"));
  expect(chunks.size).toBeLessThan(files.size / 3);
  expect(bytesOf(chunks)).toBeLessThan(bytesOf(files));
});
