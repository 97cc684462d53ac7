import { controllerReady } from "../support/controller.ts";
import { atRest } from "../support/ec2-balance.ts";
import { type QuickBox, useQuickBox } from "../support/quick-box.ts";

/**
 * A box whose controller is killed. Between the tests everything is taken away and the controller's pod is made anew: a container that
 * was killed often is only restarted after a while.
 */
export function useKillBox(): QuickBox {
  return useQuickBox(20, async (box) => {
    await box.control("DELETE", "/box/v1/faults");
    await box.ok("delete deployments,poddisruptionbudgets -n default --all");
    await box.ok("delete nodeclaims --all");
    await atRest(box, 0);
    await box.ok("delete pods -n karpenter --all");
    await controllerReady(box);
  });
}
