// Who takes charge from a battery, and what is asked of it.
import { CONSUMERS, type Consumer } from "../../event/vocabulary.js";

const consumer = (name: Consumer): number => CONSUMERS.indexOf(name);
export const SLEEP = consumer("sleep");
export const SENSE = consumer("sense");
export const COMPUTE = consumer("compute");
export const SELF_DISCHARGE = consumer("self-discharge");
export const TRANSMIT = consumer("transmit");
export const RECEIVE = consumer("receive");
export const JOIN = consumer("join");
export const UPDATE = consumer("update");
export const ACTUATE = consumer("actuate");
export const INDICATOR = consumer("indicator");

/** A current and the whole charge it takes, uA and nC, by consumer. */
export interface Load {
  readonly by: number;
  readonly uA: number;
  readonly chargeNc: number;
}
