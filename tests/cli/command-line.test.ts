import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type CapturedSystem, capturedSystem, iotctl, PACKAGE_ROOT } from "./captured-system.js";
import { smallFleet } from "./small-fleet.js";

let system: CapturedSystem;
beforeEach(() => {
  system = capturedSystem();
});
afterEach(() => system.dispose());

const VERBS = [
  "simulate",
  "validate",
  "plan",
  "price",
  "runs",
  "report",
  "compare",
  "query",
  "export",
  "verify",
  "init",
  "schema",
  "doctor",
  "bench",
];

describe("the command line", () => {
  test("without a verb it shows the help with examples, and does not look like a passed run", async () => {
    expect(await iotctl(system)).toBe(2);
    expect(system.out()).toContain("Examples:");
    expect(system.out()).toContain("130  interrupted");
    expect(system.err()).toBe("");
  });

  test("--help lists every verb on standard output and exits with 0", async () => {
    expect(await iotctl(system, "--help")).toBe(0);
    for (const verb of VERBS) expect(system.out()).toMatch(new RegExp(`^  ${verb} `, "m"));
  });

  test.each(VERBS)("%s --help shows an example", async (verb) => {
    expect(await iotctl(system, verb, "--help")).toBe(0);
    expect(system.out()).toMatch(new RegExp(`Examples?:\\n  iotctl ${verb}`));
    expect(system.err()).toBe("");
  });

  test("--version prints the package's version", async () => {
    expect(await iotctl(system, "--version")).toBe(0);
    const { version } = JSON.parse(system.files.readText(`${PACKAGE_ROOT}/package.json`)) as {
      version: string;
    };
    expect(system.out()).toBe(`${version}\n`);
  });

  test("a mistyped verb exits with 2 and names the nearest one", async () => {
    expect(await iotctl(system, "simulte", "x.yaml")).toBe(2);
    expect(system.err()).toContain("Did you mean simulate?");
    expect(system.out()).toBe("");
  });

  test("a mistyped option exits with 2 and names the nearest one", async () => {
    expect(await iotctl(system, "simulate", "x.yaml", "--wokers", "2")).toBe(2);
    expect(system.err()).toContain("Did you mean --workers?");
  });

  test.each([
    [["simulate", "x.yaml", "--workers", "0"], "auto or a whole number from 1"],
    [["simulate", "x.yaml", "--workers", "two"], "auto or a whole number from 1"],
    [["simulate", "x.yaml", "--set", "jitter"], "name=value"],
    [["simulate", "x.yaml", "--set", "=3"], "name=value"],
    [["simulate", "x.yaml", "--checkpoint-at", "6 parsecs"], "6 parsecs"],
    [["simulate", "x.yaml", "--speed", "-1"], "above 0"],
    [["simulate", "x.yaml", "--speed", "2"], "only works with --live"],
    [["simulate", "x.yaml", "--for", "60s"], "only works with --live"],
    [["simulate", "x.yaml", "--broker", "mqtt://localhost"], "only works with --live"],
    [["simulate", "x.yaml", "--live", "--checkpoint-at", "1h"], "exclude one another"],
    [["simulate"], "missing required argument"],
    [["compare", "one"], "two runs or more"],
    [["query", "one", "select 1", "--json", "--csv"], "cannot be used with"],
  ])("%j is a usage error that says what is allowed", async (argv, says) => {
    expect(await iotctl(system, ...argv)).toBe(2);
    expect(system.err()).toContain(says);
    expect(system.out()).toBe("");
  });

  test.each([
    [
      ["simulate", "small.yaml", "--checkpoint-at", "10m"],
      "--checkpoint-at 10m is not within the run of small",
    ],
    [["simulate", "small.yaml", "--checkpoint-at", "0s"], "name a time after 0s and before 10m"],
    [["simulate", "small.yaml", "--out", ""], "--out names no folder"],
    [["simulate", "small.yaml", "--seed", " "], "It must not be empty"],
    [["verify", "small.yaml", "--for", "11m"], "--for 11m is longer than the run of 10m"],
  ])("%j would be ignored, and is refused before anything is run", async (argv, says) => {
    system.files.write("small.yaml", smallFleet());
    expect(await iotctl(system, ...argv)).toBe(2);
    expect(system.err()).toContain(says);
    expect(system.files.exists("reports/small-1")).toBe(false);
  });

  test("a scenario that does not exist is a usage error with the nearest file", async () => {
    system.files.write("storm.yaml", "");
    expect(await iotctl(system, "simulate", "strom.yaml")).toBe(2);
    expect(system.err()).toContain("did you mean storm.yaml?");
    expect(await iotctl(system, "validate", ".")).toBe(2);
    expect(system.err()).toContain("has no scenario");
  });

  test("an unforeseen error is exit 5, asks for a report, and shows its stack only for debugging", async () => {
    const broken = (env: Record<string, string>): CapturedSystem => ({
      ...system,
      env,
      files: {
        ...system.files,
        list: () => {
          throw new TypeError("reading 'x' of undefined");
        },
      },
    });
    expect(await iotctl(broken({}), "runs")).toBe(5);
    expect(system.err()).toContain("internal error: reading 'x' of undefined");
    expect(system.err()).not.toContain("    at ");
    expect(await iotctl(broken({ IOTCTL_DEBUG: "1" }), "runs")).toBe(5);
    expect(system.err()).toContain("    at ");
  });
});
