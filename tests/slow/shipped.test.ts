// Every shipped scenario runs as a user would run it and says it passed.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import type { Summary } from "../../src/result/summary.js";

const simulate = (...rest: string[]): string =>
  execFileSync(process.execPath, ["bin/iotctl.js", "simulate", ...rest], { encoding: "utf8" });

const SHIPPED = readdirSync("scenarios")
  .filter((file) => file.endsWith(".yaml"))
  .map((file) => file.replace(".yaml", ""));

/** Played and stored; `--json` gives one summary, or one for each variant. */
const played = (name: string, ...rest: string[]): Summary[] => {
  const folder = mkdtempSync(join(tmpdir(), "iotctl-shipped-"));
  try {
    const run = join(folder, "run");
    const told = JSON.parse(simulate(`scenarios/${name}.yaml`, "--json", "--out", run, ...rest));
    const summaries: Summary[] = Array.isArray(told) ? told : [told];
    for (const { run: each } of summaries) {
      const report = join(run, summaries.length > 1 ? each.variant : "", "report.html");
      expect(readFileSync(report, "utf8")).toContain(name);
    }
    return summaries;
  } finally {
    rmSync(folder, { recursive: true });
  }
};

test.each(SHIPPED)("%s passes in all its variants, and its ledger balances", (name) => {
  const summaries = played(name);
  expect(summaries.map(({ verdict }) => verdict)).toEqual(summaries.map(() => "passed"));
  expect(summaries.filter(({ ledger }) => !ledger.balanced)).toEqual([]);
});

test("live-small passes live, over real MQTT", () => {
  const [summary] = played("live-small", "--live", "--speed", "4");
  expect(summary.verdict).toBe("passed");
  expect(summary.environment.mode).toBe("live");
});

describe("verify", () => {
  for (const name of ["first-light", "reboot-storm", "canary-abort"]) {
    it(`agrees on ${name} with 1, 2, 3 and 5 workers`, () => {
      const text = execFileSync(
        process.execPath,
        ["bin/iotctl.js", "verify", `scenarios/${name}.yaml`, "--workers", "1,2,3,5"],
        { encoding: "utf8" },
      );
      expect(text).toMatch(/agree|same/);
    });
  }
});
