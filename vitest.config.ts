import { defineConfig } from "vitest/config";

/** Long kills on the whole box: `npm test -- --project kills`. Their cases also run in test/autoscaler, against a cloud in memory. */
const SEPARATE = ["test/kills/draining-kills.test.ts", "test/kills/standby.test.ts"];

/** Unit and property tests stand beside the code; `test/` holds the end-to-end flows, which mostly wait: three files at a time. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["packages/*/src/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: "flows",
          include: ["test/**/*.test.ts"],
          exclude: SEPARATE,
          testTimeout: 900_000,
          hookTimeout: 600_000,
          maxWorkers: 3,
        },
      },
      { test: { name: "kills", include: SEPARATE, testTimeout: 900_000, hookTimeout: 600_000, maxWorkers: 2 } },
    ],
  },
});
