import type { BoxProcess, KubeItem } from "./box-process.ts";
import { until } from "./wait.ts";

interface LedgerEntry {
  readonly sequence: number;
  readonly operation: string;
  readonly error?: string;
  readonly resources: readonly string[];
}
interface Instance {
  readonly instanceId: string;
  readonly state: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Instances that fleets have started since a ledger line. */
export async function launchedSince(box: BoxProcess, sequence: number): Promise<readonly string[]> {
  const { items } = await box.control<{ items: LedgerEntry[] }>("GET", `/box/v1/ledger?since=${sequence}`);
  return [
    ...new Set(items.filter((entry) => entry.operation === "CreateFleet").flatMap((entry) => entry.resources)),
  ].filter((id) => id.startsWith("i-"));
}

export async function ledgerEnd(box: BoxProcess): Promise<number> {
  const { items } = await box.control<{ items: LedgerEntry[] }>("GET", "/box/v1/ledger");
  return items.at(-1)?.sequence ?? 0;
}

/** Karpenter's instances that cost money now. */
export async function karpenterInstances(box: BoxProcess): Promise<readonly string[]> {
  const { items } = await box.control<{ items: Instance[] }>("GET", "/box/v1/instances");
  return items
    .filter(
      (instance) =>
        instance.tags["karpenter.sh/nodepool"] && (instance.state === "pending" || instance.state === "running"),
    )
    .map((instance) => instance.instanceId);
}

/**
 * Waits until the cluster is at rest with this many Karpenter nodes: each node claim has one running instance and one node, each
 * instance one claim, nothing is being deleted, nothing is tainted for disruption. Nothing leaked, nothing doubled.
 */
export async function atRest(box: BoxProcess, nodes: number, deadlineMs = 120_000): Promise<void> {
  await until(
    `the cluster to be at rest with ${nodes} Karpenter node(s)`,
    async () => {
      const claims = (await box.json("get nodeclaims")).items;
      const owned = (await box.json("get nodes -l karpenter.sh/nodepool")).items;
      const instances = await karpenterInstances(box);
      const ids = claims.map((claim) => ((claim.status?.providerID as string | undefined) ?? "").split("/").at(-1));
      const problems = [
        claims.length === nodes || `${claims.length} claims`,
        owned.length === nodes || `${owned.length} nodes`,
        instances.length === nodes || `${instances.length} instances: ${instances.join()}`,
        ids.every((id) => instances.includes(id ?? "")) || `claims have ${ids.join()}, EC2 ${instances.join()}`,
        ...[...claims, ...owned].map(
          (item) => item.metadata.deletionTimestamp === undefined || `${item.metadata.name} is being deleted`,
        ),
        ...owned.map((node) => !isDisrupted(node) || `${node.metadata.name} is tainted`),
      ].filter((problem) => problem !== true);
      if (problems.length > 0) throw new Error(problems.join("; "));
      return true;
    },
    deadlineMs,
  );
}

function isDisrupted(node: KubeItem): boolean {
  return ((node.spec.taints as { key: string }[] | undefined) ?? []).some(
    (taint) => taint.key === "karpenter.sh/disrupted",
  );
}
