// Large fleets: 100,000 and (with --full) 1,000,000 devices for one virtual hour, engine alone, with peak memory.
import type { Figure, Measure, Outcome } from "../measure.js";
import { brokenNotes, play } from "../play.js";
import { REFERENCE } from "../product.js";

/** Devices behind one gateway of the reference fleet. */
const PER_GATEWAY = 100;

const hourOf = async (
  devices: number,
  length: string,
  limits: { wallS?: number; peakMiB?: number },
): Promise<Outcome> => {
  const played = await play(REFERENCE, "auto", {
    length,
    half: devices / 2,
    gateways: devices / PER_GATEWAY,
  });
  const figures: Figure[] = [
    { what: "wall time", value: played.wallMs / 1_000, unit: "s", atMost: limits.wallS },
    { what: "processor time", value: played.cpuMs / 1_000, unit: "s" },
    { what: "peak memory", value: played.peakRssBytes / 2 ** 20, unit: "MiB", atMost: limits.peakMiB },
    { what: "steps per second, wall", value: played.deviceSteps / (played.wallMs / 1_000), unit: "steps/s" },
  ];
  return {
    figures,
    notes: [
      `${devices} devices, ${length}, ${played.cells} cells, ${played.workers} workers, ${played.rounds} exchanges`,
      ...brokenNotes(played),
    ],
  };
};

export const hundredThousand: Measure = {
  name: "fleet-100k",
  about: "100,000 devices for an hour, engine alone",
  take: ({ quick }) => hourOf(100_000, quick ? "5m" : "1h", {}),
};

export const million: Measure = {
  name: "fleet-1m",
  about: "1,000,000 devices for an hour, engine alone",
  take: ({ quick, full }) =>
    full
      ? hourOf(1_000_000, quick ? "5m" : "1h", { wallS: 60, peakMiB: 1_536 })
      : Promise.resolve({
          figures: [],
          notes: [],
          skipped: "a minute or two of work: ask for it with --full",
        }),
};
