import { expect } from "vitest";
import { hold, killController, untilHeld } from "../support/controller.ts";
import { atRest, launchedSince } from "../support/ec2-balance.ts";
import { allReady, load } from "../support/quick-pool.ts";
import type { QuickBox } from "../support/quick-box.ts";
import { until } from "../support/wait.ts";

/**
 * A node sized for two pods loses the big one and is replaced by a cheaper node; the controller is killed while the given call is held.
 * In the end there is the cheaper node alone, and it was launched once.
 */
export async function killDuringReplacement({ box, start }: QuickBox, match: Record<string, unknown>): Promise<void> {
  await box().ok("apply -f -", load("big", 1, "6"));
  await box().ok("apply -f -", load("small", 1, "200m"));
  await allReady(box(), "big", 1, 120_000);
  await allReady(box(), "small", 1, 120_000);
  await atRest(box(), 1);
  const before = (await launchedSince(box(), start())).length;
  const fault = await hold(box(), match);
  await box().ok("delete deployment big");
  await untilHeld(box(), fault, 90_000);
  await killController(box(), fault);
  await allReady(box(), "small", 1, 120_000);
  await until(
    "the cheaper node alone",
    async () => {
      const { items } = await box().json("get nodeclaims");
      return items.length === 1 && items[0]!.metadata.labels?.["node.kubernetes.io/instance-type"]?.endsWith(".medium");
    },
    180_000,
  );
  await atRest(box(), 1, 180_000);
  expect((await launchedSince(box(), start())).length - before).toBe(1);
}
