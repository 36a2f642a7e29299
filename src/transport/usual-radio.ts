// What a data sheet or a measurement says of a transport where a twin does not: limits, frame overhead, currents, times.
// Each transport's file has its own, with sources; values without one are our choice and are marked so.
import type { RadioEnvironment, RadioFigures } from "./settings.js";

export interface UsualRadio extends RadioFigures {
  /** Link budget: power of the sender (cellular: of the cell's reference signal), carrier, usual surroundings. */
  txPowerDbm: number;
  frequencyMhz: number;
  environment: RadioEnvironment;
  /** Needs a gateway near by; has a way of its own; or both. */
  reach: "gateway" | "direct" | "either";
  /** How far it carries in its usual surroundings, m (for the automatic choice). */
  rangeM: number;
  /** What the radio draws between messages to stay reachable, uA (for the automatic choice). */
  idleUA: number;
  /** Charge of an exchange beyond its sending and listening, uA ms (for the automatic choice). */
  exchangeUAMs?: number;
  /** Share of time on air that its band allows, ppm. */
  dutyCyclePpm?: number;
  /** A modem that goes to power saving mode is reachable so long after an exchange, ms; and whether it asks for an early release. */
  psmActiveMs?: number;
  rai?: true;
  /** It rides on another one and is chosen by name only. */
  needsBearer?: true;
}
