// iotctl twin airtime: what one LoRa frame costs in time, without a run.
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Cli } from "./cli.js";

/** The data sheets' bounds. */
const PAYLOAD_MAX_BYTES = 255;
const PREAMBLE_MAX_SYMBOLS = 65_535;
const DUTY_PPM = 10_000;

const wholeNumber =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max)
      throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
    return value;
  };

/** kHz: the bandwidths of the data sheets, by their names. */
const BANDWIDTHS = ["7.81", "10.42", "15.63", "20.83", "31.25", "41.67", "62.5", "125", "250", "500"];

interface AirtimeOptions {
  sf: number;
  bw: string;
  cr: string;
  payload: number;
  preamble: number;
  ldro: "auto" | "on" | "off";
  implicit?: boolean;
  crc: boolean;
  chip: "sx126x" | "sx127x";
  json?: boolean;
}

const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;

const airtime = async (cli: Cli, options: AirtimeOptions): Promise<void> => {
  const { loraAirtime } = await import("../transport/lora-airtime.js");
  const { messagesPerHour, offMs } = await import("../model/radio/lora-duty.js");
  const found = loraAirtime({
    spreading: options.sf,
    bandwidthKhz: Number(options.bw),
    codingRate: Number(options.cr.slice(2)),
    payloadBytes: options.payload,
    preambleSymbols: options.preamble,
    ldro: options.ldro,
    explicitHeader: options.implicit !== true,
    crc: options.crc,
    chip: options.chip,
  });
  const airtimeUs = Math.round(found.airtimeMs * 1_000);
  const result = {
    symbolMs: rounded(found.symbolMs),
    preambleMs: rounded(found.preambleMs),
    payloadSymbols: found.payloadSymbols,
    airtimeMs: rounded(found.airtimeMs),
    ldro: found.ldro,
    dutyCycle1PercentOffMs: offMs(airtimeUs, DUTY_PPM),
    messagesPerHourAt1Percent: messagesPerHour(airtimeUs, DUTY_PPM),
  };
  const { stdout } = cli.system;
  if (options.json) {
    stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    return;
  }
  stdout.write(
    `${result.airtimeMs} ms on air: preamble ${result.preambleMs} ms, ${result.payloadSymbols} payload symbols of ` +
      `${result.symbolMs} ms${result.ldro ? ", low data rate optimised" : ""}\n` +
      `at 1 % duty cycle ${result.dutyCycle1PercentOffMs} ms of silence after it, ` +
      `${result.messagesPerHourAt1Percent} messages an hour\n`,
  );
};

/** Adds `airtime` to the verb `twin`. */
export const registerTwinAirtime = (twin: Command, cli: Cli): void => {
  twin
    .command("airtime")
    .description("time on air of one LoRa frame, by Semtech's formulas")
    .requiredOption("--sf <factor>", "spreading factor, 5 to 12", wholeNumber(5, 12))
    .addOption(new Option("--bw <kHz>", "bandwidth").choices(BANDWIDTHS).default("125"))
    .addOption(new Option("--cr <rate>", "coding rate").choices(["4/5", "4/6", "4/7", "4/8"]).default("4/5"))
    .requiredOption(
      "--payload <bytes>",
      "bytes of the physical payload (LoRaWAN: the application's and 13)",
      wholeNumber(0, PAYLOAD_MAX_BYTES),
    )
    .option("--preamble <symbols>", "preamble symbols", wholeNumber(0, PREAMBLE_MAX_SYMBOLS), 8)
    .addOption(
      new Option("--ldro <when>", "low data rate optimisation; auto: symbols longer than 16 ms")
        .choices(["auto", "on", "off"])
        .default("auto"),
    )
    .option("--implicit", "implicit header")
    .option("--no-crc", "without CRC")
    .addOption(
      new Option("--chip <family>", "radio family (they differ at factors 5 and 6)")
        .choices(["sx127x", "sx126x"])
        .default("sx127x"),
    )
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nExample:\n  iotctl twin airtime --sf 9 --bw 125 --cr 4/5 --payload 20\n")
    .action((options: AirtimeOptions) => airtime(cli, options));
};
