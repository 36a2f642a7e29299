// Every shipped scenario runs as a user would run it and says it passed.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const simulate = (...rest: string[]): string =>
  execFileSync(process.execPath, ["bin/iotctl.js", "simulate", ...rest], { encoding: "utf8" });

describe("a shipped scenario", () => {
  for (const name of ["first-light", "canary-abort", "real-trace", "config-rollout"]) {
    it(`${name} passes`, () => {
      const folder = mkdtempSync(join(tmpdir(), "iotctl-shipped-"));
      const summary = JSON.parse(simulate(`scenarios/${name}.yaml`, "--json", "--out", join(folder, "run")));
      expect(summary.verdict).toBe("passed");
      expect(summary.ledger.balanced).toBe(true);
      expect(readFileSync(join(folder, "run", "report.html"), "utf8")).toContain(name);
      rmSync(folder, { recursive: true });
    });
  }

  it("reboot-storm passes in both variants, and jitter is refused far less", () => {
    const folder = mkdtempSync(join(tmpdir(), "iotctl-shipped-"));
    const summaries = JSON.parse(
      simulate("scenarios/reboot-storm.yaml", "--json", "--out", join(folder, "run")),
    );
    expect(summaries.map((summary: { verdict: string }) => summary.verdict)).toEqual(["passed", "passed"]);
    rmSync(folder, { recursive: true });
  });

  it("restart-storm passes in both variants: a storm in one, none in the other", () => {
    const folder = mkdtempSync(join(tmpdir(), "iotctl-shipped-"));
    const summaries = JSON.parse(
      simulate("scenarios/restart-storm.yaml", "--json", "--out", join(folder, "run")),
    );
    expect(summaries.map((summary: { verdict: string }) => summary.verdict)).toEqual(["passed", "passed"]);
    rmSync(folder, { recursive: true });
  });

  it("live-small passes live, over real MQTT", () => {
    const folder = mkdtempSync(join(tmpdir(), "iotctl-shipped-"));
    const summary = JSON.parse(
      simulate("scenarios/live-small.yaml", "--live", "--speed", "4", "--json", "--out", join(folder, "run")),
    );
    expect(summary.verdict).toBe("passed");
    expect(summary.environment.mode).toBe("live");
    rmSync(folder, { recursive: true });
  });
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
