// `iotctl twin airtime`: what a user sees.
import { afterEach, beforeEach, expect, test } from "vitest";
import { type CapturedSystem, capturedSystem, iotctl } from "../cli/captured-system.js";

let cli: CapturedSystem;
beforeEach(() => {
  cli = capturedSystem();
});
afterEach(() => cli.dispose());

test("gives the figures of a frame as JSON", async () => {
  const argv = "twin airtime --sf 12 --bw 125 --cr 4/5 --payload 33 --json".split(" ");
  expect(await iotctl(cli, ...argv)).toBe(0);
  expect(JSON.parse(cli.out())).toEqual({
    symbolMs: 32.768,
    preambleMs: 401.408,
    payloadSymbols: 43,
    airtimeMs: 1810.432,
    ldro: true,
    dutyCycle1PercentOffMs: 179_233,
    messagesPerHourAt1Percent: 19,
  });
});

test("knows every option of the formula", async () => {
  const argv = "--sf 8 --bw 125 --cr 4/6 --payload 10 --preamble 12 --ldro off --implicit --json".split(" ");
  expect(await iotctl(cli, "twin", "airtime", ...argv)).toBe(0);
  expect(JSON.parse(cli.out()).airtimeMs).toBe(86.528);
  const chip = "--sf 5 --bw 500 --payload 1 --preamble 2 --no-crc --chip sx126x --json".split(" ");
  expect(await iotctl(cli, "twin", "airtime", ...chip)).toBe(0);
  expect(JSON.parse(cli.out()).airtimeMs).toBe(1.36);
});

test("in words says the time on air and how often the duty cycle lets it happen", async () => {
  expect(await iotctl(cli, "twin", "airtime", "--sf", "7", "--payload", "33")).toBe(0);
  expect(cli.out()).toContain("71.936 ms on air");
  expect(cli.out()).toContain("500 messages an hour");
});

test.each([
  [["--sf", "13", "--payload", "20"], "whole number from 5 to 12"],
  [["--sf", "9", "--payload", "256"], "whole number from 0 to 255"],
  [["--sf", "9", "--payload", "20", "--bw", "100"], "Allowed choices"],
  [["--sf", "9"], "--payload"],
])("refuses %j", async (argv, message) => {
  expect(await iotctl(cli, "twin", "airtime", ...argv)).toBe(2);
  expect(cli.err()).toContain(message);
});
