// What the planted faults came to, by folder; docs/mutants.md shows it.
import { readFileSync, writeFileSync } from "node:fs";
import type { PlantedFault } from "./planted.js";

const TABLE = /<!-- score -->[\s\S]*?<!-- end -->/;

export interface Judged {
  fault: PlantedFault;
  isKilled: boolean;
}

/** `src/model/ota`: where a fault is planted. */
const folderOf = ({ fault }: Judged): string => fault.file.replace(/\/[^/]*$/, "");

const line = (name: string, judged: readonly Judged[]): string =>
  `| ${name} | ${judged.length} | ${judged.filter(({ isKilled }) => isKilled).length} |`;

/** Planted and killed by folder, as Markdown. */
export const scoreTable = (judged: readonly Judged[]): string => {
  const folders = [...new Set(judged.map(folderOf))].sort();
  const rows = folders.map((folder) =>
    line(
      `\`${folder}/\``,
      judged.filter((one) => folderOf(one) === folder),
    ),
  );
  return ["| folder | planted | killed |", "| --- | --- | --- |", ...rows, line("all", judged)].join("\n");
};

/** Writes the score into the page, between its marks, with the day it is of. */
export const writeScore = (page: string, judged: readonly Judged[], day: string): void => {
  const text = `<!-- score -->\n\nOf ${day}:\n\n${scoreTable(judged)}\n\n<!-- end -->`;
  writeFileSync(
    page,
    readFileSync(page, "utf8").replace(TABLE, () => text),
  );
};
