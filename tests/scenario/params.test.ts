import { expect, test } from "vitest";
import { load, places, SOUND, scenarioOf } from "./reading.js";

const WITH_PARAMS = `iotctl: 1
duration: "\${length}"
params: {length: 1h, devices: 10, policy: none, lit: true}
sites:
  - id: north
    devices:
      - {twin: parking-nbiot, count: "\${devices}", labels: {size: "n\${devices}"}, overrides: {reconnect: {policy: "\${policy}"}}}
`;

test("a scalar that is a parameter takes its type; within a longer text it is its text", () => {
  const { devices, durationMs, params } = scenarioOf(WITH_PARAMS);
  expect(durationMs).toBe(3_600_000);
  expect(devices[0].count).toBe(10);
  expect(devices[0].labels.size).toBe("n10");
  expect(params).toEqual({ length: "1h", devices: 10, policy: "none", lit: true });
});

test("--set replaces a parameter and is read as its default's type", () => {
  const scenario = scenarioOf(WITH_PARAMS, {}, { set: { devices: "1_000", length: "90m", lit: "false" } });
  expect(scenario.devices[0].count).toBe(1_000);
  expect(scenario.durationMs).toBe(5_400_000);
  expect(scenario.params.lit).toBe(false);
});

test("--set of an unknown parameter names the nearest, --set of a wrong type says which", () => {
  const loaded = load(WITH_PARAMS, {}, { set: { device: "1", lit: "yes" } });
  expect(places(loaded)).toEqual(["SCN021 3:1", "SCN022 3:1"]);
  expect(loaded.diagnostics[0].hint).toBe("did you mean `devices`?");
  expect(loaded.diagnostics[1].message).toMatch(/`yes` must be true or false/);
});

test("--set of a value that does not fit its place is told at the place", () => {
  expect(places(load(WITH_PARAMS, {}, { set: { devices: "0" } }))).toEqual(["SCN014 7:38"]);
});

test("each variant is one scenario with its own parameters", () => {
  const { scenarios, diagnostics } = load(
    `${WITH_PARAMS}variants:
  naive: {set: {policy: none}}
  jittered: {set: {policy: full-jitter, devices: 20}}
`,
  );
  expect(diagnostics).toEqual([]);
  expect(
    scenarios.map(({ variant, devices, deviceTwins }) => [
      variant,
      devices[0].count,
      deviceTwins[devices[0].twin].reconnect.policy,
    ]),
  ).toEqual([
    ["naive", 10, "none"],
    ["jittered", 20, "full-jitter"],
  ]);
});

test("only the variant asked for is loaded; an unknown one is told with the nearest name", () => {
  const text = `${WITH_PARAMS}variants: {naive: {set: {policy: none}}, jittered: {set: {policy: full-jitter}}}\n`;
  expect(load(text, {}, { variant: "jittered" }).scenarios.map(({ variant }) => variant)).toEqual([
    "jittered",
  ]);
  const wrong = load(text, {}, { variant: "jitterd" });
  expect(wrong.diagnostics.map(({ code, hint }) => [code, hint])).toEqual([
    ["SCN023", "did you mean `jittered`?"],
  ]);
});

test("a variant wins over --set, and says so", () => {
  const text = `${WITH_PARAMS}variants: {naive: {set: {policy: none}}, plain: {set: {devices: 5}}}\n`;
  const { scenarios, diagnostics } = load(text, {}, { set: { policy: "fixed" } });
  expect(scenarios.map(({ params }) => params.policy)).toEqual(["none", "fixed"]);
  expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([["SCN025", "warning"]]);
  expect(diagnostics[0].message).toMatch(/no effect in naive/);
});

test("a matrix makes all combinations, times the variants", () => {
  const { scenarios } = load(`${WITH_PARAMS}variants: {a: {set: {lit: true}}, b: {set: {lit: false}}}
matrix: {devices: [10, 20], policy: [none, fixed, full-jitter]}
`);
  expect(scenarios).toHaveLength(12);
  expect(scenarios[0].variant).toBe("a/devices=10/policy=none");
  expect(scenarios[11].variant).toBe("b/devices=20/policy=full-jitter");
  expect(scenarios[11].params).toEqual({ length: "1h", devices: 20, policy: "full-jitter", lit: false });
});

test("a matrix of too many runs is refused before it is written out", () => {
  const many = Array.from({ length: 100 }, (_, index) => index + 1).join(", ");
  const loaded = load(`${WITH_PARAMS}matrix: {devices: [${many}]}\n`);
  expect(loaded.diagnostics.map(({ code }) => code)).toEqual(["SCN024"]);
});

test("a variant that sets what is not declared, or another type, is told at its place", () => {
  expect(places(load(`${WITH_PARAMS}variants: {a: {set: {policy: 3, polcy: none}}}\n`))).toEqual([
    "SCN022 8:30",
    "SCN021 8:33",
  ]);
});

test("a problem that several variants share is told once", () => {
  const text = `${SOUND}params: {x: 1}\nvariants: {a: {set: {x: 1}}, b: {set: {x: 2}}}\nnonsense: 1\n`;
  expect(places(load(text))).toEqual(["SCN010 11:1"]);
});

test("an unused `$` or an unclosed brace stays as it is", () => {
  expect(scenarioOf(`${SOUND}description: "costs $5 or {x} or \${y"\n`).description).toBe(
    "costs $5 or {x} or ${y",
  );
});

test("a group that cannot be read makes no second problem of the targets that mean it, in any variant", () => {
  const text = `iotctl: 1
duration: 1h
params: {x: 1}
sites: [{id: n, devices: [{twin: parking-nbiot, count: 0, labels: {a: b}}]}]
timeline: [{at: 5m, fault: device.offline, target: {labels: {a: b}}}]
variants: {a: {set: {x: 1}}, b: {set: {x: 2}}}
`;
  expect(places(load(text))).toEqual(["SCN014 4:56"]);
});

test("a matrix that makes one variant twice is refused", () => {
  expect(places(load(`${WITH_PARAMS}matrix: {devices: [10, 20, 10]}\n`))).toEqual(["SCN018 8:1"]);
});

test("a key of a map is filled in as well, and cannot take another's place", () => {
  const text = (labels: string): string => `iotctl: 1
duration: 1h
params: {what: floor, level: 2}
sites: [{id: s, devices: [{twin: parking-nbiot, count: 2, labels: ${labels}}]}]
`;
  expect(scenarioOf(text('{"${what}": a, "n${level}": b}')).devices[0].labels).toEqual({
    floor: "a",
    n2: "b",
  });
  const twice = load(text('{floor: a, "${what}": b}'));
  expect(places(twice)).toEqual(["SCN018 4:78"]);
  expect(twice.diagnostics[0].message).toBe(
    "key `${what}` becomes `floor`, which is there already; keys are unique",
  );
  expect(places(load(text('{"${wat}": b}')))).toEqual(["SCN020 4:68"]);
});

test("a parameter nobody declared is told within a text, too", () => {
  const text = (name: string) => `iotctl: 1
duration: 1h
seed: "x-\${${name}}-y"
params: {what: a}
sites: [{id: s, devices: [{twin: parking-nbiot, count: 2}]}]
`;
  expect(scenarioOf(text("what")).seed).toBe("x-a-y");
  expect(places(load(text("wat")))).toEqual(["SCN020 3:7"]);
});
