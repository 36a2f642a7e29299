// What the README's commands leave in a clone is nothing that git would see: no stray file is ever committed by accident.
import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

test.each([
  "node_modules/yaml/package.json",
  "dist/cli/main.js",
  "dist/bundle/main.js",
  "reports/first-light-1/report.html",
])("%s is not git's", (path) => {
  const { status } = spawnSync("git", ["check-ignore", "--quiet", path]);
  expect(status).toBe(0);
});
