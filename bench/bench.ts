// The bench: takes the measures asked for one after the other, prints one table, keeps each result as JSON in
// bench/results. It never fails on a time; it ends with 1 only where a measure could not be taken.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { machineFacts } from "./machine.js";
import { type BenchOptions, type Measure, type Outcome, verdictOf, withUnit } from "./measure.js";
import { firstLight } from "./measures/first-light.js";
import { hundredThousand, million } from "./measures/large-fleets.js";
import { live, liveMosquitto } from "./measures/live.js";
import { memory } from "./measures/memory.js";
import { parts } from "./measures/parts.js";
import { peerSimpy } from "./measures/peer-simpy.js";
import { startUp } from "./measures/start-up.js";
import { steps } from "./measures/steps.js";
import { store } from "./measures/store.js";
import { RESULTS } from "./product.js";

const MEASURES: readonly Measure[] = [
  firstLight,
  steps,
  parts,
  memory,
  hundredThousand,
  million,
  peerSimpy,
  store,
  live,
  liveMosquitto,
  startUp,
];

const HELP = `Usage: npm run bench -- [options]

  --only <name>   only this measure (repeatable): ${MEASURES.map(({ name }) => name).join(", ")}
  --quick         small sizes; figures are not judged, results are not kept
  --full          the costly sizes too: a million devices, thirty days
  --json          print JSON instead of the table
  --help          this
`;

interface Taken {
  measure: Measure;
  outcome: Outcome;
  seconds: number;
  failed: boolean;
}

const take = async (measure: Measure, options: BenchOptions): Promise<Taken> => {
  const startMs = performance.now();
  const secondsSince = (): number => (performance.now() - startMs) / 1_000;
  try {
    return { measure, outcome: await measure.take(options), seconds: secondsSince(), failed: false };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { measure, outcome: { figures: [], notes: [why] }, seconds: secondsSince(), failed: true };
  }
};

const rowsOf = ({ measure, outcome, failed }: Taken, options: BenchOptions): string[][] => {
  if (outcome.skipped !== undefined) return [[measure.name, `skipped: ${outcome.skipped}`, "", ""]];
  if (failed) return [[measure.name, `FAILED: ${outcome.notes[0]}`, "", ""]];
  return outcome.figures.map((figure, at) => [
    at === 0 ? measure.name : "",
    figure.what,
    withUnit(figure.value, figure.unit),
    verdictOf(figure, !options.quick),
  ]);
};

const print = (rows: readonly string[][]): void => {
  const widths = [0, 1, 2].map((column) =>
    Math.max(...rows.filter((row) => row[2] !== "").map((row) => row[column].length), 0),
  );
  for (const [name, what, value, verdict] of rows) {
    const cells = [name.padEnd(widths[0]), what.padEnd(widths[1]), value.padStart(widths[2]), verdict];
    process.stdout.write(`${cells.join("  ").trimEnd()}\n`);
  }
};

const keep = ({ measure, outcome, seconds }: Taken, record: object): void => {
  mkdirSync(RESULTS, { recursive: true });
  const { name, about } = measure;
  const text = JSON.stringify({ name, about, ...record, tookS: Math.round(seconds), ...outcome }, null, 2);
  writeFileSync(join(RESULTS, `${name}.json`), `${text}\n`);
};

/** Runs the bench and returns its exit code. */
export const bench = async (args: string[]): Promise<number> => {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: "string", multiple: true },
      quick: { type: "boolean", default: false },
      full: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const wanted = values.only ?? [];
  const unknown = wanted.filter((name) => !MEASURES.some((measure) => measure.name === name));
  if (unknown.length > 0) {
    process.stderr.write(`there is no measure ${unknown.join(", ")}\n\n${HELP}`);
    return 2;
  }
  const options: BenchOptions = {
    quick: values.quick,
    full: values.full || wanted.includes("fleet-1m"),
  };
  const chosen = MEASURES.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  const taken: Taken[] = [];
  for (const measure of chosen) {
    const machine = machineFacts();
    process.stderr.write(`${measure.name}: ${measure.about} ...\n`);
    const one = await take(measure, options);
    taken.push(one);
    if (!options.quick && !one.failed && one.outcome.skipped === undefined)
      keep(one, { at: new Date().toISOString(), machine });
  }
  if (values.json) {
    const results = taken.map(({ measure, outcome, seconds, failed }) => ({
      name: measure.name,
      about: measure.about,
      failed,
      tookS: Math.round(seconds),
      ...outcome,
    }));
    process.stdout.write(`${JSON.stringify({ machine: machineFacts(), results }, null, 2)}\n`);
  } else {
    const { processor, cores, node, loadBefore } = machineFacts();
    process.stdout.write(`\n${processor}, ${cores} cores, node ${node}, load ${loadBefore}\n\n`);
    print(taken.flatMap((one) => rowsOf(one, options)));
    process.stdout.write("\n");
    for (const { measure, outcome } of taken)
      for (const note of outcome.notes) process.stdout.write(`${measure.name}: ${note}\n`);
  }
  return taken.some(({ failed }) => failed) ? 1 : 0;
};
