import { defineConfig } from "vitest/config";

const SCENARIOS = "test/box/scenarios.test.ts";

/** Unit and property tests stand beside the code; `test/` holds the end-to-end flows, which mostly wait: six files at a time.
 * The gallery of scenarios takes minutes and is played on its own: `npm test -- --project scenarios`. */
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
          exclude: [SCENARIOS],
          testTimeout: 900_000,
          hookTimeout: 600_000,
          maxWorkers: 6,
        },
      },
      {
        test: { name: "scenarios", include: [SCENARIOS], testTimeout: 900_000, hookTimeout: 600_000 },
      },
    ],
  },
});
