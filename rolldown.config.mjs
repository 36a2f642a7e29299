// The bundle that bin/iotctl.js starts (docs/adr/010-bundle.md): sources in few files, constants put where they are read.
// What src loads by URL must be an entry; such URLs are relative to the file's own folder, so entries and chunks lie flat in one.
const ENTRIES = [
  "cli/main",
  "engine/worker",
  "engine/fleet-world",
  "live/live-thread",
  "live/broker-process",
  "store/query-process",
];

export default {
  input: Object.fromEntries(ENTRIES.map((path) => [path.replace(/.*\//, ""), `src/${path}.ts`])),
  // Packages; what begins with a dot, a slash or a drive is ours.
  external: /^[^./\\][^:]/,
  platform: "node",
  resolve: { extensionAlias: { ".js": [".ts", ".tsx"] } },
  optimization: { inlineConst: true },
  // An entry that other chunks read from would start whenever they are read.
  preserveEntrySignatures: "strict",
  output: {
    dir: "dist/bundle",
    cleanDir: true,
    entryFileNames: "[name].js",
    chunkFileNames: "[name].[hash].js",
    sourcemap: true,
  },
};
