import { afterEach, describe, expect, test } from "vitest";
import type { Machine } from "../../src/cli/system.js";
import { type CapturedSystem, capturedSystem, iotctl } from "./captured-system.js";

let system: CapturedSystem;
afterEach(() => system.dispose());

const GOOD: Partial<Machine> = {
  nodeVersion: "v20.20.2",
  descriptorLimit: () => ({ soft: 65_536, hard: 1_048_576 }),
  freeDiskBytes: () => 50e9,
  memoryBytes: 16e9,
  tryPort: () => Promise.resolve(null),
};

const diagnose = async (machine: Partial<Machine>, env: Record<string, string> = {}) => {
  system = capturedSystem({ machine: { ...GOOD, ...machine }, env });
  const exit = await iotctl(system, "doctor", "--json");
  const { checks } = JSON.parse(system.out()) as { checks: { name: string; health: string; hint: string }[] };
  return { exit, of: (name: string) => checks.find((check) => check.name === name) };
};

describe("iotctl doctor", () => {
  test("a good machine passes every check", async () => {
    const { exit, of } = await diagnose({});
    expect(exit).toBe(0);
    for (const name of ["node", "memory", "open files", "disk", "duckdb", "port 1883", "terminal"])
      expect(of(name)?.health, name).toBe("ok");
  });

  test("an old Node is an error with exit 7", async () => {
    const { exit, of } = await diagnose({ nodeVersion: "v18.19.0" });
    expect(exit).toBe(7);
    expect(of("node")).toMatchObject({ health: "error", hint: "install Node 20 or later" });
  });

  test("a full disk is an error, a taken port and few descriptors are warnings", async () => {
    const { exit, of } = await diagnose({
      freeDiskBytes: () => 1e6,
      tryPort: () => Promise.resolve("EADDRINUSE"),
      descriptorLimit: () => ({ soft: 4_096, hard: 4_096 }),
    });
    expect(exit).toBe(7);
    expect(of("disk")?.health).toBe("error");
    expect(of("port 8883")?.health).toBe("warning");
    expect(of("open files")).toMatchObject({ health: "warning", hint: expect.stringContaining("ulimit") });
  });

  test("what the system does not tell is a warning, not a pass", async () => {
    const { exit, of } = await diagnose({ descriptorLimit: () => null, freeDiskBytes: () => null });
    expect(exit).toBe(0);
    expect(of("open files")?.health).toBe("warning");
    expect(of("disk")?.health).toBe("warning");
  });

  test("the real machine can be asked", async () => {
    system = capturedSystem();
    expect([0, 7]).toContain(await iotctl(system, "doctor"));
    expect(system.out()).toMatch(/^ok +node +v\d+/m);
  });
});
