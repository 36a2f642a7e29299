import { expect, test } from "vitest";
import { load, places, scenarioOf } from "./reading.js";

const WORLD = `description: a town
params: {size: 10}
tenants: [{id: city, sla: {availability: 99%}}]
sites:
  - id: north
    region: eu
    devices: [{id: a, twin: parking-nbiot, count: "\${size}"}, {id: b, twin: parking-nbiot, count: 2}]
cloud: {profile: self-hosted, broker: {connectsPerSecond: 50}}
firmware: [{version: 2.3.1, size: 100KB}]
`;
const world = { "fleet/worlds/town.yaml": WORLD };

test("a world brings sites, tenants, cloud and parameters", () => {
  const scenario = scenarioOf("iotctl: 1\nduration: 1h\ninclude: [worlds/town.yaml]\n", world, {
    set: { size: "7" },
  });
  expect(scenario.tenants[0]).toMatchObject({ id: "city", availabilityPpm: 990_000 });
  expect(scenario.devices.map(({ id, count }) => [id, count])).toEqual([
    ["a", 7],
    ["b", 2],
  ]);
  expect(scenario.cloud).toMatchObject({ profile: "self-hosted", connectsPerSecond: 50 });
  expect(scenario.description).toBe("");
});

test("the file lies on its world: maps merge, lists merge by id or version, new items follow", () => {
  const scenario = scenarioOf(
    `iotctl: 1
duration: 1h
include: [worlds/town.yaml]
params: {size: 20}
sites:
  - {id: south, devices: [{id: c, twin: parking-nbiot, count: 1}]}
  - {id: north, devices: [{id: b, count: 5}]}
cloud: {ingest: {perSecond: 9}}
firmware: [{version: 2.4.0, size: 1KB}]
`,
    world,
  );
  expect(scenario.devices.map(({ id, site, count }) => [id, site, count])).toEqual([
    ["a", "north", 20],
    ["b", "north", 5],
    ["c", "south", 1],
  ]);
  expect(scenario.cloud).toMatchObject({ connectsPerSecond: 50, ingestPerSecond: 9 });
  expect(scenario.firmware.map(({ version }) => version)).toEqual(["2.3.1", "2.4.0"]);
});

test("later worlds lie on earlier ones, and one world may be included by two others", () => {
  const others = {
    ...world,
    "fleet/worlds/one.yaml": "include: [town.yaml]\ncloud: {profile: aws-iot-core}\n",
    "fleet/worlds/two.yaml": "include: [town.yaml]\ncloud: {broker: {connectsPerSecond: 77}}\n",
  };
  const { cloud } = scenarioOf(
    "iotctl: 1\nduration: 1h\ninclude: [worlds/one.yaml, worlds/two.yaml]\n",
    others,
  );
  expect(cloud).toMatchObject({ profile: "self-hosted", connectsPerSecond: 77 });
});

test("a world among the shipped scenarios is found from anywhere", () => {
  const scenario = scenarioOf("iotctl: 1\nduration: 1h\ninclude: [worlds/smart-parking.yaml]\n");
  expect(scenario.devices.reduce((sum, { count }) => sum + count, 0)).toBe(5_000);
});

test("a problem in a world is told in the world's file", () => {
  const loaded = load("iotctl: 1\nduration: 1h\ninclude: [worlds/town.yaml]\n", {
    "fleet/worlds/town.yaml": WORLD.replace("count: 2", "count: two"),
  });
  expect(loaded.diagnostics.map(({ file }) => file)).toEqual(["fleet/worlds/town.yaml"]);
  expect(places(loaded)).toEqual(["SCN012 7:99"]);
});

test("a file that includes itself is a loop of one", () => {
  expect(
    places(
      load(
        "iotctl: 1\nduration: 1h\ninclude: [test.yaml]\nsites: [{id: n, devices: [{twin: parking-nbiot, count: 1}]}]\n",
      ),
    ),
  ).toEqual(["SCN007 3:11"]);
});
