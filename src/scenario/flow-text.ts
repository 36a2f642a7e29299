// A tree as one line of YAML in flow style, every value as it was written.
import type { Tree } from "./tree.js";

export const flowText = (tree: Tree): string => {
  switch (tree.kind) {
    case "scalar":
      return tree.written ?? JSON.stringify(tree.value);
    case "list":
      return `[${tree.items.map(flowText).join(", ")}]`;
    case "map":
      return `{${[...tree.entries].map(([key, { value }]) => `${JSON.stringify(key)}: ${flowText(value)}`).join(", ")}}`;
  }
};
