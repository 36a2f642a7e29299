// The floors of the house (docs/ARCHITECTURE.md): a folder imports its own floor and the ones named here.
const floors = {
  core: [],
  event: ["core"],
  transport: ["core"],
  model: ["core", "event", "transport", "scenario"],
  sla: ["core", "event"],
  cost: ["core", "event"],
  scenario: ["core", "event", "transport", "sla", "cost"],
  fleet: ["core", "event", "model", "scenario"],
  engine: ["core", "event", "model", "fleet", "scenario", "sla"],
  live: ["core", "event", "model", "fleet", "engine", "scenario", "sla"],
  store: ["core", "event", "sla", "cost"],
  report: ["core", "event", "transport", "model", "scenario", "sla", "cost", "store"],
  dashboard: ["core", "event", "sla"],
};
const comments = {
  core: "core knows nothing of the product",
  transport: "pure figures: what a message takes on air, in charge and in time; no state",
  model: "the model never knows who drives it, nor where results land",
  dashboard: "the dashboard is a view over events; it reaches no engine",
  store: "DuckDB lives here alone",
};
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
    onlyIn("duckdb-only-in-store", "@duckdb", "store/"),
    onlyIn("ink-only-in-dashboard", "ink|react", "dashboard/"),
    onlyIn("mqtt-only-in-live", "mqtt|aedes|mqtt-packet", "live/"),
    onlyIn("commander-only-in-cli", "commander", "cli/"),
    {
      name: "no-ambient-node-below-live",
      comment: "no clock, file, process or thread in the simulated world (crypto is pure)",
      severity: "error",
      from: { path: "^src/(core|event|transport|model|sla|cost|fleet)/" },
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
