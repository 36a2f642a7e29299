// A scenario opens regular files of bounded size in its own folder and the shipped set, and nothing else; what it must not
// read is never shown. Verbs take several files and folders of them.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runCli } from "../../src/cli/run-cli.js";
import { type CapturedSystem, capturedSystem } from "./captured-system.js";

let system: CapturedSystem;
beforeEach(() => {
  system = capturedSystem();
  for (const folder of ["own", "secret", "own/traces"]) mkdirSync(join(system.root, folder));
});
afterEach(() => system.dispose());

const write = (path: string, text: string): void => writeFileSync(join(system.root, path), text);
const HEAD = "iotctl: 1\nname: t\nduration: 10m\n";
const FLEET = "sites: [{id: n, devices: [{twin: thermostat, count: 1}]}]\n";
const SECRET = "passphrase-of-nobody";

const replaying = (file: string): string =>
  `${HEAD}sites: [{id: n, devices: [{twin: thermostat, count: 1, replay: {file: "${file}", step: 1m, valueColumn: v}}]}]\n`;
const outages = (file: string): string =>
  `${HEAD}${FLEET}outages: [{file: "${file}", target: all, columns: {name: n, down: d, up: u}}]\n`;
const including = (file: string): string => `${HEAD}${FLEET}include: ["${file}"]\n`;

const validate = async (text: string, ...more: string[]): Promise<number> => {
  write("own/s.yaml", text);
  system.clear();
  return runCli(["validate", "own/s.yaml", ...more], system);
};

describe("what lies outside", () => {
  test.each([
    ["a path upwards", "../secret/s.txt"],
    ["a link", "link.txt"],
    ["a folder that is a link", "linked/s.txt"],
    ["an absolute path", "ABSOLUTE"],
    ["a pipe", "pipe"],
    ["an endless device", "/dev/zero"],
    ["a link to a device", "zero"],
    ["a file beyond the limit", "big.csv"],
  ])("%s is refused without its content, by include, replay and outages", async (_, name) => {
    write("secret/s.txt", `${SECRET}\nv,n,d,u\n`);
    symlinkSync("../secret/s.txt", join(system.root, "own/link.txt"));
    symlinkSync("../secret", join(system.root, "own/linked"));
    symlinkSync("/dev/zero", join(system.root, "own/zero"));
    execFileSync("mkfifo", [join(system.root, "own/pipe")]);
    write("own/big.csv", "v\n");
    truncateSync(join(system.root, "own/big.csv"), 65_000_000);
    const path = name === "ABSOLUTE" ? join(system.root, "secret/s.txt") : name;
    for (const text of [including(path), replaying(path), outages(path)]) {
      expect(await validate(text)).toBe(3);
      expect(system.err()).toMatch(/SCN001 own\/s\.yaml/);
      expect(system.err()).toMatch(/lies outside the scenario's folder|no regular file|at most \d+ are read/);
      expect(system.err() + system.out()).not.toContain(SECRET);
    }
  });

  test("a twin, a price book and a chemistry that are links to elsewhere are refused, too", async () => {
    write("secret/s.txt", `${SECRET}: [\n`);
    for (const folder of ["own/twins", "own/prices"]) mkdirSync(join(system.root, folder));
    symlinkSync("../../secret/s.txt", join(system.root, "own/twins/odd.yaml"));
    symlinkSync("../../secret/s.txt", join(system.root, "own/prices/odd.yaml"));
    expect(await validate(`${HEAD}${FLEET.replace("thermostat", "odd")}`)).toBe(3);
    expect(system.err()).not.toContain(SECRET);
    expect(await validate(`${HEAD}${FLEET}priceBook: odd\n`)).toBe(3);
    expect(system.err()).not.toContain(SECRET);
  });

  test("--allow-files opens a folder; a run's way back names it", async () => {
    write("secret/log.csv", "v\n20\n21\n");
    const text = replaying("../secret/log.csv");
    expect(await validate(text)).toBe(3);
    expect(await validate(text, "--allow-files", "secret")).toBe(0);
    expect(await validate(text, "--allow-files", "nowhere")).toBe(2);
    system.clear();
    const argv = [
      "simulate",
      "own/s.yaml",
      "--allow-files",
      "secret",
      "--json",
      "--quiet",
      "--workers",
      "1",
      "--out",
      "o",
    ];
    expect(await runCli(argv, system)).toBe(0);
    expect(system.out()).toContain("iotctl simulate own/s.yaml --allow-files secret --seed");
  });

  test("files beside and below the scenario, and the shipped set, need no flag", async () => {
    write("own/traces/log.csv", "v\n20\n21\n");
    expect(await validate(replaying("traces/log.csv"))).toBe(0);
    expect(await validate(including("worlds/plant.yaml").replace("worlds/plant.yaml", "own.yaml"))).toBe(3);
    expect(await runCli(["validate", "real-trace"], system)).toBe(0);
  });

  test("a scenario called as its price book is none", async () => {
    write("own/aws-iot-core.yaml", `${HEAD}${FLEET}`);
    expect(await runCli(["validate", "own/aws-iot-core.yaml"], system)).toBe(0);
    expect(await validate(`${HEAD}${FLEET}priceBook: aws-iot-core\n`)).toBe(0);
  });
});

describe("several files and folders", () => {
  test("validate reads each scenario of a folder; the worst decides", async () => {
    write("own/a.yaml", `${HEAD}${FLEET}`);
    write("own/b.yaml", `${HEAD}${FLEET}`);
    write("own/book.yaml", "currency: USD\n");
    expect(await runCli(["validate", "own"], system)).toBe(0);
    expect(system.out()).toBe("ok own/a.yaml (1 device)\nok own/b.yaml (1 device)\n");
    write("own/c.yaml", HEAD);
    system.clear();
    expect(await runCli(["validate", "own", "--json"], system)).toBe(3);
    const { files } = JSON.parse(system.out());
    expect(files.map(({ file, ok }: { file: string; ok: boolean }) => [file, ok])).toEqual([
      ["own/a.yaml", true],
      ["own/b.yaml", true],
      ["own/c.yaml", false],
    ]);
    expect(await runCli(["validate", "secret"], system)).toBe(2);
  });

  test("two files of one name get a folder each: the second was refused as existing already", async () => {
    write("own/a.yaml", `${HEAD}${FLEET}`);
    write("own/traces/a.yaml", `${HEAD}${FLEET}`);
    const argv = ["simulate", "own/a.yaml", "own/traces/a.yaml", "--quiet", "--workers", "1", "--out", "all"];
    expect(await runCli(argv, system)).toBe(0);
    for (const folder of ["a", "a-2"])
      expect(existsSync(join(system.root, "all", folder, "summary.json"))).toBe(true);
  });

  test("simulate runs the sound ones, each into its folder, and exits with the gravest code", async () => {
    write("own/a.yaml", `${HEAD}${FLEET}`);
    write("own/b.yaml", `${HEAD}${FLEET}expect: [{id: no, that: "sum(messages.produced) > 1000000"}]\n`);
    write("own/c.yaml", HEAD);
    const argv = ["simulate", "own", "--json", "--quiet", "--workers", "1", "--out", "all"];
    expect(await runCli(argv, system)).toBe(3);
    expect(JSON.parse(system.out())).toHaveLength(2);
    expect(system.files.list("all")).toEqual(["a", "b"]);
    expect(system.err()).toMatch(/own\/c\.yaml/);
    expect(await runCli(argv, system)).toBe(2);
  });
});
