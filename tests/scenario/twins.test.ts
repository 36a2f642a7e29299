import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { SHIPPED_TWINS } from "../../src/scenario/twins.js";
import { load, places, SOUND, scenarioOf } from "./reading.js";

test("the list of shipped twins is the folder's", () => {
  expect(
    readdirSync("twins")
      .filter((file) => file.endsWith(".yaml"))
      .sort(),
  ).toEqual(SHIPPED_TWINS.map((name) => `${name}.yaml`));
});

test.each(SHIPPED_TWINS)("%s says where its figures come from", (name) => {
  const comments = readFileSync(`twins/${name}.yaml`, "utf8")
    .split("\n")
    .filter((line) => line.startsWith("#"));
  expect(comments.length).toBeGreaterThanOrEqual(2);
});

test("every shipped twin can stand in a scenario", () => {
  const groups = SHIPPED_TWINS.filter((name) => name !== "fog-gateway").map(
    (name) => `{twin: ${name}, count: 1}`,
  );
  const { deviceTwins, gatewayTwins } = scenarioOf(
    `iotctl: 1\nduration: 1h\nsites: [{id: n, gateways: {twin: fog-gateway}, devices: [${groups.join(", ")}]}]\n`,
  );
  expect([...Object.keys(deviceTwins), ...Object.keys(gatewayTwins)].sort()).toEqual([...SHIPPED_TWINS]);
});

test("a data sheet's units become the model's: uA, mAh, mV, us per byte, ppm, m", () => {
  const { deviceTwins } = scenarioOf(SOUND);
  expect(deviceTwins["parking-lora"].power).toMatchObject({
    sleepUA: 3,
    battery: { capacityMAh: 2_600, nominalMv: 3_600, selfDischargePpmPerYear: 10_000 },
  });
  expect(deviceTwins["parking-lora"].radio).toMatchObject({
    txUA: 44_000,
    rxUA: 10_800,
    lossPpm: 10_000,
    link: { spreading: 0, distance: { minM: 30, maxM: 1_200 }, dutyCyclePpm: 10_000 },
  });
  expect(deviceTwins["parking-nbiot"].radio).toMatchObject({
    txUA: 100_000,
    txMs: 350,
    txUsPerByte: 320,
    payloadMaxBytes: 1_200,
  });
});

test("one NB-IoT exchange costs what was measured on an nRF9160: 0.27 J within a fifth", () => {
  const { radio, reporting, power } = scenarioOf(SOUND).deviceTwins["parking-nbiot"];
  const txMs = radio.txMs + (radio.txUsPerByte * (reporting.payloadBytes + radio.overheadBytes)) / 1_000;
  const chargeUAMs = radio.txUA * txMs + radio.rxUA * radio.rxMs;
  const joule = (chargeUAMs / 1e9) * ((power.battery?.nominalMv ?? 0) / 1_000);
  expect(joule).toBeGreaterThan(0.27 * 0.8);
  expect(joule).toBeLessThan(0.27 * 1.2);
});

test("a twin in the scenario's folder comes before the shipped one of that name", () => {
  const own = readFileSync("twins/parking-nbiot.yaml", "utf8").replace("version: 2.3.1", "version: 9.9.9");
  const { deviceTwins } = scenarioOf(SOUND, { "fleet/twins/parking-nbiot.yaml": own });
  expect(deviceTwins["parking-nbiot"].firmware.version).toBe("9.9.9");
  expect(deviceTwins["parking-lora"].firmware.version).toBe("2.3.1");
});

const overridden = (text: string) =>
  SOUND.replace("{twin: parking-nbiot, count: 10}", `{twin: parking-nbiot, count: 10, overrides: ${text}}`);

test("overrides are laid over the twin; the twin's name stays, its other groups are as before", () => {
  const scenario = scenarioOf(
    `${overridden("{reconnect: {policy: fixed, base: 7s}, radio: {loss: 50%}}")}      - {twin: parking-nbiot, count: 1}\n`,
  );
  const [, changed, plain] = scenario.devices;
  expect(changed.twin).toBe("parking-nbiot@north/parking-nbiot");
  expect(scenario.deviceTwins[changed.twin]).toMatchObject({
    name: "parking-nbiot",
    reconnect: { policy: "fixed", baseMs: 7_000, capMs: 300_000 },
    radio: { lossPpm: 500_000, transport: "nb-iot", txUA: 100_000 },
  });
  expect(scenario.deviceTwins[plain.twin].reconnect.policy).toBe("full-jitter");
});

test("overrides are read as strictly as a twin, and told where they stand", () => {
  const loaded = load(overridden("{reconect: {policy: fixed}, radio: {loss: 5s}}"));
  expect(places(loaded)).toEqual(["SCN010 8:54", "SCN015 8:95"]);
  expect(loaded.diagnostics[0].hint).toBe("did you mean `reconnect`?");
  expect(places(load(overridden("{kind: gateway}")))).toContain("SCN010 8:54");
});

test("a broken twin is told in its own file, once for all groups that use it", () => {
  const own = readFileSync("twins/parking-nbiot.yaml", "utf8").replace("capacity: 8.5Ah", "capacity: 8.5A");
  const loaded = load(`${SOUND}      - {twin: parking-nbiot, count: 1}\n`, {
    "fleet/twins/parking-nbiot.yaml": own,
  });
  expect(loaded.diagnostics.map(({ file, code, message }) => [file, code, message])).toEqual([
    [
      "fleet/twins/parking-nbiot.yaml",
      "SCN015",
      "parking-nbiot.power.battery.capacity is `8.5A`; it must be a battery capacity such as 2400mAh or 8.5Ah",
    ],
  ]);
});

test("a battery-powered twin needs a battery, and a cap below its base is refused", () => {
  const own = readFileSync("twins/parking-nbiot.yaml", "utf8")
    .replace(/^ {2}battery: .*\n/m, "")
    .replace("cap: 5m", "cap: 1s");
  const codes = load(SOUND, { "fleet/twins/parking-nbiot.yaml": own }).diagnostics.map(({ code }) => code);
  expect(codes.sort()).toEqual(["SCN011", "SCN014"]);
});

test("a twin is called as its file is", () => {
  const own = readFileSync("twins/parking-nbiot.yaml", "utf8").replace(
    "twin: parking-nbiot",
    "twin: parking-nb",
  );
  const loaded = load(SOUND, { "fleet/twins/parking-nbiot.yaml": own });
  expect(loaded.diagnostics.map(({ code }) => code)).toEqual(["SCN033"]);
});
