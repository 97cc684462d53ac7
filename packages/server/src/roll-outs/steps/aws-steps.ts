import { readEksSettings, type EksSettings } from "@inlay/profiles";
import { mapInAccessEntries, usesAccessEntriesOnly } from "../../eks/access-entries.ts";
import { mapInAwsAuth, MappingUnreadable, type Mapping } from "../../eks/aws-auth.ts";
import { ensureIdentityProvider, NODE_TRUST, serviceAccountTrust } from "../../eks/identity-provider.ts";
import { ensureRole, ForeignRole, PolicyMissing, removeRole, type WantedRole } from "../../eks/roles.ts";
import type { OrderOfWork, Rendition } from "../order-of-work.ts";
import { readNodeGroups } from "../planning/cluster-sight.ts";
import { StepFailed, type Step, type StepContext } from "./step.ts";

/** What the Kubernetes layer of a rendition asks of AWS. */
export const settingsOf = ({ layers }: Rendition): EksSettings =>
  readEksSettings(layers.find(({ layer }) => layer === "k8s")?.data ?? {});

/** What EKS's machines need; the same as AWS's own tools attach. */
const NODE_POLICIES = [
  "AmazonEKSWorkerNodePolicy",
  "AmazonEKS_CNI_Policy",
  "AmazonEC2ContainerRegistryReadOnly",
  "AmazonSSMManagedInstanceCore",
];

/** IAM and the role mapping, in the order in which they need each other. */
export function awsSteps(work: OrderOfWork): readonly Step[] {
  const [before, after] = [settingsOf(work.before), settingsOf(work.after)];
  return [
    ...(after.irsaRoles.length > 0 ? [identityProvider, serviceAccountRoles(before, after)] : []),
    ...(after.nodeRoleName === undefined ? [] : [nodeRole(after.nodeRoleName, before, after)]),
    ...(hasMapping(before) || hasMapping(after) ? [roleMapping(before, after)] : []),
  ];
}

/** Roles that nobody asks for any more; after everything that used them is gone. */
export function roleRemoval(work: OrderOfWork): readonly Step[] {
  const [before, after] = [settingsOf(work.before), settingsOf(work.after)];
  const wanted = new Set(after.irsaRoles.map(({ name }) => name));
  const gone = before.irsaRoles.map(({ name }) => name).filter((name) => !wanted.has(name));
  if (gone.length === 0) return [];
  return [
    {
      key: "remove-roles",
      name: "Remove roles of service accounts",
      afterwards: true,
      run: async ({ aws, signal }) => {
        const removed: string[] = [];
        for (const name of gone) if (await removeRole(aws, work.eksClusterName, name, signal)) removed.push(name);
        return removed.length === 0 ? "nothing of ours is left" : `removed ${removed.join(", ")}`;
      },
    },
  ];
}

const hasMapping = ({ mapRoles, mapUsers }: Mapping): boolean => mapRoles.length + mapUsers.length > 0;

const identityProvider: Step = {
  key: "identity-provider",
  name: "Identity provider of service accounts",
  run: async ({ aws, work, signal }) => {
    const { arn, isNew } = await ensureIdentityProvider(aws, work.eksClusterName, signal);
    return isNew ? `made ${arn}` : `${arn} is there`;
  },
};

const serviceAccountRoles = (before: EksSettings, after: EksSettings): Step => ({
  key: "service-account-roles",
  name: "Roles of service accounts",
  run: async (context) => {
    const provider = await ensureIdentityProvider(context.aws, context.work.eksClusterName, context.signal);
    const changes: string[] = [];
    for (const { name, policies, serviceAccount } of after.irsaRoles) {
      const trust = serviceAccountTrust(provider, serviceAccount);
      const dropped = before.irsaRoles.find((role) => role.name === name)?.policies ?? [];
      changes.push(...(await bring(context, { name, trust, policies, dropped })));
    }
    return told(changes);
  },
});

const nodeRole = (name: string, before: EksSettings, after: EksSettings): Step => ({
  key: "node-role",
  name: "Role of nodes",
  run: async (context) => {
    const { aws, signal } = context;
    const { Arn = "" } = await aws.call("sts", "GetCallerIdentity", {}, { signal });
    const partition = Arn.split(":")[1] ?? "aws";
    const own = NODE_POLICIES.map((policy) => `arn:${partition}:iam::aws:policy/${policy}`);
    const policies = [...own, ...after.nodeRolePolicies];
    const dropped = before.nodeRoleName === name ? before.nodeRolePolicies : [];
    return told(await bring(context, { name, trust: NODE_TRUST, policies, dropped }));
  },
});

const roleMapping = (before: Mapping, after: Mapping): Step => ({
  key: "role-mapping",
  name: "Role mapping",
  run: async ({ aws, kube, work, signal }) => {
    if (await usesAccessEntriesOnly(aws, work.eksClusterName, signal))
      return (await mapInAccessEntries(aws, work.eksClusterName, after, signal))
        ? "changed the access entries"
        : "the access entries are so already";
    try {
      return (await mapInAwsAuth(kube, before, after, signal)) ? "changed aws-auth" : "aws-auth is so already";
    } catch (error) {
      if (!(error instanceof MappingUnreadable)) throw error;
      throw new StepFailed(error.message, {
        object: "ConfigMap kube-system/aws-auth",
        fix: "correct it: kubectl edit configmap aws-auth --namespace kube-system; then Retry",
      });
    }
  },
  undo: async ({ aws, kube, work, signal }) => {
    if (await usesAccessEntriesOnly(aws, work.eksClusterName, signal)) return;
    const used = await rolesInUse(aws, work.eksClusterName, signal);
    // Machines that stay must stay mapped.
    const kept = after.mapRoles.filter(({ rolearn }) => used.has(rolearn.split("/").at(-1) ?? ""));
    const old = before.mapRoles.filter(({ rolearn }) => !kept.some((each) => each.rolearn === rolearn));
    await mapInAwsAuth(kube, after, { mapRoles: [...old, ...kept], mapUsers: before.mapUsers }, signal);
  },
});

async function rolesInUse(aws: StepContext["aws"], clusterName: string, signal: AbortSignal) {
  const groups = await readNodeGroups(aws, clusterName, signal);
  return new Set(groups.map(({ nodeRole: arn = "" }) => arn.split("/").at(-1) ?? ""));
}

async function bring(context: StepContext, role: WantedRole): Promise<readonly string[]> {
  try {
    return await ensureRole(context.aws, context.work.eksClusterName, role, context.signal);
  } catch (error) {
    if (error instanceof PolicyMissing)
      throw new StepFailed(`${error.message}, which the role ${role.name} is to have`, {
        object: `Policy ${error.arn}`,
        fix: "create it (aws iam create-policy), or correct its ARN in the Kubernetes layer; then Retry",
      });
    if (error instanceof ForeignRole)
      throw new StepFailed(error.message, {
        object: `Role ${role.name}`,
        fix: "choose another name in the Kubernetes layer, or delete the role if nobody needs it; then Retry",
      });
    throw error;
  }
}

const told = (changes: readonly string[]): string => (changes.length === 0 ? "nothing to change" : changes.join("; "));
