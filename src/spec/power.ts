// What a twin says of its cell, its climate and its panel, as plain data in base units (PWR-1, PWR-2).

/** A chemistry file (twins/chemistries/<name>.yaml): one reference cell as its data sheet or its measured curves have it. */
export interface ChemistrySpec {
  name: string;
  description: string;
  nominalMv: number;
  /** A constant-current discharge ends here. */
  cutoffMv: number;
  /** Capacity of the cell whose resistance stands in `curve`; a bigger cell has proportionally less. */
  referenceMAh: number;
  rechargeable: boolean;
  /** By falling share of charge left: open-circuit voltage, and resistance at 25 degC to a small current. */
  curve: { leftPpm: number; openMv: number; milliohm: number }[];
  /** Share of the resistance that is ohmic; the rest saturates like a charge transfer (asinh) above `kneeC`. */
  ohmicPpm: number;
  kneeC: number;
  /** By rising constant rate in C: share of the nominal capacity it gets out. */
  rates: { rateC: number; usablePpm: number }[];
  /** By rising temperature: share of the capacity, and factor on the resistance. */
  temperatures: { celsius: number; usablePpm: number; resistanceFactor: number }[];
  /** At 25 degC, of the nominal capacity; doubles every so many degC. */
  selfDischarge: { ppmPerYear: number; doublesEveryC: number };
  /** The longest such a cell is counted on, however little is drawn, ms; 0 not stated. */
  shelfLifeMs: number;
  /** Self-discharge of the best and of the worst cells that are sold, as shares of `selfDischarge`. */
  grades: { best: number; worst: number };
  /** Capacity lost for good: by the calendar at 25 degC, and per full charge that went in. */
  ageing: { ppmPerYear: number; doublesEveryC: number; ppmPerCycle: number };
  /** Share of the charge put in that stays, and the temperatures at which it may be put in. */
  charging: { efficiencyPpm: number; aboveC: number; belowC: number };
}

/** Temperature around a device: mean + season * cos(year) + swing * cos(day). */
export interface AmbientTwin {
  meanC: number;
  /** Half the difference between day and night. */
  swingC: number;
  /** Half the difference between summer and winter. */
  seasonC: number;
  /** Hour of the day, local solar time, at which it is warmest. */
  peakHour: number;
}

/** A panel lying flat, with the sky above it. */
export interface SolarTwin {
  /** Peak power at 1,000 W/m2, milliwatt. */
  panelMw: number;
  latitudeDeg: number;
  /** Share of the peak power that reaches the battery's terminals: dirt, heat, converter. */
  performancePpm: number;
  /** Daily share of the clear sky's light: AR(1) around the mean, kept within 20 % and 100 %. */
  cloud: { meanPpm: number; spreadPpm: number; correlation: number };
}

export interface BatteryTwin {
  chemistry: ChemistrySpec;
  capacityMAh: number;
  nominalMv: number;
  /** Cells in a row: the nominal voltage over the chemistry's. */
  cellsInSeries: number;
  /** Below this state of charge the device is empty. */
  emptyPpm: number;
  /** Self-discharge per year at 25 degC, ppm of capacity. */
  selfDischargePpmPerYear: number;
  /** State of charge at the start, ppm of what the cell holds. */
  initialChargePpm: number;
  /** Capacity that is left of the nominal one at the start, ppm. */
  healthPpm: number;
  /** The device resets when the terminal voltage under load is below this. */
  brownoutMv: number;
  /** Designed life; 0 none. A battery that falls twice as fast is told (FLT-7). */
  lifeMs: number;
  /** Resistance of the pack at 25 degC and half charge, where the twin gives its own; else null. */
  milliohm: number | null;
}

/** Currents in uA and durations in ms of one activity. Mains-powered devices have no battery and drain nothing. */
export interface PowerTwin {
  source: "battery" | "mains";
  battery: BatteryTwin | null;
  ambient: AmbientTwin;
  solar: SolarTwin | null;
  sleepUA: number;
  senseUA: number;
  senseMs: number;
  computeUA: number;
  computeMs: number;
  /** While an update is written to flash; the time is the image's size by `firmware.flashBytesPerS`. */
  flashUA: number;
}
