import { defineConfig } from "vitest/config";
import { compiledSources } from "./tests/compiled-sources.js";

export default defineConfig({
  plugins: [compiledSources()],
  test: {
    include: ["tests/slow/**/*.test.ts"],
    testTimeout: 600_000,
    fileParallelism: false,
    isolate: false,
    globalSetup: ["tests/compiled-sources.ts"],
    server: { deps: { external: [/\/dist\//] } },
  },
});
