import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.{ts,tsx}"],
    exclude: ["tests/slow/**", "node_modules/**"],
    testTimeout: 60_000,
    maxWorkers: 2,
    // ink draws only the last frame where it believes to be in CI; the dashboard's tests look at every one.
    env: { CI: "false" },
    globalSetup: ["tests/global-setup.ts"],
  },
});
