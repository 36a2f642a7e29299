// docs/adding.md is followed to the letter: its patches apply to the code as it stands, touch as few files as it says, and what
// comes out compiles and plays.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, it } from "vitest";

const PAGE = readFileSync("docs/adding.md", "utf8");
const copy = mkdtempSync(join(tmpdir(), "iotctl-adding-"));
afterAll(() => rmSync(copy, { recursive: true }));

interface Example {
  title: string;
  patch: string;
}

const examples = PAGE.split(/^## /m)
  .slice(1)
  .flatMap((section): Example[] => {
    const patches = [...section.matchAll(/```diff\n([\s\S]*?)```/g)].map(([, patch]) => patch);
    return patches.length === 0 ? [] : [{ title: section.split("\n")[0], patch: patches.join("") }];
  });
const filesOf = (patch: string): string[] =>
  [...patch.matchAll(/^\+\+\+ b\/(.+)$/gm)].map(([, file]) => file);

it.each(examples)("$title touches as few files as the page says", ({ title, patch }) => {
  const anchor = title.toLowerCase().replaceAll(" ", "-");
  const row = new RegExp(`\\[[^\\]]+\\]\\(#${anchor}\\) \\| (\\d+) \\|`).exec(PAGE);
  const files = filesOf(patch);
  expect(files.every((file) => file.startsWith("src/"))).toBe(true);
  expect(new Set(files).size).toBe(files.length);
  expect(files.length).toBeLessThanOrEqual(Number(row?.[1]));
});

const SCENARIO = `
iotctl: 1
name: jammed
duration: 2h
tenants: [{id: acme, messagesPerDay: 10}]
sites: [{id: north, gateways: {twin: fog-gateway, count: 1, overrides: {anomaly: {absurd: {beyond: 85}}}}, devices: [{twin: temperature-wifi, count: 20}]}]
timeline:
  - {at: 20m, for: 10m, fault: device.offline, target: {site: north}}
  - {at: 1h, for: 30m, fault: radio.jamming, target: {site: north}}
  - {at: 100m, fault: sensor.spike, params: {share: 50%, size: 100}, target: {site: north, count: 5}}
expect:
  - {id: all-lost, that: "sum(messages.retries)[1h .. 90m] > 1000"}
  - {id: none-repaired, that: "sum(device.repairs) == 0"}
  - {id: over-the-quota, that: 'sum(messages.dropped{cause="ingest-overflow"}) > 0'}
  - {id: told-when-back, sql: "select count(*) = 20 from usable.audit where entry like '%was away for%'"}
  - {id: some-absurd, that: "sum(fog.anomalies{anomaly=absurd}) >= 5"}
  - {id: none-timed-out, sql: "select count(*) = 0 from usable.timeouts"}
`;

it("what the examples add compiles, is known to the command line, and plays", () => {
  const parts = ["src", "bin", "twins", "prices", "schemas"];
  for (const part of [...parts, "package.json", "tsconfig.json", "rolldown.config.mjs"])
    cpSync(part, join(copy, part), { recursive: true });
  symlinkSync(resolve("node_modules"), join(copy, "node_modules"));
  for (const { patch } of examples) execFileSync("git", ["apply", "-C1"], { cwd: copy, input: patch });
  execFileSync("npm", ["run", "build"], { cwd: copy });
  const iotctl = (...args: string[]): string =>
    execFileSync(process.execPath, ["bin/iotctl.js", ...args], { cwd: copy, encoding: "utf8" });
  expect(iotctl("faults", "radio.jamming")).toContain("a jammed band");
  mkdirSync(join(copy, "scenarios"));
  writeFileSync(join(copy, "scenarios/jammed.yaml"), SCENARIO);
  const { verdict, run } = JSON.parse(iotctl("simulate", "scenarios/jammed.yaml", "--json", "--out", "run"));
  expect(verdict).toBe("passed");
  expect(run.digest).toMatch(/^[0-9a-f]{32}$/);
});
