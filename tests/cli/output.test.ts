// What leaves the command line: whole, or not a success; and never obeyed by the terminal it lands on.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type CapturedSystem, capturedSystem, iotctl, PACKAGE_ROOT } from "./captured-system.js";
import { smallFleet } from "./small-fleet.js";

let system: CapturedSystem;
beforeEach(() => {
  system = capturedSystem();
});
afterEach(() => system.dispose());

const HARMFUL = /(?![\t\n])[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

describe("standard output", () => {
  test("that could not take everything is exit 7, whatever the verb found", async () => {
    const full = capturedSystem({ outputFailure: new Error("ENOSPC: no space left on device, write") });
    expect(await iotctl(full, "runs")).toBe(7);
    expect(full.err()).toContain("could not be written: ENOSPC");
    full.dispose();
  });

  test.skipIf(!existsSync("/dev/full"))("on a full disk is exit 7, and into a pipe it is whole", () => {
    const program = `"${process.execPath}" "${PACKAGE_ROOT}/bin/iotctl.js"`;
    const sh = (command: string) =>
      spawnSync("/bin/sh", ["-c", command], { cwd: system.root, maxBuffer: 1e8 });
    const full = sh(`${program} schema scenario > /dev/full`);
    expect([full.status, full.stderr.toString()]).toEqual([7, expect.stringContaining("ENOSPC")]);
    const piped = sh(`${program} schema scenario | (sleep 0.3; cat)`);
    expect(() => JSON.parse(piped.stdout.toString())).not.toThrow();
    expect(piped.stdout.length).toBeGreaterThan(65_536);
  });
});

describe("text of others", () => {
  test("in names, seeds, SQL and values reaches no output raw", async () => {
    const bad = "x\u001b[31m\u009b2J\u202e\rend";
    system.files.write("small.yaml", smallFleet());
    expect(await iotctl(system, "simulate", "small.yaml", "--quiet", "--seed", bad)).toBe(0);
    expect(system.out()).toContain("again");
    const texts = [system.out(), system.err()];
    for (const file of ["summary.md", "junit.xml", "summary.json", "report.html"])
      texts.push(system.files.readText(`reports/small-1/${file}`));
    const sql = `select 'a' || chr(27) || '[2J' || chr(155) || chr(8238) || chr(13) as "n${bad}"`;
    expect(await iotctl(system, "query", "small-1", sql, "--csv")).toBe(0);
    texts.push(system.out());
    await iotctl(system, "simulate", `${bad}.yaml`);
    texts.push(system.err());
    await iotctl(system, "runs");
    texts.push(system.out());
    for (const text of texts) expect(text).not.toMatch(HARMFUL);
    // What was refused raw is still to be read.
    expect(texts.at(-1)).toContain("x\\u001b[31m");
  }, 180_000);
});
