// Where the product stands, seen from bench/dist: its root, and its built modules with the types of their sources.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root; everything the bench names is relative to it. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const IOTCTL = join(ROOT, "bin/iotctl.js");
export const RESULTS = join(ROOT, "bench/results");
export const REFERENCE = "bench/scenarios/reference.yaml";

/** A built module of src/, by its path there without the suffix. The caller names its type. */
export const built = async <Module>(path: string): Promise<Module> =>
  (await import(new URL(`../../dist/${path}.js`, import.meta.url).href)) as Module;

/** A bench file as translated, for children. */
export const script = (path: string): string => fileURLToPath(new URL(`${path}.js`, import.meta.url));

/** Lends a new empty folder and takes it away again. */
export const inScratch = async <T>(use: (folder: string) => Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), "iotctl-bench-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
