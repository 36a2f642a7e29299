// The bundle that bin/iotctl.js starts: what src loads by URL is an entry of it, under the name that the URL says, and a
// module is in it once.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { codeBelow, textOf } from "./source-tree.js";

const BUNDLE = "dist/bundle";
const config: { default: { input: Record<string, string> } } = await import(
  pathToFileURL(resolve("rolldown.config.mjs")).href
);
const { input } = config.default;
const chunks = readdirSync(BUNDLE).filter((file) => file.endsWith(".js"));

/** `threadUrl("worker.js")`, `entryUrl("live-thread")`, `new URL("./query-process.js", import.meta.url)`. */
const BY_URL = /\b(?:threadUrl|entryUrl|new URL)\("(?:\.\/)?([\w-]+)(?:\.js)?"/g;
/** A file of ours that is named in any other way. */
const OWN_URL = /import\.meta\.url/;

test("what is loaded by URL is an entry", () => {
  const loaded = codeBelow("src").flatMap((file) =>
    [...textOf(file).matchAll(BY_URL)].map(([, name]) => name),
  );
  expect([...new Set(loaded), "main"].sort()).toEqual(Object.keys(input).sort());
  for (const [name, source] of Object.entries(input)) {
    expect(basename(source)).toBe(`${name}.ts`);
    expect(existsSync(source)).toBe(true);
    expect(chunks).toContain(`${name}.js`);
  }
});

test("who knows where a file lies is known here: the bundle is flat", () => {
  expect(codeBelow("src").filter((file) => OWN_URL.test(textOf(file)))).toEqual([
    "src/cli/main.ts",
    "src/engine/thread-url.ts",
    "src/live/entry.ts",
    "src/report/drawing.ts",
    "src/store/bounded-query.ts",
  ]);
});

test("no module is in two chunks, and none is read by starting an entry", () => {
  const modules = chunks.flatMap((file) =>
    [...textOf(`${BUNDLE}/${file}`).matchAll(/^\/\/ (src\/\S+)$/gm)].map(([, module]) => module),
  );
  expect(modules.length).toBeGreaterThan(500);
  expect(modules.filter((module, at) => modules.indexOf(module) !== at)).toEqual([]);
  const read = chunks.flatMap((file) =>
    [...textOf(`${BUNDLE}/${file}`).matchAll(/^import .*"\.\/(.+)\.js";$/gm)].map(([, name]) => name),
  );
  expect(read.length).toBeGreaterThan(100);
  expect(read.filter((name) => name in input)).toEqual([]);
});

test("it starts from any folder", () => {
  const program = resolve("bin/iotctl.js");
  const version = execFileSync(process.execPath, [program, "--version"], { cwd: tmpdir(), encoding: "utf8" });
  expect(version.trim()).toBe(JSON.parse(textOf("package.json")).version);
});
