// A condition over what nothing in the scenario counts is green for ever: it is told, in words, with what is missing.
import { expect, test } from "vitest";
import { load } from "./reading.js";

const WORLD = `iotctl: 1
duration: 1h
sites:
  - id: s
    devices:
      - {id: s/mains, twin: temperature-wifi, count: 2, via: direct, overrides: {mtbf: 0s}}
      - {id: s/cells, twin: parking-nbiot, count: 2}
`;

const told = (more: string): string[] =>
  load(WORLD + more).diagnostics.map(
    ({ code, severity, line, column, message }) => `${severity} ${code} ${line}:${column} ${message}`,
  );

test.each([
  ["sum(update.outcome{status=FAILED}) == 0", "no rollout of the scenario reaches these devices"],
  ["count(device.bricked) == 0", "no rollout"],
  ["share(device.version{version=9.9.9}) <= 1%", "no rollout brings it to them"],
  ["sum(fog.messages.in) == 0", "none of these devices is behind a gateway"],
  ["last(gateway.online) == 0", "the scenario has no gateways"],
  ["sum(messages.dropped{cause=store-full}) == 0", "none of these devices is behind a gateway"],
  [
    "sum(messages.dropped{cause=session-lost}) == 0",
    "a simulated run has no wire to lose it on; live runs do",
  ],
  ["sum(commands.acked) == 0", "no `command` of the timeline"],
  ["sum(energy.drained{group=s/mains}) == 0 kJ", "none of these devices has a battery"],
  ["sum(device.failures{group=s/mains}) == 0", "these devices never fail"],
  ["sum(auth.errors) == 0", "no certificate expires"],
  ["sum(provision.accepted) == 0", "the devices are provisioned from the start"],
  ["sum(net.collisions) == 0", "only LoRaWAN frames collide"],
  ["p99(commands.latency) <= 1s", "no `command` of the timeline"],
])("%s: %s", (that, why) => {
  const firmware = "firmware: [{version: 9.9.9, size: 1KB}]\n";
  const [found, ...more] = told(`${firmware}expect: [{id: e, that: "${that}"}]\n`);
  expect(more).toEqual([]);
  expect(found).toMatch(/^warning SCN081 9:\d+ expect\[0\]\.that: nothing counts /);
  expect(found).toContain(why);
});

test("a gateway that does not look for it finds no drift", () => {
  const told = (anomaly: string): string[] =>
    load(`iotctl: 1
duration: 1h
sites:
  - id: s
    gateways: {twin: fog-gateway, count: 1, overrides: {anomaly: ${anomaly}}}
    devices: [{twin: temperature-wifi, count: 2}]
expect: [{id: e, that: "sum(fog.anomalies{anomaly=drift}) == 0"}]
`).diagnostics.map(({ message }) => message);
  expect(told("{spike: {}}")).toEqual([expect.stringContaining("no gateway of these devices looks for it")]);
  expect(told("{drift: {}}")).toEqual([]);
});

test("a stop condition and an alert are told as well", () => {
  const more = `stop: [{id: bad, when: "sum(update.outcome{status=FAILED}) > 5"}]
alerts: [{id: thieves, metric: auth-errors}]
expect: [{id: quiet, that: "sum(auth.errors) == 0"}]
`;
  expect(told(more).map((text) => text.slice(0, 60))).toEqual([
    "warning SCN081 8:29 stop[0].when: nothing counts update.outc",
    "warning SCN081 9:32 alert `thieves` can never be raised: no ",
    "warning SCN081 10:33 expect[0].that: nothing counts auth.err",
  ]);
});

test.each([
  "sum(energy.drained) >= 1 kJ",
  "sum(messages.dropped) == 0",
  "share(device.version{version=1.*}) >= 1%",
  "sum(connect.refused{reason=rate}) == 0",
  "sum(alerts.raised) == 0",
])("%s counts something", (that) => {
  expect(told(`expect: [{id: e, that: "${that}"}]\n`)).toEqual([]);
});
