import { defineConfig } from "vitest/config";
import { compiledSources } from "./tests/compiled-sources.js";

export default defineConfig({
  plugins: [compiledSources()],
  test: {
    include: ["tests/**/*.test.{ts,tsx}"],
    exclude: ["tests/slow/**", "node_modules/**"],
    testTimeout: 60_000,
    maxWorkers: 2,
    // Files share a process and what is loaded and compiled in it; whoever changes something puts it back.
    isolate: false,
    // ink draws only the last frame where it believes to be in CI; the dashboard's tests look at every one.
    env: { CI: "false" },
    globalSetup: ["tests/compiled-sources.ts"],
    server: { deps: { external: [/\/dist\//] } },
  },
});
