// A rollout to what its devices will refuse is told before the run.

import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadScenario } from "../../src/scenario/load.js";

const read = (rollouts: string, devices = "{id: a, twin: temperature-wifi, count: 2}"): string[] => {
  const text = `
iotctl: 1
name: order
seed: o
duration: 4h
sites: [{id: s, region: r, gateways: {twin: fog-gateway, count: 1}, devices: [${devices}]}]
firmware: [{version: 1.3.9, size: 1KB}, {version: v1.5.0, size: 1KB}, {version: 1.5.0-rc1, size: 1KB}, {version: 1.6.0, size: 1KB}]
rollouts: [${rollouts}]
`;
  const { diagnostics } = loadScenario("order.yaml", {
    set: {},
    readText: (path) => (path.endsWith("order.yaml") ? text : readFileSync(path, "utf8")),
    exists: (path) => path.endsWith("order.yaml") || existsSync(path),
    shippedRoot: ".",
  });
  return diagnostics.map(({ severity, code, line, message }) => `${severity} ${code}:${line} ${message}`);
};

const to = (version: string, id = "fw", at = "1h"): string =>
  `{id: ${id}, at: ${at}, to: ${version}, target: all, stages: [{percent: 100}]}`;

describe("a rollout", () => {
  it("to an older version than its devices run is warned of", () => {
    expect(read(to("1.3.9"))).toEqual([
      "warning SCN074:8 rollouts[0].to is 1.3.9, older than 1.4.0, which runs: every device of its target refuses it",
    ]);
  });

  it("whose rate has no room to grow is refused", () => {
    const rate = (base: number, most: number): string =>
      to("v1.5.0").replace(
        "stages:",
        `rate: {baseRatePerMinute: ${base}, maximumPerMinute: ${most}}, stages:`,
      );
    expect(read(rate(50, 49))).toEqual([
      "error SCN014:8 rollouts[0].rate: maximumPerMinute is below baseRatePerMinute",
    ]);
    expect(read(rate(50, 50))).toEqual([]);
  });

  it("to a newer one, or to what runs, is not", () => {
    expect(read(to("v1.5.0"))).toEqual([]);
    expect(read(`${to("v1.5.0")}, ${to("v1.5.0", "again", "2h")}`)).toEqual([]);
  });

  it("to a candidate of what an earlier rollout brought is warned of, with that rollout's name", () => {
    const [told, ...others] = read(`${to("v1.5.0", "first")}, ${to("1.5.0-rc1", "second", "2h")}`);
    expect(others).toEqual([]);
    expect(told).toContain(
      "rollouts[1].to is 1.5.0-rc1, older than v1.5.0, which runs (since rollout first)",
    );
    expect(read(`${to("v1.5.0", "late", "3h")}, ${to("1.5.0-rc1", "early", "2h")}`)).toEqual([]);
  });

  it("that only some groups refuse names them", () => {
    const mixed =
      "{id: a, twin: temperature-wifi, count: 2}, {id: b, twin: temperature-wifi, count: 2, overrides: {firmware: {version: 1.6.0}}}";
    expect(read(to("v1.5.0"), mixed)[0]).toContain("its devices of b refuse it");
  });
});

describe("an abort rule's reason", () => {
  const rule = (text: string): string => to("v1.5.0").replace("stages:", `abort: [{${text}}], stages:`);

  it("is one of the reasons of failures, or some of them", () => {
    expect(read(rule("reason: crashed, thresholdPercentage: 5"))).toEqual([]);
    expect(read(rule("reason: [no-contact, older-version], thresholdPercentage: 5"))).toEqual([]);
    expect(read(rule("reason: gone, thresholdPercentage: 5"))[0]).toContain("crashed");
    expect(read(rule("reason: updated, thresholdPercentage: 5"))[0]).toMatch(/^error/);
  });

  it("fits the failure type, and stands beside a threshold", () => {
    expect(read(rule("reason: older-version, failureType: FAILED, thresholdPercentage: 5"))[0]).toContain(
      "reason is older-version, which ends as REJECTED; failureType is FAILED",
    );
    expect(read(rule('reason: crashed, when: "canary.value > 1"'))[0]).toContain("both `when` and `reason`");
  });
});
