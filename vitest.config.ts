import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.{ts,tsx}"],
    exclude: ["tests/slow/**", "node_modules/**"],
    testTimeout: 60_000,
    maxWorkers: 2,
    globalSetup: ["tests/global-setup.ts"],
  },
});
