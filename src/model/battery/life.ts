// PWR-1 by hand: the mean current of a duty cycle and how long a battery lasts on it. Closed forms, for `twin explain`, for
// plans and as oracles of the simulation. Left out: temperature, rate effect, brown-out (see battery/cell.ts).

/** One recurring activity. */
export interface Duty {
  uA: number;
  ms: number;
}

/** Mean current in uA of activities that recur every `periodMs`, the rest of it asleep. */
export const meanCurrentUA = (duties: readonly Duty[], periodMs: number, sleepUA: number): number => {
  const awakeMs = duties.reduce((sum, { ms }) => sum + ms, 0);
  const awakeNc = duties.reduce((sum, { uA, ms }) => sum + uA * ms, 0);
  return (awakeNc + sleepUA * Math.max(0, periodMs - awakeMs)) / periodMs;
};

export interface Reserve {
  capacityMAh: number;
  /** Share that counts as empty, ppm. */
  emptyPpm: number;
  selfDischargePpmPerYear: number;
}

const HOURS_PER_YEAR = 8_760;

/** Hours a full battery lasts at a mean current; self-discharge takes its share of the nominal capacity each year. */
export const lifeHours = ({ capacityMAh, emptyPpm, selfDischargePpmPerYear }: Reserve, meanUA: number) => {
  const usableUAh = capacityMAh * 1_000 * (1 - emptyPpm / 1e6);
  const selfUA = (capacityMAh * 1_000 * selfDischargePpmPerYear) / 1e6 / HOURS_PER_YEAR;
  return usableUAh / (meanUA + selfUA);
};
