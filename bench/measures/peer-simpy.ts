// The same small model in SimPy and in iotctl, whole processes, one after the other: device steps (one for each report)
// per second. iotctl's side includes its store and its report. What both counted is compared, so that a ratio of two
// different models cannot pass for a speed.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Summary } from "../../src/result/summary.js";
import { expectExit, run, runNode } from "../child.js";
import { type Measure, skip } from "../measure.js";
import { IOTCTL, inScratch } from "../product.js";

const SCENARIO = "bench/scenarios/small-model.yaml";
const PEER = "bench/peers/simpy_fleet.py";
const PER_GATEWAY = 100;
/** Standard errors apart that two counts of the same thing may be. */
const SIGMAS_MAX = 5;

interface Counts {
  produced: number;
  attempts: number;
  received: number;
  delivered: number;
}

/** A Python that has SimPy: Debian's packages belong to the system's own. */
const findPython = async (): Promise<{ program: string; version: string } | null> => {
  for (const program of ["python3", "/usr/bin/python3"]) {
    const child = await run(program, [PEER, "--version"]).catch(() => null);
    if (child?.exitCode === 0) return { program, version: child.stdout.trim() };
  }
  return null;
};

/** From the run's summary; the retries are an expectation's measured figure, "9,320". */
const countsOf = (folder: string): Counts => {
  const { ledger, fog, expectations } = JSON.parse(
    readFileSync(join(folder, "summary.json"), "utf8"),
  ) as Summary;
  const retries = expectations.find(({ id }) => id === "retries")?.measured ?? "";
  return {
    produced: ledger.produced,
    attempts: ledger.produced + Number(retries.replaceAll(",", "")),
    received: fog.messagesIn,
    delivered: ledger.delivered,
  };
};

/** Attempts per reading, compared in standard errors of their difference. */
const attemptsApart = (x: Counts, y: Counts): number => {
  const share = (x.attempts + y.attempts) / (x.produced + y.produced) - 1;
  const error = Math.sqrt(share * (1 / x.produced + 1 / y.produced));
  return Math.abs(x.attempts / x.produced - y.attempts / y.produced) / error;
};

export const peerSimpy: Measure = {
  name: "peer-simpy",
  about: "the same small model in SimPy, whole processes",
  take: ({ quick }) =>
    inScratch(async (folder) => {
      const python = await findPython();
      if (python === null) return skip("no Python with SimPy (Debian: apt install python3-simpy)");
      const devices = quick ? 2_000 : 20_000;
      const hours = { simpy: 0.25, iotctl: quick ? 1 : 6 };
      const peerArgs = [PEER, String(devices), String(PER_GATEWAY), String(hours.simpy)];
      const peer = expectExit(await run(python.program, peerArgs), [0]);
      const theirs = JSON.parse(peer.stdout) as Counts;
      const out = join(folder, "run");
      const args = [IOTCTL, "simulate", SCENARIO, "--quiet", "--out", out];
      const settings = { devices, gateways: devices / PER_GATEWAY, length: `${hours.iotctl}h` };
      const set = Object.entries(settings).flatMap(([name, value]) => ["--set", `${name}=${value}`]);
      const own = expectExit(await runNode([...args, ...set]), [0, 1, 8]);
      const ours = countsOf(out);
      const apart = attemptsApart(ours, theirs);
      const wall = { ours: ours.produced / own.wallMs, theirs: theirs.produced / peer.wallMs };
      const cpu = { ours: ours.produced / own.cpuMs, theirs: theirs.produced / peer.cpuMs };
      return {
        figures: [
          { what: "iotctl, wall", value: wall.ours * 1_000, unit: "steps/s" },
          { what: "SimPy, wall", value: wall.theirs * 1_000, unit: "steps/s" },
          { what: "ratio, wall time", value: wall.ours / wall.theirs, unit: "x", atLeast: 30 },
          { what: "ratio, processor time", value: cpu.ours / cpu.theirs, unit: "x" },
        ],
        notes: [
          `${devices} devices; SimPy ${python.version} plays ${hours.simpy} h, iotctl ${hours.iotctl} h with store and report`,
          `attempts per reading ${(ours.attempts / ours.produced).toFixed(5)} and ${(theirs.attempts / theirs.produced).toFixed(5)}, ` +
            `${apart.toFixed(1)} standard errors apart (${apart <= SIGMAS_MAX ? "the same model" : "NOT THE SAME MODEL"})`,
        ],
      };
    }),
};
