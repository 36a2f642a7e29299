// `twin new` writes a twin that validates at once, from any twin; its docs page has a row with a meaning for every key.
import { afterEach, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";
import { runCli } from "../../src/cli/run-cli.js";
import { twinKeys } from "../../src/scenario/twin-keys.js";
import { TWIN_MEANINGS } from "../../src/scenario/twin-meanings.js";
import { SHIPPED_TWINS } from "../../src/scenario/twins.js";
import { type CapturedSystem, capturedSystem } from "../cli/captured-system.js";

let system: CapturedSystem;
beforeEach(() => {
  system = capturedSystem();
});
afterEach(() => system.dispose());

test("a twin made from each shipped one is sound, and behaves as that one", async () => {
  for (const from of SHIPPED_TWINS) {
    expect(await runCli(["twin", "new", `my-${from}`, "--from", from], system)).toBe(0);
    system.clear();
    expect(await runCli(["twin", "show", `my-${from}`, "--json"], system)).toBe(0);
    const mine = JSON.parse(system.out());
    system.clear();
    await runCli(["twin", "show", from, "--json"], system);
    expect(mine).toEqual({ ...JSON.parse(system.out()), name: `my-${from}` });
  }
});

test("a scenario beside the folder runs it, and its comments name the keys that are left", async () => {
  await runCli(["twin", "new", "mine", "--from", "parking-nbiot"], system);
  const text = system.files.readText("twins/mine.yaml");
  expect(parse(text).twin).toBe("mine");
  expect(text).toMatch(/^#repair: 24h {2}# .*mean time/m);
  expect(text).toMatch(/^# A parking sensor on NB-IoT/m);
  system.files.write(
    "s.yaml",
    "iotctl: 1\nduration: 1h\nsites: [{id: n, devices: [{twin: mine, count: 1}]}]\n",
  );
  expect(await runCli(["validate", "s.yaml"], system)).toBe(0);
});

test("it never overwrites, and refuses names and twins that are none", async () => {
  const make = (...argv: string[]): Promise<number> => runCli(["twin", "new", ...argv], system);
  expect(await make("mine", "--from", "camera", "--out", "a/b")).toBe(0);
  const before = system.files.readText("a/b/mine.yaml");
  expect(await make("mine", "--from", "wearable", "--out", "a/b")).toBe(2);
  expect(system.files.readText("a/b/mine.yaml")).toBe(before);
  expect(await make("../x", "--from", "camera")).toBe(2);
  expect(await make("x", "--from", "camrea")).toBe(2);
  expect(await make("x")).toBe(2);
});

test("no meaning is told of a key that is not there", () => {
  const { device, gateway } = twinKeys();
  const paths = [...device, ...gateway].map(({ path }) => path);
  for (const path of Object.keys(TWIN_MEANINGS)) expect(paths).toContain(path);
  expect(paths.length).toBeGreaterThan(190);
});
