import fc from "fast-check";
import { expect, test } from "vitest";
import { globMatches } from "../../src/spec/selection.js";
import type { Target } from "../../src/spec/target.js";
import { load, places, scenarioOf } from "./reading.js";

const FLEET = `iotctl: 1
duration: 1h
tenants: [{id: city}, {id: campus}]
sites:
  - id: north
    region: eu-north
    gateways: {twin: fog-gateway, count: 4}
    devices:
      - {twin: parking-lora, count: 40, tenant: city, labels: {board: rev-a}}
      - {twin: parking-nbiot, count: 10, tenant: city, labels: {board: rev-b}}
  - id: south
    region: eu-south
    devices: [{twin: thermostat, count: 5, tenant: campus}]
`;
const target = (text: string, fault = "device.offline"): Target =>
  scenarioOf(`${FLEET}timeline: [{at: 5m, fault: ${fault}, target: ${text}}]\n`).timeline[0].target;

test("a target restricts by what it names and by nothing else", () => {
  expect(
    target("{site: north, twin: parking-*, labels: {board: rev-b}, percent: 12.5, pick: worst-signal}"),
  ).toEqual({
    sites: ["north"],
    regions: [],
    tenants: [],
    twins: ["parking-*"],
    groups: [],
    ids: [],
    labels: { board: "rev-b" },
    versions: [],
    kind: "devices",
    feels: "any",
    percentPpm: 125_000,
    count: null,
    pick: "worst-signal",
    allowEmpty: false,
    position: { file: "fleet/test.yaml", line: 14, column: 52 },
  });
  expect(target("{sites: [north, south], tenant: city, count: 3}")).toMatchObject({
    sites: ["north", "south"],
    tenants: ["city"],
    count: 3,
  });
});

test("each fault strikes its own kind of thing unless the target says otherwise", () => {
  expect(target("{site: north}").kind).toBe("devices");
  expect(target("{site: north}", "backhaul.outage").kind).toBe("gateways");
  expect(target("{site: north}", "power.outage").kind).toBe("any");
  expect(target("{site: north, kind: devices, allowEmpty: true}", "power.outage").kind).toBe("devices");
  expect(target("all", "power.outage")).toMatchObject({ kind: "any", sites: [] });
});

test("gateways: true, a percentage or a count of them", () => {
  expect(target("{gateways: true}", "backhaul.outage")).toMatchObject({ kind: "gateways", percentPpm: null });
  expect(target("{gateways: {percent: 10}}", "backhaul.outage")).toMatchObject({
    kind: "gateways",
    percentPpm: 100_000,
  });
  expect(target("{gateways: {count: 2}}", "power.outage")).toMatchObject({ kind: "gateways", count: 2 });
});

test("single entities are named by group and padded number", () => {
  expect(target("{ids: [north/parking-lora/07, north/parking-nbiot/3]}").ids).toHaveLength(2);
  const wrong = load(
    `${FLEET}timeline: [{at: 5m, fault: device.offline, target: {id: north/parking-lora/7}}]\n`,
  );
  expect(places(wrong)).toEqual(["SCN030 14:57"]);
  expect(wrong.diagnostics[0].hint).toBe(
    "ids of north/parking-lora go from north/parking-lora/00 to north/parking-lora/39",
  );
});

test("a target that matches nothing is an error unless the file permits it", () => {
  expect(
    places(
      load(`${FLEET}timeline: [{at: 5m, fault: device.offline, target: {site: south, tenant: city}}]\n`),
    ),
  ).toEqual(["SCN050 14:52"]);
  expect(target("{site: south, tenant: city, allowEmpty: true}").allowEmpty).toBe(true);
});

test("a misspelt name is an error even where nothing is permitted", () => {
  const loaded = load(
    `${FLEET}timeline: [{at: 5m, fault: device.offline, target: {site: sout, labels: {bord: rev-a}, allowEmpty: true}}]\n`,
  );
  expect(loaded.diagnostics.map(({ code, hint }) => [code, hint])).toEqual([
    ["SCN030", "did you mean `south`?"],
    ["SCN030", "did you mean `board`?"],
  ]);
});

test("faults refuse targets of a kind they cannot strike, and keys that exclude one another", () => {
  const of = (text: string, fault: string) =>
    places(load(`${FLEET}timeline: [{at: 5m, fault: ${fault}, target: ${text}}]\n`)).map((place) =>
      place.slice(0, 6),
    );
  expect(of("{kind: devices}", "backhaul.outage")).toEqual(["SCN052"]);
  expect(of("{gateways: true}", "sensor.stuck")).toEqual(["SCN052"]);
  expect(of("{percent: 5, count: 5}", "device.offline")).toEqual(["SCN017"]);
  expect(of("{gateways: {percent: 5, count: 5}}", "backhaul.outage")).toEqual(["SCN017"]);
});

test("fault parameters arrive in base units", () => {
  const { timeline } = scenarioOf(`${FLEET}timeline:
  - {at: 1m, fault: link.loss, params: {loss: 20%}, target: all}
  - {at: 2m, fault: power.outage, params: {restoreSpread: 90s, scope: all}, target: all}
  - {at: 3m, fault: power.outage, target: all}
  - {at: 4m, fault: broker.limit, params: {connectsPerSecond: 50/s}}
  - {at: 5m, fault: payload.corrupt, params: {share: 0.5%}, target: all}
  - {at: 6m, fault: cloud.outage, for: 5m}
`);
  expect(timeline.map(({ action }) => (action.do === "fault" ? action.params : null))).toEqual([
    { lossPpm: 200_000 },
    { restoreSpreadMs: 90_000, scope: 1 },
    { restoreSpreadMs: 0, scope: 0 },
    { connectsPerSecond: 50 },
    { sharePpm: 5_000 },
    {},
  ]);
});

test("configuration, local changes and commands are checked against the twins they reach", () => {
  const { timeline } = scenarioOf(`${FLEET}timeline:
  - {at: 1m, config: {desired: {targetTemperature: 72}}, target: {twin: thermostat}}
  - {at: 2m, local: {set: {targetTemperature: 68, childLock: true}}, target: {twin: thermostat}}
  - {at: 3m, command: reboot, target: {site: south, count: 2}}
`);
  expect(timeline.map(({ action }) => action)).toEqual([
    { do: "config", how: "set", desired: { targetTemperature: 72 } },
    { do: "local", set: { targetTemperature: 68, childLock: true } },
    { do: "command", command: "reboot" },
  ]);
});

test("a glob matches exactly the texts its pieces stand in, in order", () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[ab-]{0,3}$/), { minLength: 1, maxLength: 4 }),
      fc.stringMatching(/^[ab-]{0,8}$/),
      (pieces, text) => {
        const pattern = new RegExp(`^${pieces.join("[\\s\\S]*")}$`);
        expect(globMatches(pieces.join("*"), text)).toBe(pattern.test(text));
      },
    ),
  );
});
