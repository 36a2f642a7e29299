// Tests play what ships: an import of src/ loads the compiled file of dist/, as Node loads it, which is also twice as fast
// as sources that the test runner transforms. Sources newer than their compiled file are compiled first, each by itself;
// types are checked by `npm run types`.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, resolve } from "node:path";
import ts from "typescript";

const SOURCE = /\.tsx?$/;
const COMPILED = /\.js(\.map)?$/;

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
    if (COMPILED.test(file) && !compiled.has(file.replace(/\.map$/, ""))) rmSync(file);
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
