import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { settingsFor } from "../../src/cli/verify.js";
import { type CapturedSystem, capturedSystem, iotctl, PACKAGE_ROOT } from "./captured-system.js";
import { smallFleet } from "./small-fleet.js";

let system: CapturedSystem;
beforeEach(() => {
  system = capturedSystem();
});
afterEach(() => system.dispose());

describe("iotctl init", () => {
  test("writes a scenario that is valid", async () => {
    expect(await iotctl(system, "init")).toBe(0);
    expect(await iotctl(system, "validate", "scenario.yaml")).toBe(0);
    expect(system.out()).toBe("ok scenario.yaml (400 devices)\n");
    expect(system.err()).toBe("");
  });

  test("makes the folder it is given, and names the next commands", async () => {
    expect(await iotctl(system, "init", "my fleets/one")).toBe(0);
    expect(system.out()).toContain("iotctl simulate 'my fleets/one/scenario.yaml'");
    expect(system.files.exists("my fleets/one/scenario.yaml")).toBe(true);
  });

  test("never overwrites", async () => {
    system.files.write("scenario.yaml", "mine");
    expect(await iotctl(system, "init")).toBe(2);
    expect(system.files.readText("scenario.yaml")).toBe("mine");
    expect(system.err()).toContain("already exists");
  });
});

describe("iotctl validate", () => {
  test("says ok for each good file and all problems of each bad one", async () => {
    system.files.write("good.yaml", smallFleet());
    system.files.write(
      "bad.yaml",
      smallFleet().replace("twin: fog-gateway", "twin: fog-gatway").replace("10m", "10 q"),
    );
    expect(await iotctl(system, "validate", "good.yaml", "bad.yaml")).toBe(3);
    expect(system.out()).toBe("ok good.yaml (40 devices)\n");
    expect(system.err()).toMatch(/SCN\d+ bad\.yaml:4:\d+/);
    expect(system.err()).toMatch(/SCN\d+ bad\.yaml:9:\d+ .*fog-gatway/);
    expect(system.err()).toContain("did you mean `fog-gateway`?");
    expect(system.err()).toMatch(/iotctl: \d+ errors in bad\.yaml/);
  });

  test("--json has every finding with its place, and only that", async () => {
    system.files.write("bad.yaml", smallFleet().replace("twin: fog-gateway", "twin: fog-gatway"));
    expect(await iotctl(system, "validate", "bad.yaml", "--json")).toBe(3);
    const { files } = JSON.parse(system.out()) as { files: { ok: boolean; diagnostics: object[] }[] };
    expect(files).toMatchObject([{ file: "bad.yaml", ok: false }]);
    expect(files[0].diagnostics[0]).toMatchObject({ severity: "error", line: 9, code: expect.any(String) });
    expect(system.err()).toBe("");
  });

  test("colours are for terminals only", async () => {
    const escapeSign = String.fromCharCode(27);
    const bad = smallFleet().replace("10m", "10 q");
    for (const [env, tty, coloured] of [
      [{}, false, false],
      [{}, true, true],
      [{ NO_COLOR: "1" }, true, false],
    ] as const) {
      const other = capturedSystem({ env, tty });
      other.files.write("bad.yaml", bad);
      await iotctl(other, "validate", "bad.yaml");
      expect(other.err().includes(escapeSign)).toBe(coloured);
      other.dispose();
    }
  });

  test("every shipped scenario is valid, also by its name alone", async () => {
    const names = system.files.list(`${PACKAGE_ROOT}/scenarios`).filter((name) => name.endsWith(".yaml"));
    expect(names.length).toBeGreaterThan(0);
    expect(await iotctl(system, "validate", ...names.map((name) => name.replace(".yaml", "")))).toBe(0);
  });
});

