// `iotctl twin fit-battery` and `iotctl twin discharge` as a user types them.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type CapturedSystem, capturedSystem, iotctl } from "../cli/captured-system.js";
import { simulate } from "./single-particle.js";

let system: CapturedSystem;
beforeEach(() => {
  system = capturedSystem();
});
afterEach(() => system.dispose());

const PARTICLE = { diffusionS: [1_200, 1_500], exchangeC: [1, 1], ohmicV: 0.05 } satisfies Parameters<
  typeof simulate
>[0];

const writeCurve = (file: string, rateC: number): void => {
  const { timesS, volts } = simulate(PARTICLE, rateC);
  const rows = timesS.map((timeS, at) => `${timeS},${volts[at]}`);
  system.files.write(file, `time_s,volts\n${rows.join("\n")}\n`);
};

const fitCell = async (): Promise<void> => {
  writeCurve("slow.csv", 0.1);
  writeCurve("fast.csv", 2);
  expect(
    await iotctl(
      system,
      "twin",
      "fit-battery",
      "--curve",
      "slow.csv@0.1",
      "--curve",
      "fast.csv@2C",
      "--out",
      "cell.yaml",
    ),
  ).toBe(0);
};

test("two curves become a file, and the file foretells the rate between them as CSV", async () => {
  await fitCell();
  expect(system.out()).toMatch(/slow\.csv +0\.1C +\d+ s +\d+ s +\d\.\d mV/);
  expect(system.out()).toContain("wrote cell.yaml");
  expect(await iotctl(system, "twin", "discharge", "cell.yaml", "--rate", "0.5", "--csv")).toBe(0);
  const [head, ...rows] = system.out().trim().split("\n");
  expect(head).toBe("time_s,volts");
  const points = rows.map((row) => row.split(",").map(Number));
  const truth = simulate(PARTICLE, 0.5);
  const trueEndS = truth.timesS.at(-1) as number;
  expect(points.length).toBeGreaterThan(100);
  expect(points[0][0]).toBe(0);
  expect((points.at(-1) as number[])[0] / trueEndS).toBeCloseTo(1, 1);
  expect(Math.abs((points.at(-1) as number[])[0] / trueEndS - 1)).toBeLessThan(0.02);
  expect((points.at(-1) as number[])[1]).toBeCloseTo(3, 2);
  for (let at = 1; at < points.length; at++) {
    expect(points[at][0]).toBeGreaterThan(points[at - 1][0]);
    expect(points[at][1]).toBeLessThanOrEqual(points[at - 1][1]);
  }
});

