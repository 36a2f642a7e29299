// A user mends a file once: what hides behind another mistake is told with it.
import { expect, test } from "vitest";
import { FILE, load } from "./reading.js";

test("one file with mistakes of form and of meaning: all are told, each at its place", () => {
  const { scenarios, diagnostics } = load(
    `iotctl: 1
duration: 2h
sites:
  - id: a
    gateways: {twin: fog-gateway, count: 2}
    devices:
      - {twin: odd, count: 10}
      - {twin: parking-lorra, count: 10}
timeline:
  - {id: x, at: 1h, fault: link.clog, target: {site: b}, for: 10m}
expect:
  - {id: e, that: "sum(messages.delivred) > 0"}
`,
    {
      "fleet/twins/odd.yaml": `twin: odd
kind: device
attach: gateway
power:
  source: battery
  battery: {chemistry: unobtainium, capacity: -40mAh, nominal: 3.6V}
radio: {transport: lorawan, sf: 13, dutyCyle: 1%}
signal: {kind: constant, value: 1}
reporting: {mode: periodic, interval: 60s, payload: 10B}
firmware: {version: 1.0.0}
`,
    },
  );
  expect(scenarios).toEqual([]);
  const told = diagnostics.map(({ file, line, code }) => `${file}:${line} ${code}`);
  const odd = "fleet/twins/odd.yaml";
  expect(told.sort()).toEqual(
    [
      `${FILE}:8 SCN031`,
      `${FILE}:10 SCN030`,
      `${FILE}:10 SCN051`,
      `${FILE}:12 SCN081`,
      `${odd}:6 SCN014`,
      `${odd}:6 SCN039`,
      `${odd}:7 SCN010`,
      `${odd}:7 SCN014`,
    ].sort(),
  );
});
