// The tree as the house tests read it: which files there are, and what their text says.
import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";

const CODE = /\.(ts|tsx|mjs)$/;

/** Paths of all files below a folder, from the repository's root, in code-unit order. */
export const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.replaceAll("\\", "/"))
    .sort();

/** Source files of a folder. */
export const codeBelow = (folder: string): string[] => filesBelow(folder).filter((file) => CODE.test(file));

export const textOf = (file: string): string => readFileSync(file, "utf8");

/** Every node of a file's syntax tree, so that comments and texts are never mistaken for code. */
export const nodesOf = (file: string): ts.Node[] => {
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    nodes.push(node);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, textOf(file), ts.ScriptTarget.ES2022, true));
  return nodes;
};

/** Every comment of a file, each line of `//` by itself. */
export const commentsOf = (file: string): string[] => {
  const text = textOf(file);
  const at = new Map<number, string>();
  const keep = (ranges: readonly ts.CommentRange[] | undefined): void => {
    for (const { pos, end } of ranges ?? []) at.set(pos, text.slice(pos, end));
  };
  for (const node of nodesOf(file)) {
    keep(ts.getLeadingCommentRanges(text, node.getFullStart()));
    keep(ts.getTrailingCommentRanges(text, node.getEnd()));
  }
  return [...at.values()];
};

/** `file:line` of a node. */
export const placeOf = (node: ts.Node): string => {
  const source = node.getSourceFile();
  return `${source.fileName}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
};
