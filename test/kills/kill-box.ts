import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { type BoxProcess, startBox } from "../support/box-process.ts";
import { controllerReady } from "../support/controller.ts";
import { atRest, ledgerEnd } from "../support/ec2-balance.ts";
import { QUICK_POOL } from "../support/quick-pool.ts";

/** A box whose controller is killed, and where EC2's ledger stood when the test began. */
export interface KillBox {
  readonly box: () => BoxProcess;
  readonly start: () => number;
}

/**
 * One box for the tests of a file. Between them everything is taken away and the controller's pod is made anew: a container that was
 * killed often is only restarted after a while.
 */
export function useKillBox(): KillBox {
  let box: BoxProcess;
  let start: number;
  beforeAll(async () => {
    box = await startBox({ speed: 20 });
    await controllerReady(box);
    await box.ok("apply -f -", QUICK_POOL);
  });
  afterAll(() => box?.stop());
  beforeEach(async () => {
    start = await ledgerEnd(box);
  });
  afterEach(async () => {
    await box.control("DELETE", "/box/v1/faults");
    await box.ok("delete deployments,poddisruptionbudgets -n default --all");
    await box.ok("delete nodeclaims --all");
    await atRest(box, 0);
    await box.ok("delete pods -n karpenter --all");
    await controllerReady(box);
  });
  return { box: () => box, start: () => start };
}
