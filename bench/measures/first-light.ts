// The shipped first-light scenario as a user runs it: one process from the command to the written report.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Summary } from "../../src/result/summary.js";
import { expectExit, runNode } from "../child.js";
import type { Measure } from "../measure.js";
import { IOTCTL, inScratch } from "../product.js";

export const firstLight: Measure = {
  name: "first-light",
  about: "10,000 devices, a day, report included (whole process)",
  take: (options) =>
    inScratch(async (folder) => {
      // From a cold disk the database's library (70 MB) takes seconds to load: that would measure the disk.
      const warm = ["simulate", "bench/scenarios/small-model.yaml", "--quiet", "--set", "length=1m"];
      expectExit(await runNode([IOTCTL, ...warm, "--out", join(folder, "warm")]), [0, 1, 8]);
      const out = join(folder, "run");
      const args = [IOTCTL, "simulate", "scenarios/first-light.yaml", "--quiet", "--out", out];
      // Any verdict will do: an expectation that fails is another test's business.
      const child = expectExit(await runNode(args), [0, 1, 8]);
      const summary = JSON.parse(readFileSync(join(out, "summary.json"), "utf8")) as Summary;
      const { workers, wallMs } = summary.environment;
      return {
        figures: [
          { what: "wall time, report included", value: child.wallMs / 1_000, unit: "s", atMost: 10 },
          { what: "of it the simulation", value: wallMs / 1_000, unit: "s" },
          { what: "processor time", value: child.cpuMs / 1_000, unit: "s" },
          { what: "peak memory", value: child.peakRssBytes / 2 ** 20, unit: "MiB" },
        ],
        notes: [
          `verdict ${summary.verdict}, digest ${summary.run.digest}, ${workers} worker${workers === 1 ? "" : "s"}`,
          "after a short run that brings the programs into memory",
          ...(options.quick ? ["the same in quick mode"] : []),
        ],
      };
    }),
};
