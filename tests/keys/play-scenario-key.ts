// Plays one change of a scenario's key: what its runs come to without it and with it, or what its reader says.
import { runScenario } from "../run-scenario.js";
import { load } from "../scenario/reading.js";
import { judgementOf } from "./judgement.js";
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

/** Worlds that were played before, by their text: many keys begin with the same. */
const PLAYED = new Map<string, string>();

const remembered = async (text: string, isJudged: boolean): Promise<string> => {
  const key = `${isJudged} ${text}`;
  const before = PLAYED.get(key) ?? (await played(text, isJudged));
  PLAYED.set(key, before);
  return before;
};

/** What the runs of a file come to: their digests and the names in them, or how they are judged; a refusal with its words. */
const played = async (text: string, isJudged: boolean): Promise<string> => {
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
    const run = await runScenario(scenario);
    const { plan, result, naming } = run;
    runs.push(isJudged ? judgementOf(run) : [result.digest, result.end, naming, plan.versions]);
  }
  return JSON.stringify(runs);
};

/** What is wrong with the key, or nothing. */
export const wrongWithScenarioKey = async (
  path: string,
  { at, value, more = {} }: ScenarioKey,
  isJudged = false,
): Promise<string[]> => {
  const without = await remembered(scenarioOf(more, null), isJudged);
  // A key that says "none is fine" makes a file readable.
  if (without.startsWith("refused") && !path.endsWith("allowEmpty"))
    return [`${path}: the world itself ${without}`];
  const having = await remembered(scenarioOf(more, [at, value]), isJudged);
  return having === without ? [`${path}: ${JSON.stringify(value)} changes nothing`] : [];
};
