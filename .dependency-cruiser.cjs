// The floors of the house (docs/ARCHITECTURE.md): a folder imports its own floor and the ones named here.
const floors = {
  core: [],
  fault: ["core"],
  detector: ["core"],
  event: ["core", "fault", "detector"],
  transport: ["core"],
  result: ["event"],
  spec: ["core", "fault", "detector", "event", "transport"],
  model: ["core", "fault", "detector", "event", "transport", "spec", "result"],
  sla: ["core", "fault", "event", "result"],
  cost: ["core", "event", "result"],
  scenario: ["core", "fault", "detector", "event", "transport", "spec", "sla"],
  fleet: ["core", "fault", "event", "transport", "spec", "model"],
  engine: ["core", "event", "spec", "result", "model", "fleet", "sla"],
  live: ["core", "event", "spec", "result", "model", "fleet", "engine"],
  store: ["event", "result"],
  explain: ["core", "event", "transport", "spec", "model", "scenario"],
  report: ["core", "event", "spec", "result", "sla"],
  dashboard: ["core", "event", "result"],
};
const comments = {
  core: "core knows nothing of the product",
  fault: "what can go wrong on purpose, one file a kind, in terms of hands: no state, no model, no text",
  detector: "what gateways look for, by values and times; the truth about faults is out of its sight",
  transport: "pure figures: what a message takes on air, in charge and in time; no state",
  result: "what a run left behind, as plain data: each record is declared once",
  spec: "what a scenario says, as plain data: no text is read here",
  model: "the model never knows who drives it, where results land, nor what a scenario looked like as a text",
  explain: "a twin reckoned before any run; no run knows of it",
  report: "a run told again from what it left behind; it never looks at a model",
  scenario: "text to spec; nothing that runs needs to know that there was a text",
  dashboard: "the dashboard is a view over events; it reaches no engine",
  store: "DuckDB lives here alone",
};
// The floors inside the model, from the ground; a folder imports those before it. The cloud stands beside the devices: neither
// knows the other, both know the records (src/event) and the protocol.
const ground = ["plan", "battery", "radio", "protocol"];
const towers = ["state", "power", "link", "session", "device", "gateway", "agent", "fault", "cell"];
const services = ["front", "ingest", "registry", "shadow", "rollout", "command", "alert", "meter"];
const innerFloors = [
  ...[...ground, ...towers].map((name, at, all) => [name, all.slice(0, at)]),
  ["cloud", ground],
];
const inModel = (names) => `^src/model/((${names.join("|")})/|actor\\.ts$)`;
const onlyIn = (name, pkg, folder) => ({
  name,
  severity: "error",
  from: { path: "^src/", pathNot: `^src/${folder}` },
  to: { path: `node_modules/(${pkg})/` },
});

module.exports = {
  forbidden: [
    { name: "no-cycle", severity: "error", from: {}, to: { circular: true } },
    ...Object.entries(floors).map(([floor, allowed]) => ({
      name: `floor-${floor}`,
      comment: comments[floor] ?? "see docs/ARCHITECTURE.md, floors",
      severity: "error",
      from: { path: `^src/${floor}/` },
      to: { path: "^src/", pathNot: `^src/(${[floor, ...allowed].join("|")})/` },
    })),
    ...innerFloors.map(([floor, below]) => ({
      name: `model-floor-${floor}`,
      comment: "see docs/ARCHITECTURE.md, inside the model",
      severity: "error",
      from: { path: `^src/model/${floor}/` },
      to: { path: "^src/model/", pathNot: inModel([floor, ...below]) },
    })),
    {
      name: "model-wall-stands-alone",
      comment: "actor.ts is the wall between the model and whoever drives it; actions of the agenda come through it",
      severity: "error",
      from: { path: "^src/model/actor\\.ts$" },
      to: { path: "^src/model/", pathNot: "^src/model/plan/agenda\\.ts$" },
    },
    onlyIn("duckdb-only-in-store", "@duckdb", "store/"),
    onlyIn("ink-only-in-dashboard", "ink|react", "dashboard/"),
    onlyIn("mqtt-only-in-live", "mqtt|aedes|mqtt-packet", "live/"),
    onlyIn("commander-only-in-cli", "commander", "cli/"),
    {
      name: "no-ambient-node-below-live",
      comment: "no clock, file, process or thread in the simulated world (crypto is pure)",
      severity: "error",
      from: { path: "^src/(core|fault|detector|event|result|transport|spec|model|explain|sla|cost|fleet)/" },
      to: { dependencyTypes: ["core"], pathNot: "^(node:)?(crypto|v8|buffer)$" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "require", "node", "default", "types"] },
  },
};
