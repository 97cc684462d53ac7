import { isAwsError, isNotFoundAtAws } from "@inlay/aws";
import type { PoolRepave } from "@inlay/profiles";
import { closeNodes, drainOnce, nodesOf, openNodes } from "../../eks/drain-nodes.ts";
import { REPLACES_TAG, replacementInput, replacementName } from "../../eks/replacement.ts";
import { roleArn } from "../../eks/roles.ts";
import { readNodeGroup, type NodeGroup } from "../planning/cluster-sight.ts";
import { stuckByBudgets, waitsForBudgets } from "./blocked-by-budget.ts";
import { StepFailed, until, type Step, type StepContext } from "./step.ts";

/**
 * Replaces a managed node group by one with another role, which EKS cannot change: the new group comes up whole, the old one's nodes are
 * closed and drained one by one as budgets allow, then it is deleted. Until then everything can be taken back.
 */
export function replaceNodeGroup({ nodeGroup }: PoolRepave, roleName: string): Step {
  const name = replacementName(nodeGroup, roleName);
  return {
    key: `replace-node-group/${nodeGroup}`,
    name: `Node group ${nodeGroup}`,
    run: async (context) => {
      const { aws, work, signal } = context;
      const old = await readNodeGroup(aws, work.eksClusterName, nodeGroup, signal);
      if (old) await create(context, old, name, roleName);
      await comeUp(context, name);
      if (!old) return `${name} has taken the place of ${nodeGroup}`;
      if (old.status !== "DELETING") await drain(context, nodeGroup);
      await remove(context, nodeGroup);
      return `${name} has taken the place of ${nodeGroup}`;
    },
    undo: async (context) => {
      const { aws, kube, work, signal } = context;
      const old = await readNodeGroup(aws, work.eksClusterName, nodeGroup, signal);
      // The old one is gone or on its way: the new one is all there is.
      if (!old || old.status === "DELETING") return;
      await openNodes(kube, await nodesOf(kube, nodeGroup, signal), signal);
      const fresh = await readNodeGroup(aws, work.eksClusterName, name, signal);
      if (fresh?.tags?.[REPLACES_TAG] === nodeGroup || fresh?.nodeRole?.endsWith(`/${roleName}`))
        await remove(context, name);
    },
  };
}

async function create(context: StepContext, old: NodeGroup, name: string, roleName: string): Promise<void> {
  const { aws, work, patience, signal } = context;
  if (await readNodeGroup(aws, work.eksClusterName, name, signal)) return;
  const role = await roleArn(aws, roleName, signal);
  if (role === undefined) throw new StepFailed(`there is no role ${roleName}`, { object: `Role ${roleName}` });
  await context.report(`creating ${name} with the role ${roleName}`);
  // IAM tells a new role everywhere only after a while.
  await until(
    context,
    patience.refused,
    async () => {
      try {
        await aws.call("eks", "CreateNodegroup", replacementInput(old, name, role), { signal });
        return true;
      } catch (error) {
        if (isAwsError(error, "ResourceInUseException")) return true;
        if (isAwsError(error, "InvalidParameterException") && /role/i.test(error.message)) {
          await context.report(`EKS does not accept the role ${roleName} yet: ${error.message}`);
          return undefined;
        }
        throw error;
      }
    },
    () =>
      new StepFailed(`EKS does not accept the role ${roleName} for ${name}`, {
        object: `Role ${roleName}`,
        fix: "see that ec2.amazonaws.com may assume it; then Retry",
      }),
  );
}

async function comeUp(context: StepContext, name: string): Promise<void> {
  const { aws, work, patience, signal } = context;
  const at = { object: `NodeGroup ${name}` };
  let why = "";
  await until(
    context,
    patience.nodeGroup,
    async (passed) => {
      const group = await readNodeGroup(aws, work.eksClusterName, name, signal);
      if (group?.status === "ACTIVE") return true;
      const issue = group?.health?.issues?.[0];
      why = issue ? `${issue.code}: ${issue.message}` : `its status is ${group?.status ?? "unknown"}`;
      const refused = issue?.code === "AccessDenied";
      const fix = refused ? mappingFix(group?.nodeRole ?? "") : "see the node group's health in EKS; then Retry";
      if (group?.status === "CREATE_FAILED" || (refused && passed > patience.refused))
        throw new StepFailed(`${name} does not come up: ${why}`, { ...at, fix });
      await context.report(`${name} comes up: ${why}${issue ? `; ${fix}` : ""}`);
      return undefined;
    },
    () =>
      new StepFailed(`${name} has not come up in time: ${why}`, {
        ...at,
        fix: "see the node group's health in EKS; then Retry",
      }),
  );
}

const mappingFix = (nodeRole: string): string =>
  `add ${nodeRole} with the username system:node:{{EC2PrivateDNSName}} and the groups system:bootstrappers and system:nodes to managedControlPlane.iamAuthenticatorConfig.mapRoles of the Kubernetes layer`;

async function drain(context: StepContext, nodeGroup: string): Promise<void> {
  const { kube, patience, signal } = context;
  const nodes = await nodesOf(kube, nodeGroup, signal);
  await closeNodes(kube, nodes, signal);
  for (const [at, { metadata }] of nodes.entries()) {
    const { name } = metadata;
    let blocking: Awaited<ReturnType<typeof drainOnce>>["blocking"] = [];
    let left = 0;
    await until(
      context,
      patience.drain,
      async () => {
        const sight = await drainOnce(kube, name, signal);
        if (sight.left.length === 0) return true;
        blocking = sight.blocking;
        left = sight.left.length;
        await context.report(
          blocking.length > 0
            ? waitsForBudgets(name, blocking)
            : `draining ${name} (${at + 1} of ${nodes.length}): ${left} pods to go`,
        );
        return undefined;
      },
      () =>
        blocking.length > 0
          ? stuckByBudgets(name, blocking)
          : new StepFailed(`${name} cannot be drained: ${left} pods do not go`, {
              object: `Node ${name}`,
              fix: `see what keeps them: kubectl get pods --all-namespaces --field-selector spec.nodeName=${name}; then Retry`,
            }),
    );
  }
}

async function remove(context: StepContext, name: string): Promise<void> {
  const { aws, work, patience, signal } = context;
  const where = { clusterName: work.eksClusterName, nodegroupName: name };
  await until(
    context,
    patience.nodeGroup,
    async () => {
      const group = await readNodeGroup(aws, work.eksClusterName, name, signal);
      if (!group) return true;
      if (group.status !== "DELETING")
        await aws.call("eks", "DeleteNodegroup", where, { signal }).catch((error: unknown) => {
          // It is busy with something else, or gone.
          if (!isAwsError(error, "ResourceInUseException") && !isNotFoundAtAws(error)) throw error;
        });
      await context.report(`${name} goes`);
      return undefined;
    },
    () =>
      new StepFailed(`${name} has not gone in time`, {
        object: `NodeGroup ${name}`,
        fix: "see its health in EKS; then Retry",
      }),
  );
}
