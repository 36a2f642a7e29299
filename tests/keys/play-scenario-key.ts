// Plays one change of a scenario's key: what its runs come to without it and with it, or what its reader says.
import { runScenario } from "../run-scenario.js";
import { load } from "../scenario/reading.js";
import { BASE, FILES, type ScenarioKey } from "./scenario-keys.js";

type Node = Record<string, unknown> | unknown[];

/** Puts `value` at a dotted place; undefined takes the key away. */
const put = (root: Node, path: string, value: unknown): void => {
  const keys = path.split(".");
  const last = keys.pop() as string;
  let node = root as Record<string, unknown>;
  for (const key of keys) {
    if (typeof node[key] !== "object" || node[key] === null) node[key] = {};
    node = node[key] as Record<string, unknown>;
  }
  if (value === undefined) delete node[last];
  else node[last] = value;
};

const scenarioOf = (more: Record<string, unknown>, change: [string, unknown] | null): string => {
  const root = structuredClone(BASE);
  for (const [path, value] of Object.entries(more)) put(root, path, structuredClone(value));
  if (change !== null) put(root, change[0], structuredClone(change[1]));
  return JSON.stringify(root, null, 1);
};

/** What the runs of a file come to: their digests and the names in them; a refusal with its words. */
const played = async (text: string): Promise<string> => {
  const { scenarios, diagnostics } = load(
    text,
    Object.fromEntries(Object.entries(FILES).map(([name, file]) => [`fleet/${name}`, file])),
  );
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0)
    return `refused: ${errors
      .map(({ code, message }) => `${code} ${message}`)
      .join("; ")
      .slice(0, 600)}`;
  const runs: unknown[] = [];
  for (const scenario of scenarios) {
    const { plan, result, naming } = await runScenario(scenario);
    runs.push([result.digest, result.end, naming, plan.versions]);
  }
  return JSON.stringify(runs);
};

/** What is wrong with the key, or nothing. */
export const wrongWithScenarioKey = async (
  path: string,
  { at, value, more = {} }: ScenarioKey,
): Promise<string[]> => {
  const without = await played(scenarioOf(more, null));
  // A key that says "none is fine" makes a file readable.
  if (without.startsWith("refused") && !path.endsWith("allowEmpty"))
    return [`${path}: the world itself ${without}`];
  const having = await played(scenarioOf(more, [at, value]));
  return having === without ? [`${path}: ${JSON.stringify(value)} changes nothing`] : [];
};
