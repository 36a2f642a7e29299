// INF-8: precision, recall and time to find, by SQL, against the same worked out by hand from the rows of the run.
import { describe, expect, it } from "vitest";
import { Events } from "../../src/event/events.js";
import { ANOMALIES, SENSOR_FAULTS } from "../../src/event/vocabulary.js";
import { playAndStore } from "../stored-run.js";

const MINUTE_MS = 60_000;
const GRACE_MS = 15 * MINUTE_MS;

const LOOKS = "{silenceAfter: 20m, spike: {z: 3}, drift: {memory: 30m, limit: 20}}";
const world = (timeline: string[], device = "mtbf: 0s", more = "", anomaly = LOOKS): string => `
iotctl: 1
name: detection
seed: detection
duration: 5h
start: {state: active}
sites:
  - id: s
    gateways: {twin: fog-gateway, count: 1, overrides: {anomaly: ${anomaly}}}
    devices:
      - {id: s/d, twin: temperature-wifi, count: 20, overrides: {${device}}}
${more}
timeline:
${timeline.map((entry) => `  - {${entry}}`).join("\n")}
`;
const fault = (kind: string, at: string, lasts: string, whom: string, params = "{}"): string =>
  `at: ${at}, ${lasts === "" ? "" : `for: ${lasts}, `}fault: sensor.${kind}, params: ${params}, target: {ids: [${whom}]}`;

const MIXED = [
  fault("stuck", "1h", "30m", "s/d/01, s/d/02"),
  fault("stuck", "3h", "5m", "s/d/01"),
  fault("stuck", "4h", "30m", "s/d/01"),
  fault("drift", "2h", "", "s/d/03", "{perHour: 30}"),
  fault("spike", "2h", "1h", "s/d/04, s/d/05", "{share: 5%, size: 9}"),
  fault("spike", "150m", "1h", "s/d/05", "{share: 5%, size: -9}"),
  fault("noise", "1h", "1h", "s/d/06", "{sigma: 4}"),
  fault("unit", "3h", "1h", "s/d/07"),
  fault("silence", "1h", "1h", "s/d/08"),
  "at: 3h, for: 1h, fault: device.offline, target: {ids: [s/d/09]}",
];

const SQL =
  'select anomaly, found, injected, hits, misses, false_alarms, "precision", recall, median_time_to_find_ms from final.detection order by anomaly';

describe("final.detection", () => {
  it("is what a hand works out of findings and truths", async () => {
    const { run, rows } = await playAndStore(world(MIXED));
    const truth = run.events(Events.sensorTruth);
    const spans = SENSOR_FAULTS.flatMap((what, fault) => {
      const turns = (change: number) =>
        truth.filter((row) => row.fault === fault && row.change === change).sort((x, y) => x.atMs - y.atMs);
      return turns(0).map(({ entity, atMs }, at, all) => {
        const nth = all.slice(0, at).filter((other) => other.entity === entity).length;
        const end = turns(1).filter((other) => other.entity === entity)[nth];
        return { what: what as string, entity, fromMs: atMs, toMs: end?.atMs ?? run.result.endMs };
      });
    });
    expect(spans).toHaveLength(11);
    const away = { entity: "s/d/09", fromMs: 180 * MINUTE_MS, toMs: 240 * MINUTE_MS };
    const lies = (atMs: number, { fromMs, toMs }: { fromMs: number; toMs: number }): boolean =>
      atMs >= fromMs && atMs <= toMs + GRACE_MS;
    const explains = (anomaly: string, at: { entity: string; atMs: number }): boolean =>
      spans.some((span) => {
        if (span.entity !== at.entity) return false;
        if (span.what === anomaly) return lies(at.atMs, span);
        if (anomaly === "drift") return span.what === "unit" && lies(at.atMs, span);
        if (anomaly !== "spike") return false;
        if (span.what === "noise" || span.what === "unit") return lies(at.atMs, span);
        return [span.fromMs, span.toMs].some((ms) => lies(at.atMs, { fromMs: ms, toMs: ms }));
      }) ||
      (anomaly === "silence" && at.entity === away.entity && lies(at.atMs, away));
    const expected = [...ANOMALIES].sort().map((anomaly) => {
      const findings = run.events(Events.anomaly).filter((row) => ANOMALIES[row.anomaly] === anomaly);
      const asked = spans.filter(({ what }) => what === anomaly);
      const times = asked
        .flatMap((span) => {
          const first = findings.find(({ entity, atMs }) => entity === span.entity && lies(atMs, span));
          return first === undefined ? [] : [first.atMs - span.fromMs];
        })
        .sort((x, y) => x - y);
      const middle = times[Math.floor((times.length - 1) / 2)];
      const falseAlarms = findings.filter((row) => !explains(anomaly, row)).length;
      const [found, injected, hits] = [findings.length, asked.length, times.length];
      const shares = [1 - falseAlarms / found, hits / injected];
      return [anomaly, found, injected, hits, injected - hits, falseAlarms, ...shares, middle];
    });
    const seen = await rows(SQL);
    expect(seen).toEqual(expected);
    // The five minutes of the second stuck fault are too short to be found; a nervous z takes noise for spikes.
    expect(expected.find(([anomaly]) => anomaly === "stuck")?.slice(2, 5)).toEqual([4, 3, 1]);
    expect(expected.find(([anomaly]) => anomaly === "spike")?.[5]).toBeGreaterThan(0);
  });

  it("asks nothing of a gateway about devices that have none, and counts what is odd by nature as false alarms", async () => {
    const { rows } = await playAndStore(
      world(
        [fault("stuck", "1h", "1h", "s/own/0")],
        "mtbf: 0s, signal: {kind: constant, value: 20, noise: 0}",
        "      - {id: s/own, twin: temperature-wifi, via: direct, count: 2}",
      ),
    );
    expect(await rows(SQL)).toEqual([["stuck", 20, 0, 0, 0, 20, 0, null, null]]);
  });

  it("is empty where nothing was found and nothing injected, and a tenant sees its own", async () => {
    const quiet = await playAndStore(
      world(["at: 1h, command: blink, target: {group: s/d}"], "mtbf: 0s", "", "{}"),
    );
    expect(await quiet.rows(SQL)).toEqual([]);
    const { rows } = await playAndStore(world(MIXED));
    expect(await rows(SQL, { tenant: "default" })).toEqual(await rows(SQL));
  });
});
