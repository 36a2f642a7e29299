// An expectation whose `from` and `within` leave nothing to look at would be "no data" after hours: it is refused before.
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadScenario } from "../../src/scenario/load.js";

/** What is said of an expectation with these; a run of 1d is looked at every 10 s. */
const told = (
  stretch: string,
  { mode = "eventually", duration = "1d", phases = "phases: {calm: 6h, storm: 18h}" } = {},
): string[] => {
  const text = `iotctl: 1
name: w
seed: a
duration: ${duration}
sites: [{id: s, gateways: {twin: fog-gateway}, devices: [{id: s/d, twin: temperature-wifi, count: 5}]}]
${phases}
firmware: [{version: 9.9.9, size: 1KB}]
rollouts: [{id: fw, at: 1h, to: 9.9.9, target: {group: s/d}, stages: [{percent: 100}]}]
timeline: [{id: cut, at: 2h, fault: backhaul.outage, target: {site: s}}]
expect: [{id: e, that: "share(device.online) >= 99%", ${mode}: {${stretch}}}]
`;
  const { diagnostics } = loadScenario("w.yaml", {
    readText: (path) => (path === "w.yaml" ? text : readFileSync(path, "utf8")),
    exists: (path) => path === "w.yaml" || existsSync(path),
    shippedRoot: ".",
  });
  return diagnostics.map(
    ({ code, severity, line, column, message, hint }) =>
      `${severity} ${code} ${line}:${column} ${message} (${hint ?? ""})`,
  );
};
describe("the time between `from` and `within` later", () => {
  test.each([
    ["within: 5s", "10:76"],
    ["from: 1s, within: 8s", "10:86"],
    ["from: storm, within: 9s", "10:89"],
    ["from: cut.start, within: 9s", "10:93"],
  ])("holds no moment that is looked at: %s", (stretch, at) => {
    const why = "nothing is looked at in it: a run of 1d is looked at every 10s (make it at least 10s)";
    expect(told(stretch)).toEqual([`error SCN082 ${at} expect[0].eventually.within: ${why}`]);
    expect(told(stretch, { mode: "always" })[0]).toContain("expect[0].always.within");
  });

  test.each([
    "within: 10s",
    "from: 8s, within: 2s",
    "from: 1s, within: 9s",
    "from: storm, within: 10s",
    // The end of the run is looked at whenever it is.
    "from: 23h59m58s, within: 2s",
    // When it begins is known only when it happens.
    "from: fw.completed, within: 1s",
    "within: 1d",
    "from: storm",
  ])("holds one: %s", (stretch) => expect(told(stretch)).toEqual([]));

  test("is measured by the run's own step: a short run is looked at every second", () => {
    expect(told("within: 5s", { duration: "3h", phases: "" })).toEqual([]);
  });

  test("begins before the run ends, and an end beyond it is a warning", () => {
    for (const from of ["1d", "cut.end", "storm + 18h"])
      expect(told(`from: ${from}`)).toEqual([
        expect.stringMatching(/^error SCN041 10:74 .*at 1d; the run goes/),
      ]);
    expect(told("from: 23h, within: 2h")).toEqual([
      expect.stringMatching(/^warning SCN086 .*within ends at 1d1h, and the run at 1d/),
    ]);
  });
});
