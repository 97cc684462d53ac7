import { installOrder } from "@inlay/profiles";
import type { OrderOfWork } from "../order-of-work.ts";
import { awsSteps, roleRemoval, settingsOf } from "./aws-steps.ts";
import { drainKarpenter } from "./drain-karpenter.ts";
import { applyLayer, layerReady } from "./layer-steps.ts";
import { prune } from "./prune.ts";
import { replaceNodeGroup } from "./replace-node-group.ts";
import type { Step } from "./step.ts";
import { upgradeControlPlane } from "./upgrade-control-plane.ts";
import { updateNodeGroup } from "./update-node-group.ts";

/**
 * The steps of a roll-out, always the same for the same order of work: IAM and mapping, node groups, layers by install priority (the next
 * priority begins when everything of this one is healthy), and at the end what is not wanted any more.
 */
export function stepsOf(work: OrderOfWork): readonly Step[] {
  const { nodeRoleName } = settingsOf(work.after);
  const groups = installOrder(work.after.layers).map(({ layers }) =>
    layers.filter(({ objects }) => objects.length > 0),
  );
  return [
    ...awsSteps(work),
    ...upgradeControlPlane(work),
    ...work.pools.map((pool) =>
      pool.how === "replace" && nodeRoleName !== undefined
        ? replaceNodeGroup(pool, nodeRoleName)
        : updateNodeGroup(pool),
    ),
    ...groups.flatMap((layers) => [...layers.map((layer) => applyLayer(layer, work)), ...layers.map(layerReady)]),
    ...drainKarpenter(work),
    prune(work),
    ...roleRemoval(work),
  ];
}
