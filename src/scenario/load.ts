// The loader: text -> scenarios and diagnostics. Includes are merged, variants listed, then for each variant parameters
// are filled in and every section is read and checked. All problems are collected; a scenario comes out only when there
// is no error. Never throws on any text.
import { type Diagnostic, sortDiagnostics } from "../core/diagnostic.js";
import { bucketLengthMs } from "../event/metric.js";
import { stopLookMs } from "../sla/stop-looks.js";
import type { StopSpec } from "../spec/expectation.js";
import type { Scenario } from "../spec/scenario.js";
import { checkAlerts, readAlerts } from "./alerts.js";
import type { Context } from "./context.js";
import { readExpectations, readStops } from "./expectations.js";
import { type FileAccess, Files } from "./files.js";
import { readFleet } from "./fleet.js";
import { checkTotals } from "./fleet-checks.js";
import { readHeader } from "./header.js";
import { resolveIncludes } from "./include.js";
import { readBy } from "./issues.js";
import { checkKeepalives } from "./keepalive-checks.js";
import { warnNeverComes } from "./never-comes.js";
import { warnOutOfReach } from "./out-of-reach.js";
import { readOutageLists } from "./outages.js";
import { type Params, readParams, type Setting, settingFromText, substitute } from "./params.js";
import { Problems } from "./problems.js";
import { readCloud } from "./profiles.js";
import { readRecord } from "./record.js";
import { readFirmware, readRollouts } from "./rollouts.js";
import { startSchema } from "./schema/fleet.js";
import { knownVersions, type TargetScope } from "./targets.js";
import { readTimeline } from "./timeline.js";
import { openEvents, type TimeScope } from "./times.js";
import { childOf, type MapTree } from "./tree.js";
import { whyUncountedIn } from "./uncounted.js";
import { chooseVariants, listVariants, type Variant } from "./variants.js";

export interface LoadOptions extends FileAccess {
  /** Parameters from the command line, by name. */
  set?: Readonly<Record<string, string>>;
  /** Only this variant. */
  variant?: string;
}

export interface Loaded {
  /** One per variant; none when there are errors. */
  scenarios: Scenario[];
  /** Errors and warnings, by file, line and column. */
  diagnostics: Diagnostic[];
}

const settingsOf = (params: Params, set: LoadOptions["set"], problems: Problems): Map<string, Setting> => {
  const settings = new Map<string, Setting>();
  for (const [name, text] of Object.entries(set ?? {})) {
    const value = settingFromText(params, name, text, problems);
    if (value !== undefined) settings.set(name, value);
  }
  return settings;
};

/** A variant is what is compared, so it wins over --set; that is worth a word. */
const tellOverruled = (
  params: Params,
  settings: ReadonlyMap<string, Setting>,
  runs: readonly Variant[],
  problems: Problems,
): void => {
  for (const [name, value] of settings) {
    const overruled = runs.filter((run) => run.set.has(name) && run.set.get(name)?.value !== value.value);
    if (overruled.length === 0) continue;
    const names = overruled.map((run) => run.name).join(", ");
    problems.warning(
      params.at,
      "SCN025",
      `--set ${name}=${value.text} has no effect in ${names}, which set it`,
    );
  }
};

const withParameters = (context: Context, values: ReadonlyMap<string, Setting>): MapTree => {
  const { root, problems } = context;
  const declared = ["params", "variants", "matrix"];
  const kept = [...root.entries].filter(([key]) => declared.includes(key));
  const rest = new Map([...root.entries].filter(([key]) => !declared.includes(key)));
  const filled = substitute({ ...root, entries: rest }, values, problems);
  return { ...root, entries: new Map([...kept, ...filled.entries]) };
};

const readStart = ({ problems, root }: Context): Scenario["start"] => {
  const tree = childOf(root, "start");
  const text = tree === undefined ? undefined : readBy(problems, startSchema, tree, ["start"]);
  return { state: text?.state ?? "active", overMs: text?.over ?? 0 };
};

/** How often a run's figures are kept: stop conditions need those of each look, however long the run is. */
const resolutionOf = ({ durationMs, phases }: TimeScope, stops: readonly StopSpec[]): number => {
  const bucketMs = bucketLengthMs(durationMs);
  if (stops.length === 0) return bucketMs;
  return Math.min(
    bucketMs,
    stopLookMs(
      stops.map(({ when }) => when),
      phases,
      durationMs,
    ),
  );
};

const buildScenario = (base: Context, variant: Variant, values: ReadonlyMap<string, Setting>): Scenario => {
  const context: Context = { ...base, root: withParameters(base, values) };
  const header = readHeader(context);
  const fleet = readFleet(context, header.durationMs);
  checkTotals(context, fleet);
  const cloud = readCloud(context);
  if (cloud !== undefined) checkKeepalives(context, fleet, cloud);
  const firmware = readFirmware(context, fleet);
  const target: TargetScope = { context, fleet, versions: knownVersions(fleet, firmware) };
  const alerts = readAlerts(context);
  const time: TimeScope = {
    durationMs: header.durationMs,
    phases: header.phases,
    fixed: new Map(),
    open: openEvents(context.root, alerts),
  };
  const timeline = readTimeline(target, time);
  const outages = readOutageLists(target, time);
  const record = readRecord(target, header.durationMs);
  const rollouts = readRollouts(target, time);
  const start = readStart(context);
  const whyUncounted = whyUncountedIn({ ...fleet, start, timeline, rollouts, alerts });
  checkAlerts(context, fleet, whyUncounted);
  const stops = readStops(target, time, whyUncounted);
  const resolutionMs = resolutionOf(time, stops);
  const expectations = readExpectations(target, time, whyUncounted, resolutionMs);
  warnOutOfReach(context, fleet, firmware, rollouts);
  warnNeverComes(context, { fleet, alerts, rollouts, durationMs: header.durationMs });
  const { tenants, deviceTwins, gatewayTwins, gateways, devices, traces } = fleet;
  return {
    format: 1,
    ...header,
    file: context.file,
    variant: variant.name,
    params: Object.fromEntries([...values].map(([name, { value }]) => [name, value])),
    resolutionMs,
    tenants,
    deviceTwins,
    gatewayTwins,
    gateways,
    devices,
    traces,
    start,
    cloud: cloud as Scenario["cloud"],
    firmware,
    timeline,
    outages,
    record,
    rollouts,
    alerts,
    expectations,
    stops,
  };
};

/** Reads a scenario file with everything it names. Files come only through `options.readText`. */
export const loadScenario = (path: string, options: LoadOptions): Loaded => {
  const problems = new Problems();
  const files = new Files(options, problems);
  const scenarios: Scenario[] = [];
  const document = files.readDocument(path, null);
  if (document !== null) {
    const root = resolveIncludes(document, path, files, problems);
    const params = readParams(root, problems);
    const settings = settingsOf(params, options.set, problems);
    const runs = chooseVariants(listVariants(root, params, problems), options.variant, params.at, problems);
    tellOverruled(params, settings, runs, problems);
    const context: Context = { root, file: path, problems, files };
    // A file whose only variant asked for is missing is still read once, for its other problems.
    for (const run of runs.length > 0 ? runs : [{ name: "", set: new Map() }]) {
      const values = new Map([...params.defaults, ...settings, ...run.set]);
      scenarios.push(buildScenario(context, run, values));
    }
  }
  return {
    scenarios: problems.errorCount === 0 ? scenarios : [],
    diagnostics: sortDiagnostics(problems.diagnostics),
  };
};
