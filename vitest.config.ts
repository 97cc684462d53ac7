import { defineConfig } from "vitest/config";

/** Flows that a quarter of an hour has no room for: `npm test -- --project long`. */
const LONG = ["test/box/bare-start.test.ts", "test/box/scenarios.test.ts", "test/server/roll-out-kills.test.ts"];

/** Unit and property tests stand beside the code; `test/` holds the end-to-end flows, which mostly wait: six files at a time. */
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
          exclude: LONG,
          testTimeout: 900_000,
          hookTimeout: 600_000,
          maxWorkers: 6,
        },
      },
      {
        test: { name: "long", include: LONG, maxWorkers: 2, testTimeout: 900_000, hookTimeout: 600_000 },
      },
    ],
  },
});
