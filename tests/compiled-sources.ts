// Tests play compiled files: an import of src/ loads its file of dist/, as Node loads it, which is also twice as fast as
// sources that the test runner transforms. Sources newer than their compiled file are compiled first, each by itself, and
// the bundle that bin/iotctl.js starts is made anew; types are checked by `npm run types`.
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, resolve } from "node:path";
import ts from "typescript";

const SOURCE = /\.tsx?$/;
const COMPILED = /\.js(\.map)?$/;
const BUNDLE = "dist/bundle";
/** The others are chunks, whose names tell their content: `[name].[hash].js`. */
const ENTRY = /^[^.]+\.js(\.map)?$/;

/** Where the compiled form of a source lies: `src/a/b.tsx` -> `dist/a/b.js`. */
const compiledOf = (source: string): string => source.replace(/^src\//, "dist/").replace(SOURCE, ".js");

const filesBelow = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => `${entry.parentPath}/${entry.name}`)
    : [];

const isStale = (source: string): boolean => {
  const compiled = statSync(compiledOf(source), { throwIfNoEntry: false });
  return compiled === undefined || compiled.mtimeMs < statSync(source).mtimeMs;
};

/** Whole or not at all: another run of tests may be reading it. */
const write = (file: string, text: string): void => {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, text);
  renameSync(unfinished, file);
};

const isBundleStale = (sources: string[]): boolean => {
  const bundled = statSync(`${BUNDLE}/main.js`, { throwIfNoEntry: false });
  return (
    bundled === undefined ||
    [...sources, "rolldown.config.mjs"].some((file) => statSync(file).mtimeMs > bundled.mtimeMs)
  );
};

/** Chunks come before the entries that read them, so that there is a whole bundle at any time. */
const bundle = (): void => {
  const unfinished = `${BUNDLE}.${process.pid}`;
  const begun = new Date();
  execFileSync(process.execPath, ["node_modules/rolldown/bin/cli.mjs", "-c", "--dir", unfinished]);
  mkdirSync(BUNDLE, { recursive: true });
  const made = readdirSync(unfinished);
  const last = (file: string): number => Number(ENTRY.test(file)) + Number(file === "main.js");
  for (const file of made.sort((one, other) => last(one) - last(other))) {
    // A source that changes meanwhile is newer.
    utimesSync(`${unfinished}/${file}`, begun, begun);
    renameSync(`${unfinished}/${file}`, `${BUNDLE}/${file}`);
  }
  rmSync(unfinished, { recursive: true });
  for (const file of readdirSync(BUNDLE).filter((each) => !made.includes(each))) {
    const path = `${BUNDLE}/${file}`;
    // Newer ones are of another run of tests.
    if (statSync(path).mtimeMs < begun.getTime()) rmSync(path);
  }
};

/** Vitest's global set-up: brings dist/ up to date. */
export default function compileChanged(): void {
  const { config } = ts.readConfigFile("tsconfig.json", (path) => readFileSync(path, "utf8"));
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ".");
  const sources = filesBelow("src").filter((file) => SOURCE.test(file));
  for (const source of sources.filter(isStale)) {
    const file = compiledOf(source);
    const { outputText, sourceMapText } = ts.transpileModule(readFileSync(source, "utf8"), {
      // Of a single file nobody knows that its package is one of modules.
      compilerOptions: { ...options, module: ts.ModuleKind.ESNext },
      fileName: source,
    });
    mkdirSync(dirname(file), { recursive: true });
    if (sourceMapText !== undefined) write(`${file}.map`, sourceMapText);
    write(file, outputText);
  }
  const compiled = new Set(sources.map(compiledOf));
  for (const file of filesBelow("dist"))
    if (COMPILED.test(file) && !file.startsWith(BUNDLE) && !compiled.has(file.replace(/\.map$/, "")))
      rmSync(file);
  if (isBundleStale(sources)) bundle();
}

/** Vite's plugin: an import of a source from a test is one of its compiled file. */
export const compiledSources = () => {
  const from = resolve("src");
  return {
    name: "compiled-sources",
    enforce: "pre" as const,
    resolveId(source: string, importer: string | undefined) {
      if (!source.startsWith(".") || importer === undefined) return null;
      const path = resolve(dirname(importer), source);
      if (!path.startsWith(`${from}/`)) return null;
      return { id: path.replace(from, resolve("dist")), external: true };
    },
  };
};
