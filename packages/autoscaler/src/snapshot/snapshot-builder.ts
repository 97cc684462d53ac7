import type { CloudProvider } from "@inlay/cloud";
import type { Logger } from "@inlay/kube";
import { SNAPSHOT_VERSION, type InstanceType, type Snapshot } from "@inlay/planner";
import type { NodePool } from "@inlay/resources";
import { commandsInProgress } from "../disruption/command.ts";
import { nodeClassKey } from "../state/cluster-caches.ts";
import type { Environment } from "../state/environment.ts";
import { isManagedClaim, isManagedPool } from "../state/managed.ts";

/**
 * The live cluster as a snapshot. Objects are those of the caches, not copies, and lists are the caches' own: what costs is only what changed.
 * The instance types come from the provider, which keeps them.
 */
export async function buildSnapshot(
  environment: Environment,
  controller: string,
  logger: Logger,
  signal: AbortSignal,
): Promise<Snapshot> {
  const { caches, clock, nominations, options } = environment;
  const provider = environment.provider(controller);
  const nodePools = caches.nodePools.all().filter((pool) => isManagedPool(pool, provider));
  const resolved = await Promise.all(nodePools.map(async (pool) => [pool, await instanceTypes(pool)] as const));
  const resolvedCatalogues = catalogues(resolved);
  const freeAddresses = options.subnetAddresses
    ? await freeAddressesOf(provider, resolved, resolvedCatalogues.catalogueOfNodePool, signal)
    : undefined;
  // Read after the await above, all in one go: the parts of a snapshot are of one moment.
  const now = clock.now();
  const nodeClaims = caches.nodeClaims.all().filter((claim) => isManagedClaim(claim, provider));
  return {
    version: SNAPSHOT_VERSION,
    now: new Date(now).toISOString(),
    heldToSchemas: true,
    nodePools,
    nodeClaims,
    nodes: caches.nodes.all(),
    pods: caches.pods.all(),
    daemonSets: caches.daemonSets.all(),
    namespaces: caches.namespaces.all(),
    podDisruptionBudgets: caches.podDisruptionBudgets.all(),
    persistentVolumes: caches.persistentVolumes.all(),
    persistentVolumeClaims: caches.persistentVolumeClaims.all(),
    storageClasses: caches.storageClasses.all(),
    csiNodes: caches.csiNodes.all(),
    ...resolvedCatalogues,
    ...(freeAddresses && { freeAddresses }),
    nominatedUntil: nominations.current(now),
    commands: commandsInProgress(nodeClaims),
  };

  async function instanceTypes(pool: NodePool): Promise<readonly InstanceType[] | undefined> {
    if (pool.metadata.deletionTimestamp || pool.spec.replicas !== undefined) return undefined;
    try {
      const types = await provider.instanceTypes(pool, signal);
      environment.prices.remember(pool.metadata.name, types);
      return types;
    } catch (error) {
      if (signal.aborted) throw error;
      logger.debug("skipping, unable to resolve instance types", {
        NodePool: { name: pool.metadata.name },
        error: String(error),
      });
      return undefined;
    }
  }
}

/** Free IP addresses by catalogue: pools of one node class share its subnets. What the provider does not know is left out, and has no end. */
export async function freeAddressesOf(
  provider: Pick<CloudProvider, "freeAddresses">,
  resolved: readonly (readonly [pool: NodePool, types: readonly InstanceType[] | undefined])[],
  catalogueOfNodePool: Snapshot["catalogueOfNodePool"],
  signal: AbortSignal,
): Promise<NonNullable<Snapshot["freeAddresses"]>> {
  const free: Record<string, Readonly<Record<string, number>>> = {};
  for (const [pool] of resolved) {
    const catalogue = catalogueOfNodePool[pool.metadata.name];
    if (catalogue === undefined || free[catalogue]) continue;
    const zones = await provider.freeAddresses?.(pool, signal);
    if (zones) free[catalogue] = zones;
  }
  return free;
}

/** Pools that got the very same list share a catalogue. Ids come from node classes and the order of pools' names: equal clusters, equal ids. */
export function catalogues(
  resolved: readonly (readonly [pool: NodePool, types: readonly InstanceType[] | undefined])[],
): Pick<Snapshot, "catalogues" | "catalogueOfNodePool"> {
  const ids = new Map<readonly InstanceType[], string>();
  const byId: Record<string, readonly InstanceType[]> = {};
  const catalogueOfNodePool: Record<string, string> = {};
  const byName = resolved.toSorted(([a], [b]) => (a.metadata.name < b.metadata.name ? -1 : 1));
  for (const [pool, types] of byName) {
    if (!types) continue;
    let id = ids.get(types);
    if (id === undefined) {
      const ref = pool.spec.template.spec.nodeClassRef;
      const base = `${nodeClassKey(ref)}/${ref.name}`;
      id = base;
      for (let n = 2; byId[id] !== undefined; n++) id = `${base}#${n}`;
      ids.set(types, id);
      byId[id] = types;
    }
    catalogueOfNodePool[pool.metadata.name] = id;
  }
  return { catalogues: byId, catalogueOfNodePool };
}
