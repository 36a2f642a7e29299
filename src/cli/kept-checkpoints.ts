// Which checkpoints a run keeps: those asked for by their times, and with --checkpoint-every so many as fit a stated number and
// size, spread evenly; and the list of them in the run's folder, which a fork chooses from.
import { CliFailure, Exit } from "./exit.js";
import type { Files, System } from "./system.js";

/** Most that --checkpoint-every keeps of a run: where the run has more such times, every second, third ... is taken. */
export const KEPT_MAX = 24;
/** Most bytes they take together: beyond it the one that stands closest to its neighbours goes. */
export const KEPT_BYTES_MAX = 1_073_741_824;
export const CHECKPOINT_LIST = "checkpoints.json";

/** What is asked for on the command line. */
export interface CheckpointWish {
  atMs: readonly number[];
  everyMs: number | null;
}

export interface KeptCheckpoint {
  atMs: number;
  file: string;
  bytes: number;
}

/** Time between the checkpoints of --checkpoint-every: a whole number of times what was asked for. */
export const spacingOf = (everyMs: number, durationMs: number): number => {
  const count = Math.ceil(durationMs / everyMs) - 1;
  return everyMs * Math.max(1, Math.ceil(count / KEPT_MAX));
};

/** All times at which a run of this length is written down, after `fromMs`. */
export const checkpointTimes = (
  { atMs, everyMs }: CheckpointWish,
  fromMs: number,
  durationMs: number,
): number[] => {
  const times = new Set(atMs);
  if (everyMs !== null) {
    const spacingMs = spacingOf(everyMs, durationMs);
    for (let ms = spacingMs; ms < durationMs; ms += spacingMs) if (ms > fromMs) times.add(ms);
  }
  return [...times].sort((x, y) => x - y);
};

/** The place of the one to let go, so that the rest stand as evenly as they can: never one asked for by its time, nor the last. */
export const mostDispensable = (timesMs: readonly number[], wanted: ReadonlySet<number>): number => {
  let best = -1;
  let leastMs = Infinity;
  for (let at = 0; at < timesMs.length - 1; at++) {
    const gapMs = timesMs[at + 1] - (timesMs[at - 1] ?? 0);
    if (wanted.has(timesMs[at]) || gapMs >= leastMs) continue;
    best = at;
    leastMs = gapMs;
  }
  return best;
};

/** The checkpoints of one folder, with their list. */
export class KeptCheckpoints {
  private kept: KeptCheckpoint[] = [];
  private readonly wanted: ReadonlySet<number>;

  constructor(
    private readonly files: Files,
    private readonly folder: string,
    { atMs }: Pick<CheckpointWish, "atMs">,
    private readonly bytesMax = KEPT_BYTES_MAX,
  ) {
    this.wanted = new Set(atMs);
  }

  /** One more is there; others may have to go for it. */
  add(one: KeptCheckpoint): void {
    this.kept = [...this.kept.filter(({ file }) => file !== one.file), one];
    while (this.kept.reduce((sum, { bytes }) => sum + bytes, 0) > this.bytesMax) {
      const times = this.kept.map(({ atMs }) => atMs);
      const at = mostDispensable(times, this.wanted);
      if (at < 0) break;
      const [gone] = this.kept.splice(at, 1);
      this.files.remove(`${this.folder}/${gone.file}`);
    }
    const list = { schema: "iotctl.checkpoints/1", checkpoints: this.kept };
    this.files.write(`${this.folder}/${CHECKPOINT_LIST}`, `${JSON.stringify(list, null, 2)}\n`);
  }
}

/** The checkpoints that a run's folder lists and holds, by time. */
export const listCheckpoints = ({ files }: System, folder: string): KeptCheckpoint[] => {
  const list = `${folder}/${CHECKPOINT_LIST}`;
  if (!files.exists(list)) return [];
  let kept: unknown;
  try {
    kept = (JSON.parse(files.readText(list)) as { checkpoints?: unknown }).checkpoints;
  } catch {
    kept = undefined;
  }
  if (!Array.isArray(kept) || !kept.every(isKept))
    throw new CliFailure(
      Exit.usage,
      `${list} is damaged`,
      "`iotctl simulate --resume` takes a checkpoint by its file",
    );
  return kept.filter(({ file }) => files.exists(`${folder}/${file}`)).sort((x, y) => x.atMs - y.atMs);
};

const isKept = (one: unknown): one is KeptCheckpoint => {
  const { atMs, file } = (one ?? {}) as Partial<KeptCheckpoint>;
  return typeof atMs === "number" && typeof file === "string" && !file.includes("/");
};
