// No key is accepted and ignored: a change of each changes some run, its judgement, or whether the file can be read.
import { describe, expect, test } from "vitest";
import { wrongWithScenarioKey } from "../keys/play-scenario-key.js";
import { wrongWith, wrongWithSignalKey } from "../keys/play-twin-key.js";
import { SCENARIO_KEYS } from "../keys/scenario-keys.js";
import { SIGNAL_KEYS, TWIN_KEYS } from "../keys/twin-keys.js";

describe("a key of a twin", () => {
  test.each(Object.entries(TWIN_KEYS))("%s shows in a run", async (path, key) => {
    expect(await wrongWith(path, key)).toEqual([]);
  });

  test.each(Object.entries(SIGNAL_KEYS))("signal.%s shows in a run", async (path, changes) => {
    for (const { base, value } of changes) expect(await wrongWithSignalKey(path, base, value)).toEqual([]);
  });
});

describe("a key of a scenario", () => {
  test.each(Object.entries(SCENARIO_KEYS))(
    "%s shows in a run, its judgement or its reading",
    async (path, key) => {
      expect(await wrongWithScenarioKey(path, key)).toEqual([]);
    },
  );
});
