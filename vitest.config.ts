import { defineConfig } from "vitest/config";

/** Unit and property tests stand beside the code; `test/` holds the end-to-end flows, which mostly wait: four files at a time. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["packages/*/src/**/*.test.ts"],
          globalSetup: ["test/support/shared-postgres.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: "flows",
          include: ["test/**/*.test.ts"],
          testTimeout: 900_000,
          hookTimeout: 600_000,
          maxWorkers: 4,
        },
      },
    ],
  },
});
