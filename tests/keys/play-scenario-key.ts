// Plays one change of a scenario's key the way a user would: the summary (and exit code) without it and with it.
import { writeFileSync } from "node:fs";
import { runCli } from "../../src/cli/run-cli.js";
import { type CapturedWorld, capturedWorld } from "../cli/captured-world.js";
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

/** What a user is told of the runs: the summaries, without when and where they were made. */
const judged = async (text: string): Promise<string> => {
  const world = capturedWorld();
  try {
    for (const [name, content] of Object.entries(FILES)) writeFileSync(`${world.root}/${name}`, content);
    writeFileSync(`${world.root}/keys.yaml`, text);
    const code = await runCli(["simulate", "keys.yaml", "--json", "--out", "run"], world);
    if (code === 3 || code === 2) return `refused: ${world.err().slice(0, 600)}`;
    const summaries = [JSON.parse(world.out())].flat() as Record<string, unknown>[];
    const own = summaries.map((summary) => ({ ...summary, environment: null, reproduce: null, run: null }));
    const { stdout } = await alerts(world);
    return JSON.stringify([code, own, stdout]);
  } finally {
    world.dispose();
  }
};

/** The alerts as they are stored. */
const alerts = async (world: CapturedWorld): Promise<{ stdout: string }> => {
  world.clear();
  await runCli(
    ["query", "run", "select alert, severity, change, at_ms from usable.alerts order by all", "--csv"],
    world,
  );
  return { stdout: world.out() };
};

/** Keys whose effect is the judgement, not the run. */
const JUDGED = /^(expect|priceBook|tenants\.\[\]\.sla|alerts\.\[\]\.severity|cloud\.units|cloud\.profile)/;

/** What is wrong with the key, or nothing. */
export const wrongWithScenarioKey = async (
  path: string,
  { at, value, more = {} }: ScenarioKey,
): Promise<string[]> => {
  const told = JUDGED.test(path) ? judged : played;
  const without = await told(scenarioOf(more, null));
  // A key that says "none is fine" makes a file readable.
  if (without.startsWith("refused") && !path.endsWith("allowEmpty"))
    return [`${path}: the world itself ${without}`];
  const having = await told(scenarioOf(more, [at, value]));
  return having === without ? [`${path}: ${JSON.stringify(value)} changes nothing`] : [];
};
