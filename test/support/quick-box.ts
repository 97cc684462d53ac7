import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { type BoxProcess, startBox } from "./box-process.ts";
import { controllerReady } from "./controller.ts";
import { ledgerEnd } from "./ec2-balance.ts";
import { QUICK_POOL } from "./quick-pool.ts";

/** A box with the quick pool, and where EC2's ledger stood when the test began. */
export interface QuickBox {
  readonly box: () => BoxProcess;
  readonly start: () => number;
}

/** One box for the tests of a file. @param tidy takes away what a test has left behind. */
export function useQuickBox(speed: number, tidy: (box: BoxProcess) => Promise<void>): QuickBox {
  let box: BoxProcess;
  let start: number;
  beforeAll(async () => {
    box = await startBox({ speed });
    await controllerReady(box);
    await box.ok("apply -f -", QUICK_POOL);
  });
  afterAll(() => box?.stop());
  beforeEach(async () => {
    start = await ledgerEnd(box);
  });
  afterEach(() => tidy(box));
  return { box: () => box, start: () => start };
}
