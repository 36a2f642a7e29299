// iotctl twin ls, show, explain.
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { LIFECYCLE_TABLE } from "../../src/model/state/lifecycle.js";
import { SHIPPED_TWINS } from "../../src/scenario/twins.js";
import { type CapturedSystem, capturedSystem, iotctl } from "../cli/captured-system.js";
import { loadShipped } from "./reading.js";

let system: CapturedSystem;
beforeEach(() => {
  system = capturedSystem();
});
afterEach(() => system.dispose());

describe("twin ls", () => {
  test("lists every shipped twin with its transport, power and life", async () => {
    expect(await iotctl(system, "twin", "ls")).toBe(0);
    const rows = system.out().trimEnd().split("\n").slice(1);
    expect(rows.map((row) => row.split(" ")[0])).toEqual([...SHIPPED_TWINS]);
    expect(rows.find((row) => row.startsWith("temperature-humidity"))).toMatch(
      /zigbee +coin-cell +1m +[\d.]+ years$/,
    );
    expect(rows.find((row) => row.startsWith("soil-moisture-valve"))).toMatch(
      /lifepo4 \+ solar +15m +no end$/,
    );
    expect(rows.find((row) => row.startsWith("camera"))).toMatch(/mains$/);
  });

  test("puts a twin of one's own before the shipped one of that name", async () => {
    system.files.makeFolders("twins");
    const own = readFileSync("twins/wearable.yaml", "utf8").replace("capacity: 180mAh", "capacity: 18mAh");
    system.files.write("twins/wearable.yaml", own);
    await iotctl(system, "twin", "ls", "--json");
    const { twins } = JSON.parse(system.out()) as { twins: { name: string; lifeDays: number }[] };
    expect(twins.find(({ name }) => name === "wearable")?.lifeDays).toBeLessThan(10);
  });
});

describe("twin show", () => {
  test("gives the twin with its defaults, the same as YAML and as JSON", async () => {
    expect(await iotctl(system, "twin", "show", "soil-moisture-valve")).toBe(0);
    const yaml = parse(system.out()) as unknown;
    system.clear();
    await iotctl(system, "twin", "show", "soil-moisture-valve", "--json");
    const { schema, ...json } = JSON.parse(system.out()) as { schema: string };
    expect(schema).toBe("iotctl.twin/1");
    expect(yaml).toEqual(json);
    expect(json).toEqual(JSON.parse(JSON.stringify(loadShipped("soil-moisture-valve").twin)));
  });

  test("shows a gateway too", async () => {
    expect(await iotctl(system, "twin", "show", "fog-gateway")).toBe(0);
    expect(system.out()).toContain("windowMs: 300000");
  });
});

describe("twin explain", () => {
  test("shows a day, a message, the energy, the life, the transport and the lifecycle", async () => {
    expect(await iotctl(system, "twin", "explain", "parking-lora")).toBe(0);
    for (const title of ["A day", "A message", "Energy of a day", "Expected life", "Transport", "Lifecycle"])
      expect(system.out()).toMatch(new RegExp(`^${title}`, "m"));
    expect(system.out()).toContain("10 B + 13 B around = 23 B on the wire, 12 B back");
  });

  test("draws every transition of the lifecycle", async () => {
    await iotctl(system, "twin", "explain", "camera");
    const arrows = Object.values(LIFECYCLE_TABLE.rows).flatMap((events) => Object.entries(events));
    for (const [event, to] of arrows)
      expect(system.out()).toMatch(new RegExp(`--- ${event} -*-> ${to}$`, "m"));
    expect(system.out().match(/-> \w+$/gm)).toHaveLength(arrows.length);
  });

  test("--mermaid prints the model's own diagram", async () => {
    await iotctl(system, "twin", "explain", "camera", "--mermaid");
    expect(system.out()).toBe(`${LIFECYCLE_TABLE.diagram()}\n`);
  });

  test("--json has the factors, and their product is the line", async () => {
    await iotctl(system, "twin", "explain", "asset-tracker", "--json");
    const { schema, energy, transport } = JSON.parse(system.out()) as {
      schema: string;
      energy: {
        mAhPerDay: number;
        lines: { mAhPerDay: number; share: number; factors: { value: number }[]; divisor: number }[];
      };
      transport: { name: string };
    };
    expect(schema).toBe("iotctl.twin-explanation/1");
    expect(transport.name).toBe("lte-m");
    for (const { factors, divisor, mAhPerDay } of energy.lines)
      expect(factors.reduce((product, { value }) => product * value, 1) / divisor).toBeCloseTo(mAhPerDay, 12);
    expect(energy.lines.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
  });

  test("says why a transport was chosen where the twin leaves it open", async () => {
    const own = readFileSync("twins/occupancy-pir.yaml", "utf8")
      .replace("twin: occupancy-pir", "twin: open")
      .replace(
        "radio: {transport: zigbee, loss: 2%, retries: 3}",
        "radio: {transport: auto, need: {range: room, latency: 1s, life: 1095d}}",
      );
    system.files.write("open.yaml", own);
    expect(await iotctl(system, "twin", "explain", "open.yaml")).toBe(0);
    expect(system.out()).toContain("zigbee, chosen by need:");
    expect(system.out()).toMatch(/wifi +no: lives [\d.]+ years on 620 mAh, needed 3/);
  });

  test("a gateway, an unknown name and a broken file are told apart by their exit codes", async () => {
    expect(await iotctl(system, "twin", "explain", "fog-gateway")).toBe(2);
    expect(await iotctl(system, "twin", "explain", "parking-lara")).toBe(2);
    expect(system.err()).toContain("did you mean parking-lora?");
    system.files.write("broken.yaml", "twin: broken\nkind: device\nattach: sideways\n");
    expect(await iotctl(system, "twin", "explain", "broken.yaml")).toBe(3);
    expect(system.err()).toContain("broken.yaml:3");
  });
});
