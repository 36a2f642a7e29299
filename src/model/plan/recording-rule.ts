// What a run keeps of single readings, as its plan says it: rules, and which device goes by which.

/** What a rule keeps, as a code. */
export const Keep = { none: 0, alarms: 1, sample: 2, full: 3 } as const;

export interface RecordingRule {
  keep: number;
  /** Of a sample. */
  sharePpm: number;
  /** Rows of each device. */
  rowsMax: number;
}

export interface Recording {
  rules: RecordingRule[];
  /** Rule of each device; null where the first is everybody's. */
  ruleOf: Uint8Array | null;
  /** Some rule keeps more than alarms: gateways have something to write down. */
  keepsReadings: boolean;
}
