// No key is accepted and ignored: a change of each changes some run, or whether the file can be read.
import { describe, expect, test } from "vitest";
import { wrongWithScenarioKey } from "../keys/play-scenario-key.js";
import { wrongWith, wrongWithSignalKey } from "../keys/play-twin-key.js";
import { JUDGED, SCENARIO_KEYS, UNPLAYED } from "../keys/scenario-keys.js";
import { SIGNAL_KEYS, TWIN_KEYS } from "../keys/twin-keys.js";

describe("a key of a twin", () => {
  test.each(Object.entries(TWIN_KEYS))("%s shows in a run", async (path, key) => {
    expect(await wrongWith(path, key)).toEqual([]);
  });

  test.each(Object.entries(SIGNAL_KEYS))("signal.%s shows in a run", async (path, changes) => {
    for (const { base, value } of changes) expect(await wrongWithSignalKey(path, base, value)).toEqual([]);
  });
});

const played = Object.entries(SCENARIO_KEYS).filter(
  ([path]) => !JUDGED.test(path) && !Object.hasOwn(UNPLAYED, path),
);

const judged = Object.entries(SCENARIO_KEYS).filter(
  ([path]) => JUDGED.test(path) && !Object.hasOwn(UNPLAYED, path),
);

describe("a key of a scenario", () => {
  test.each(judged)("%s shows in the judgement or the bill", async (path, key) => {
    expect(await wrongWithScenarioKey(path, key, true)).toEqual([]);
  });

  test.each(played)("%s shows in a run or its reading", async (path, key) => {
    expect(await wrongWithScenarioKey(path, key)).toEqual([]);
  });
});
