// A comparison on disk: a page and a text for people, beside each other.
import { printable } from "../core/printable.js";
import type { Comparison } from "../report/comparison.js";
import { COMPARISON_FILES } from "./run-folder.js";
import type { System } from "./system.js";

export const writeComparison = (
  { files }: System,
  folder: string,
  { markdown, html }: Pick<Comparison, "markdown" | "html">,
): void => {
  files.write(`${folder}/${COMPARISON_FILES.markdown}`, printable(markdown));
  files.write(`${folder}/${COMPARISON_FILES.html}`, printable(html));
};
