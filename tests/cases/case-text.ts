// The input files of cases: each a scenario as somebody would write it, kept beside its test.
import { readFileSync } from "node:fs";

export const caseText = (name: string, file = "scenario.yaml"): string =>
  readFileSync(`tests/cases/${name}/${file}`, "utf8");
