// Every command of the README works as it stands, in its order, in a folder that starts empty; none but the live one, which
// waits for a second terminal. What queries show is something.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const commands = [...readFileSync("README.md", "utf8").matchAll(/^\.\/bin\/iotctl\.js (.*)$/gm)]
  .map(([, words]) => words.replace(/\s{2,}#.*$/, ""))
  .filter((words) => !words.includes("--live"));

test("all of them exit with 0, or with 1 where an expectation is there to fail", () => {
  expect(commands.length).toBeGreaterThan(10);
  const folder = mkdtempSync(join(tmpdir(), "iotctl-readme-"));
  const program = `"${process.execPath}" "${resolve("bin/iotctl.js")}"`;
  const run = (words: string) =>
    spawnSync("/bin/sh", ["-c", `${program} ${words}`], { cwd: folder, encoding: "utf8", maxBuffer: 1e8 });
  try {
    // The README's first command, from its excerpt.
    expect(run("simulate first-light --quiet").status).toBe(0);
    for (const words of commands) {
      const { status, stdout, stderr } = run(words.replace("scenarios/first-light.yaml", "first-light"));
      expect([0, 1], `${words}: ${stderr}`).toContain(status);
      if (words.startsWith("query")) expect(stdout).not.toMatch(/^0 rows$/m);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 1_800_000);
