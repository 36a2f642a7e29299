import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/slow/**/*.test.ts"],
    testTimeout: 600_000,
    fileParallelism: false,
    globalSetup: ["tests/global-setup.ts"],
  },
});
