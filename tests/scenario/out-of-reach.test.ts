// What a file's own figures rule out is told before a run, and only what is certain.

import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadScenario } from "../../src/scenario/load.js";

const warnings = (text: string): string[] => {
  const file = "w.yaml";
  const { diagnostics } = loadScenario(file, {
    readText: (path) => (path === file ? text : readFileSync(path, "utf8")),
    exists: (path) => path === file || existsSync(path),
    shippedRoot: ".",
  });
  return diagnostics.map(
    ({ code, severity, line, column, message }) => `${severity} ${code} ${line}:${column} ${message}`,
  );
};

const world = (body: string, twin = "parking-lora", duration = "1d"): string => `iotctl: 1
name: w
seed: a
duration: ${duration}
sites: [{id: s, gateways: {twin: fog-gateway}, devices: [{id: s/d, twin: ${twin}, count: 5}]}]
${body}
`;
const rollout = (size: string, timeout: string): string => `firmware: [{version: 9.9.9, size: ${size}}]
rollouts: [{id: fw, at: 1h, to: 9.9.9, target: {group: s/d}, stages: [{percent: 100}], timeout: ${timeout}}]`;

test("184 KB over LoRaWAN cannot come within an hour, nor within a minute over NB-IoT; a small image or time enough can", () => {
  const [lora, ...rest] = warnings(world(rollout("184KB", "1h")));
  expect(lora).toMatch(
    /^warning SCN088 7:\d+ rollout `fw`: 184 KB over lorawan take .* timeout of 1h; no device of s\/d/,
  );
  expect(rest).toEqual([]);
  expect(warnings(world(rollout("184KB", "1m"), "parking-nbiot"))[0]).toContain("SCN088");
  expect(warnings(world(rollout("184KB", "30m"), "parking-nbiot"))).toEqual([]);
  expect(warnings(world(rollout("1KB", "1h")))).toEqual([]);
  expect(warnings(world(rollout("184KB", "23h")))).toEqual([]);
});

test("a patch counts with its own size, from the version that runs", () => {
  const delta = (from: string) =>
    rollout("184KB", "1h").replace("size: 184KB", `size: 184KB, delta: {from: ${from}, size: 1KB}`);
  const running = /version: ([\w.-]+)/.exec(readFileSync("twins/parking-lora.yaml", "utf8"))?.[1] ?? "";
  expect(warnings(world(delta(running)))).toEqual([]);
});

test("a fault that outlasts the run is told, one that ends with it is not, nor the last of a series", () => {
  const fault = (more: string) =>
    world(`timeline: [{id: f, ${more}, fault: device.offline, target: {group: s/d}}]`);
  expect(warnings(fault("at: 23h, for: 2h"))).toEqual([
    "warning SCN086 6:34 timeline[0].for is 2h from 23h on; the run ends at 1d, before that",
  ]);
  expect(warnings(fault("at: 23h, for: 1h"))).toEqual([]);
  expect(warnings(fault("at: 23h"))).toEqual([]);
  expect(warnings(fault("at: 1h, every: 6h, for: 5h"))).toEqual([]);
});

test("a deadline beyond the end is told", () => {
  const within = (text: string) =>
    world(`expect: [{id: e, that: "share(device.online) >= 99%", eventually: {within: ${text}, from: 23h}}]`);
  expect(warnings(within("2h"))[0]).toMatch(/^warning SCN086 .*within ends at 1d1h, and the run at 1d/);
  expect(warnings(within("1h"))).toEqual([]);
});

test("a freshness that the pace of devices or summaries rules out is told, where it was promised", () => {
  const promise = (within: string) => `tenants: [{id: t, sla: {freshness: {share: 95%, within: ${within}}}}]`;
  expect(warnings(world(promise("2m"), "temperature-wifi"))[0]).toMatch(
    /^warning SCN087 .*`t` is promised readings within 2m for 95 % of the time; s\/d is heard every 5m, so at most 40 % can be/,
  );
  expect(warnings(world(promise("10m"), "temperature-wifi"))).toEqual([]);
  expect(warnings(world("tenants: [{id: t}]", "temperature-wifi"))).toEqual([]);
  expect(warnings(world("", "temperature-wifi"))).toEqual([]);
});