test("the written file says how it was made and what to complete", async () => {
  await fitCell();
  const text = system.files.readText("cell.yaml");
  expect(text).toMatch(/^# Fitted by `iotctl twin fit-battery`.*slow\.csv \(0\.1C\), fast\.csv \(2C\)/);
  expect(text).toContain("chemistry: cell\n");
});

test("without --out the chemistry is printed; with --json also how well it meets the curves", async () => {
  await fitCell();
  const curves = ["--curve", "slow.csv@0.1", "--curve", "fast.csv@2"];
  expect(await iotctl(system, "twin", "fit-battery", ...curves)).toBe(0);
  expect(system.out()).toContain("kind: chemistry");
  expect(await iotctl(system, "twin", "fit-battery", ...curves, "--json")).toBe(0);
  const { compared } = JSON.parse(system.out()) as { compared: { worstV: number }[] };
  for (const { worstV } of compared) expect(worstV).toBeLessThan(0.01);
});

test("a shipped chemistry goes by its name; the cold takes charge and voltage", async () => {
  const ends: number[] = [];
  for (const temperature of ["25", "-20degC"]) {
    expect(
      await iotctl(
        system,
        "twin",
        "discharge",
        "li-ion",
        "--rate",
        "0.5C",
        "--temperature",
        temperature,
        "--json",
      ),
    ).toBe(0);
    ends.push((JSON.parse(system.out()) as { endS: number }).endS);
  }
  expect(ends[1]).toBeLessThan(0.7 * ends[0]);
});

test("for people there is a line and a small table", async () => {
  expect(await iotctl(system, "twin", "discharge", "alkaline", "--rate", "0.01")).toBe(0);
  expect(system.out()).toMatch(
    /^alkaline at 0\.01C and 25 degC: 4d\S* to 0\.8 V, 100\.0 % of the nominal capacity/,
  );
  expect(system.out()).toMatch(/50% +\S+ +1\.2\d\d/);
});

describe("what loggers write", () => {
  const asRead = async (change: (text: string) => string): Promise<string> => {
    await fitCell();
    system.files.write("slow.csv", change(system.files.readText("slow.csv")));
    const curves = ["--curve", "fast.csv@2", "--curve", "slow.csv@0.1C", "--out", "cell.yaml"];
    expect(await iotctl(system, "twin", "fit-battery", ...curves)).toBe(0);
    return system.files
      .readText("cell.yaml")
      .replace(/^#.*$/gm, "")
      .replace(/^description.*$/m, "");
  };

  test.each<[string, (text: string) => string]>([
    ["curves in any order", (text) => text],
    ["other cases in the head", (text) => text.replace("time_s,volts", "Time_S, Volts")],
    ["spaces around the commas", (text) => text.replaceAll(",", " , ")],
    ["Windows line ends and a byte order mark", (text) => `\ufeff${text.replaceAll("\n", "\r\n")}`],
    ["comments and empty lines", (text) => `# cell 7\n\n${text}\n# end\n`],
    ["a last row written twice", (text) => `${text}${text.trim().split("\n").at(-1)}\n`],
    ["a column more", (text) => text.replaceAll("\n", ",0.1\n").replace("volts,0.1", "volts,amps")],
  ])("%s change nothing", async (_, change) => {
    expect(await asRead(change)).toBe(await asRead((text) => text));
  });

  test("semicolons are refused with what to do, and a problem keeps its line behind comments", async () => {
    await fitCell();
    system.files.write("bad.csv", system.files.readText("slow.csv").replaceAll(",", ";"));
    expect(await iotctl(system, "twin", "fit-battery", "--curve", "bad.csv@1")).toBe(3);
    expect(system.err()).toContain("separate the columns by commas");
    system.files.write("bad.csv", "# one\n# two\ntime_s,volts\n0,4.2\n1,high\n");
    expect(await iotctl(system, "twin", "fit-battery", "--curve", "bad.csv@1")).toBe(3);
    expect(system.err()).toContain("bad.csv:5:1");
  });
});

describe("mistakes", () => {
  test.each<[string, string[], number, RegExp]>([
    ["a chemistry that is not there", ["discharge", "li-iom", "--rate", "1"], 2, /did you mean li-ion\?/],
    ["a rate of nothing", ["discharge", "li-ion", "--rate", "0"], 2, /above 0/],
    ["no rate", ["discharge", "li-ion"], 2, /--rate/],
    ["a curve without a rate", ["fit-battery", "--curve", "slow.csv"], 2, /FILE@RATE/],
    [
      "a curve that is not there",
      ["fit-battery", "--curve", "no.csv@1", "--curve", "no.csv@2"],
      2,
      /no file no\.csv/,
    ],
  ])("%s", async (_, argv, code, message) => {
    expect(await iotctl(system, "twin", ...argv)).toBe(code);
    expect(system.err()).toMatch(message);
  });

  test("a file without the columns, or with text for a number, is told by line", async () => {
    system.files.write("bad.csv", "time_s,volts\n0,4.2\n1,high\n");
    expect(await iotctl(system, "twin", "fit-battery", "--curve", "bad.csv@1")).toBe(3);
    expect(system.err()).toMatch(/SCN061 bad\.csv:3:1 time_s and volts must be numbers/);
    system.files.write("bad.csv", "seconds,volts\n0,4.2\n");
    expect(await iotctl(system, "twin", "fit-battery", "--curve", "bad.csv@1")).toBe(3);
    expect(system.err()).toContain("has no column `time_s`");
  });

  test("a chemistry file with a wrong table is told with its place, and nothing is discharged", async () => {
    await fitCell();
    const text = system.files.readText("cell.yaml").replace("  - [2, ", "  - [0.05, ");
    system.files.write("cell.yaml", text);
    expect(await iotctl(system, "twin", "discharge", "cell.yaml", "--rate", "1", "--csv")).toBe(3);
    expect(system.out()).toBe("");
    expect(system.err()).toMatch(
      /SCN014 cell\.yaml:\d+:\d+ cell\.rates is a list; its first column must rise/,
    );
  });
});
