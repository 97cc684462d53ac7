import { isAwsError } from "@inlay/aws";
import type { PoolRepave } from "@inlay/profiles";
import { POD_DISRUPTION_BUDGETS, PODS, type Pod, type PodDisruptionBudget } from "@inlay/resources";
import { createHash } from "node:crypto";
import { nodesOf } from "../../eks/drain-nodes.ts";
import { upgradeTo } from "../../eks/kubernetes-version.ts";
import { blockingBudgets, mustMove } from "../planning/node-plan.ts";
import { stuckByBudgets, waitsForBudgets } from "./blocked-by-budget.ts";
import { StepFailed, until, type Step, type StepContext } from "./step.ts";

/** EKS rolls the group itself: a new machine first, then an old one is drained within its budgets. The group keeps its name. */
export function updateNodeGroup({ nodeGroup }: PoolRepave): Step {
  return {
    key: `update-node-group/${nodeGroup}`,
    name: `Node group ${nodeGroup}`,
    run: async (context) => {
      const updateId = await begin(context, nodeGroup);
      await until(
        context,
        // EKS itself gives up on a node after a quarter of an hour.
        Infinity,
        async () => await look(context, nodeGroup, updateId),
        () => new StepFailed(`${nodeGroup} was not updated in time`),
      );
      return `${nodeGroup} has new machines`;
    },
  };
}

async function begin(context: StepContext, nodegroupName: string): Promise<string> {
  const { aws, work, memory, patience, rollOutUid, signal } = context;
  const known = memory["updateId"];
  if (typeof known === "string") return known;
  const token = createHash("sha256").update(`${rollOutUid}\0${nodegroupName}`).digest("hex").slice(0, 32);
  const version = upgradeTo(work.before.layers, work.after.layers);
  const input = {
    clusterName: work.eksClusterName,
    nodegroupName,
    clientRequestToken: token,
    ...(version !== undefined && { version }),
  };
  return until(
    context,
    patience.nodeGroup,
    async () => {
      try {
        const { update } = await aws.call("eks", "UpdateNodegroupVersion", input, { signal });
        await context.remember({ updateId: update?.id ?? "" });
        return update?.id ?? "";
      } catch (error) {
        if (!isAwsError(error, "ResourceInUseException")) throw error;
        // A worker that is no more may have begun it: then that is the one.
        const running = await runningUpdate(context, nodegroupName);
        if (running !== undefined) await context.remember({ updateId: running });
        else await context.report(`${nodegroupName} is busy: ${error.message}`);
        return running;
      }
    },
    () => new StepFailed(`${nodegroupName} stays busy`, { object: `NodeGroup ${nodegroupName}` }),
  );
}

async function runningUpdate({ aws, work, signal }: StepContext, nodegroupName: string): Promise<string | undefined> {
  const name = work.eksClusterName;
  const { updateIds = [] } = await aws.call("eks", "ListUpdates", { name, nodegroupName }, { signal });
  for (const updateId of updateIds) {
    const { update } = await aws.call("eks", "DescribeUpdate", { name, nodegroupName, updateId }, { signal });
    if (update?.status === "InProgress" && update.type === "VersionUpdate") return updateId;
  }
  return undefined;
}

async function look(context: StepContext, nodegroupName: string, updateId: string): Promise<true | undefined> {
  const { aws, work, signal } = context;
  const input = { name: work.eksClusterName, nodegroupName, updateId };
  const { update } = await aws.call("eks", "DescribeUpdate", input, { signal });
  if (update?.status === "Successful") return true;
  const blocking = await budgetsInTheWay(context, nodegroupName);
  if (update?.status === "Failed" || update?.status === "Cancelled") {
    const [error] = update.errors ?? [];
    if (blocking.length > 0) throw stuckByBudgets(error?.resourceIds?.[0] ?? nodegroupName, blocking);
    throw new StepFailed(`EKS could not update ${nodegroupName}: ${error?.errorCode}: ${error?.errorMessage}`, {
      object: `NodeGroup ${nodegroupName}`,
      fix: "see the node group's health in EKS; then Retry",
    });
  }
  await context.report(
    blocking.length > 0
      ? waitsForBudgets(nodegroupName, blocking)
      : `${nodegroupName} gets new machines, one after the other`,
  );
  return undefined;
}

async function budgetsInTheWay({ kube, signal }: StepContext, nodeGroup: string) {
  const closed = new Set(
    (await nodesOf(kube, nodeGroup, signal))
      .filter(({ spec }) => spec?.unschedulable)
      .map(({ metadata }) => metadata.name),
  );
  if (closed.size === 0) return [];
  const [pods, budgets] = await Promise.all([
    kube.list<Pod>(PODS, { signal }),
    kube.list<PodDisruptionBudget>(POD_DISRUPTION_BUDGETS, { signal }),
  ]);
  return blockingBudgets(
    pods.items.filter((pod) => closed.has(pod.spec.nodeName ?? "") && mustMove(pod)),
    budgets.items,
  );
}