describe("iotctl plan", () => {
  test("counts devices, gateways and messages as one would by hand", async () => {
    system.files.write("small.yaml", smallFleet());
    expect(await iotctl(system, "plan", "small.yaml", "--json")).toBe(0);
    const { plans } = JSON.parse(system.out()) as { plans: Record<string, unknown>[] };
    expect(plans).toHaveLength(1);
    expect(plans[0]).toMatchObject({
      scenario: "small",
      devices: 40,
      gateways: 2,
      cells: 1,
      durationMs: 600_000,
    });
    const timeline = plans[0].timeline as { what: string; atMs: number; untilMs: number | null }[];
    expect(timeline).toContainEqual(
      expect.objectContaining({ what: "backhaul.outage (cable)", atMs: 180_000, untilMs: 300_000 }),
    );
  });

  test("a device that reports every minute makes 1,440 readings a day", async () => {
    system.files.write(
      "minute.yaml",
      smallFleet().replace(
        "{twin: temperature-wifi, count: 30, tenant: red}",
        "{twin: temperature-wifi, count: 30, tenant: red, overrides: {reporting: {mode: periodic, interval: 60s}}}",
      ),
    );
    await iotctl(system, "plan", "minute.yaml", "--json");
    const { plans } = JSON.parse(system.out()) as { plans: { groups: Record<string, unknown>[] }[] };
    expect(plans[0].groups[0]).toMatchObject({ devices: 30, readingsPerDay: 43_200, certainty: "exact" });
  });

  test("a parking sensor's changes and heartbeats are reckoned as the simulation plays them", async () => {
    const text = smallFleet({ duration: "24h" })
      .replace(
        "{twin: temperature-wifi, count: 30, tenant: red}",
        "{twin: parking-lora, count: 300, tenant: red}",
      )
      .replace("{before: 3m, cut: 2m, after: 5m}", "{cut: 24h}")
      .replace(/^ {2}- \{id: cable.*$/m, "")
      .replace("timeline:", "");
    system.files.write("lot.yaml", text);
    await iotctl(system, "plan", "lot.yaml", "--json");
    const { plans } = JSON.parse(system.out()) as { plans: { readingsPerDay: number }[] };
    await iotctl(system, "simulate", "lot.yaml", "--json");
    const { ledger } = JSON.parse(system.out()) as { ledger: { produced: number } };
    // 310 devices x 70 reports: a standard error below 1 %.
    expect(ledger.produced / plans[0].readingsPerDay).toBeGreaterThan(0.95);
    expect(ledger.produced / plans[0].readingsPerDay).toBeLessThan(1.05);
  });

  test("as text it shows groups, timeline and expectations, and runs nothing", async () => {
    system.files.write("small.yaml", smallFleet());
    expect(await iotctl(system, "plan", "small.yaml")).toBe(0);
    for (const word of ["here/temperature-wifi", "phase cut", "backhaul.outage (cable)", "none-empty"])
      expect(system.out()).toContain(word);
    expect(system.files.list(".")).toEqual(["small.yaml"]);
  });
});

describe("iotctl verify", () => {
  test("plays with other threads, cells and batches and finds the same run", async () => {
    system.files.write("small.yaml", smallFleet());
    expect(await iotctl(system, "verify", "small.yaml", "--workers", "1,2", "--json")).toBe(0);
    const { results } = JSON.parse(system.out()) as { results: { agree: boolean; digests: string[] }[] };
    expect(results).toHaveLength(1);
    expect(results[0].agree).toBe(true);
    expect(new Set(results[0].digests).size).toBe(1);
    expect(results[0].digests).toHaveLength(2);
  });

  test("one worker count still makes two different runs", () => {
    const settings = settingsFor([4], 9_000);
    expect(settings).toHaveLength(2);
    expect(settings[0]).not.toEqual(settings[1]);
    expect(settings.map(({ workers }) => workers)).toEqual([4, 4]);
  });
});

describe("iotctl schema", () => {
  test("prints the scenario's schema, or writes all of them", async () => {
    expect(await iotctl(system, "schema")).toBe(0);
    const schema = JSON.parse(system.out()) as { properties: object };
    expect(Object.keys(schema.properties)).toContain("expect");
    expect(await iotctl(system, "schema", "--out", "schemas")).toBe(0);
    expect(system.files.readText("schemas/scenario.schema.json")).toBe(
      `${JSON.stringify(schema, null, 2)}\n`,
    );
    expect(await iotctl(system, "schema", "scenaro")).toBe(2);
    expect(system.err()).toContain("did you mean scenario?");
  });
});

describe("iotctl bench", () => {
  test("hands its arguments to the harness and exits as it does", async () => {
    const asked: [string, string[]][] = [];
    const machine = {
      runScript: (file: string, args: string[]) => {
        asked.push([file, args]);
        return Promise.resolve(3);
      },
    };
    const root = capturedSystem();
    root.files.makeFolders("bench");
    root.files.write("bench/run.mjs", "");
    const other = capturedSystem({ machine, packageRoot: root.root });
    expect(await iotctl(other, "bench", "store", "--runs", "3")).toBe(3);
    expect(asked).toEqual([[`${root.root}/bench/run.mjs`, ["store", "--runs", "3"]]]);
    root.files.remove("bench/run.mjs");
    expect(await iotctl(other, "bench")).toBe(2);
    expect(other.err()).toContain("not part of the installed package");
    other.dispose();
    root.dispose();
  });
});
