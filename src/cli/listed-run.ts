// A run as `iotctl runs` lists it: one line of its summary, or what can be said of a run without one.

export interface ListedRun {
  folder: string;
  state: "complete" | "incomplete" | "damaged";
  scenario: string;
  variant: string;
  verdict: string;
  exitCode: number | null;
  seed: string;
  digest: string;
  virtualMs: number | null;
  wallMs: number | null;
  startedAt: string;
}
