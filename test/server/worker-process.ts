/** A worker of roll-outs as a process of its own, for tests that kill it. Prints each step as it begins. */
import { openDatabase } from "../../packages/server/src/database/open-database.ts";
import { startRollOutWorker } from "../../packages/server/src/roll-outs/jobs/worker.ts";
import { PATIENCE } from "../../packages/server/src/roll-outs/steps/step.ts";

const databaseUrl = process.argv[2] ?? "";
await startRollOutWorker({
  db: await openDatabase(databaseUrl),
  databaseUrl,
  patience: { ...PATIENCE, look: 200 },
  leaseMilliseconds: 1_000,
  logFailure: (error) => console.error(error),
  onStep: (key) => console.log(key),
});
