// What a run left behind, as tests compare it.
import type { Summary } from "../../src/result/summary.js";
import type { CapturedSystem } from "./captured-system.js";

export const summaryIn = ({ files }: Pick<CapturedSystem, "files">, folder: string): Summary =>
  JSON.parse(files.readText(`${folder}/summary.json`)) as Summary;

/** All that the inputs decide: without the machine and its times. */
export const decided = ({ environment: _, ...rest }: Summary): object => rest;
