// How strong a device's signal is where it hangs: its distance and the shadow over it are drawn once from its own stream.
// Pure, so that the selection `pick: worst-signal` and the running device agree on it.
import type { KeyedRandom } from "../../core/rng.js";
import type { RadioTwin } from "../../spec/radio.js";
import { pathLossDb, ringDistanceM, SURROUNDINGS } from "../../transport/path-loss.js";
import { Purpose } from "../plan/purpose.js";

/** Installers move a device that hears nothing: the shadow that stays is cut at this many deviations. */
const SHADOW_MAX = 2.5;
/** Without a link budget the quality draw alone ranks devices, on a scale like RSSI's. */
const WORST_DBM = -120;
const BEST_DBM = -60;

/** Mean received power of a device, by its group's draws, dBm: Ptx - PL(d) - walls - shadow. */
export const rssiDbm = (radio: RadioTwin, random: KeyedRandom, device: number): number => {
  const { distance, environment, frequencyMhz, txPowerDbm, wallsDb } = radio.link;
  if (distance === null)
    return WORST_DBM + (BEST_DBM - WORST_DBM) * random.uniform(device, Purpose.quality, 0);
  const surroundings = SURROUNDINGS[environment];
  const place = random.uniform(device, Purpose.distance, 0);
  const distanceM = ringDistanceM(distance.minM, distance.maxM, place);
  const deviations = random.normal(device, Purpose.shadow, 0);
  const shadow = Math.min(SHADOW_MAX, Math.max(-SHADOW_MAX, deviations)) * surroundings.shadowDb;
  return txPowerDbm - pathLossDb(surroundings, distanceM, frequencyMhz) - wallsDb - shadow;
};

/** Loss of a link without a budget, ppm: from its quality draw, between 0 and twice the twin's. */
export const flatLossPpm = (radio: RadioTwin, random: KeyedRandom, device: number): number =>
  Math.floor(radio.lossPpm * 2 * (1 - random.uniform(device, Purpose.quality, 0)));
