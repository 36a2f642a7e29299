// What every part of the loader is handed: the merged text with its parameters filled in, where to tell problems, and
// the door to files.
import type { Files } from "./files.js";
import type { Problems } from "./problems.js";
import type { MapTree } from "./tree.js";

export interface Context {
  root: MapTree;
  file: string;
  problems: Problems;
  files: Files;
}
