// A world that never gets over its first instant: what an interruption must not wait for.
import { createWorld as createPingPong } from "./ping-pong.mjs";

export const createWorld = (scenario, options) => {
  const stopChecks = () => {
    for (;;);
  };
  return Object.create(createPingPong(scenario, options), { stopChecks: { value: stopChecks } });
};
