// The README's first picture of the product is a real one: what it shows of the main command is what the command says.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

/** A line of the README as a pattern: ` ...` leaves the rest out, and the wall time is any. */
const patternOf = (line: string): RegExp => {
  const escaped = line.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  const open = escaped.replaceAll(" \\.\\.\\.", ".*").replace(/ in [\d\\.]+ (ms|s|min)$/, " in .*");
  return new RegExp(`^${open}$`, "m");
};

test("the README shows the main command's own words", () => {
  const excerpt = /```\n\$ \.\/bin\/iotctl\.js simulate (\S+)\n([\s\S]*?)```/.exec(
    readFileSync("README.md", "utf8"),
  );
  const folder = mkdtempSync(join(tmpdir(), "iotctl-readme-"));
  try {
    const said = execFileSync(
      process.execPath,
      ["bin/iotctl.js", "simulate", (excerpt as RegExpExecArray)[1], "--out", join(folder, "run")],
      { encoding: "utf8", env: { ...process.env, NO_COLOR: "1" }, stdio: ["ignore", "pipe", "ignore"] },
    );
    const lines = (excerpt as RegExpExecArray)[2]
      .split("\n")
      .filter((line) => line.trim() !== "" && line.trim() !== "...");
    expect(lines.length).toBeGreaterThan(8);
    expect(lines.filter((line) => !patternOf(line).test(said))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
