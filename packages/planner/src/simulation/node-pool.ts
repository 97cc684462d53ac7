import { LABEL_INITIALIZED, LABEL_NODEPOOL, LABEL_REGISTERED, type NodePool, type Taint } from "@inlay/resources";
import { daemonGroupsOf, type Daemon, type DaemonGroup } from "../cluster/daemons.ts";
import type { StateNode } from "../cluster/state-node.ts";
import { hasBit, isEmpty, membersOf, type Bitset } from "../instance-types/bitset.ts";
import type { Catalogue } from "../instance-types/catalogue.ts";
import type { ResourceAxis } from "../pods/resource-axis.ts";
import {
  labelRequirements,
  requirementsOf,
  type RequirementSet,
  type RequirementSpace,
} from "../requirements/requirement-set.ts";
import type { Snapshot } from "../snapshot.ts";
import { meetsMinValues } from "./min-values.ts";

/** A node pool that can make nodes now, compiled. */
export interface UsablePool {
  readonly index: number;
  readonly nodePool: NodePool;
  readonly name: string;
  readonly catalogue: Catalogue;
  /** Types that the pool's own requirements admit. */
  readonly types: Bitset;
  /** What its nodes are, before a pod asks for anything. */
  readonly template: RequirementSet;
  readonly taints: readonly Taint[];
  readonly daemonGroups: readonly DaemonGroup[];
  /** Limits by column of the axis, Infinity where there is none. */
  readonly limits: Float64Array;
  readonly nodeLimit: number;
}

interface PoolContext {
  readonly space: RequirementSpace;
  readonly axis: ResourceAxis;
  readonly daemons: readonly Daemon[];
  readonly bestEffortMinValues: boolean;
}

/** `<group>/<kind in lower case>`: the label that names a node's class. */
export function nodeClassLabel(nodePool: NodePool): readonly [key: string, name: string] {
  const { group, kind, name } = nodePool.spec.template.spec.nodeClassRef;
  return [`${group}/${kind.toLowerCase()}`, name];
}

/** Why a pool takes no part in provisioning, or undefined. */
function poolRefusal(nodePool: NodePool): string | undefined {
  if (nodePool.spec.replicas !== undefined) return "is static";
  if (nodePool.metadata.deletionTimestamp !== undefined) return "is being deleted";
  if (!nodePool.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True"))
    return "is not ready";
  return undefined;
}

/** Heavier pools first, then by name, last name first. */
function comparePools(a: NodePool, b: NodePool): number {
  const weight = (b.spec.weight ?? 0) - (a.spec.weight ?? 0);
  return weight || (a.metadata.name < b.metadata.name ? 1 : a.metadata.name > b.metadata.name ? -1 : 0);
}

/** Pools that can make nodes, in the order in which they are tried, and why others cannot. */
export function usablePools(
  { nodePools, catalogueOfNodePool }: Snapshot,
  catalogues: ReadonlyMap<string, Catalogue>,
  context: PoolContext,
) {
  const pools: UsablePool[] = [];
  const skipped: { nodePool: string; reason: string }[] = [];
  for (const nodePool of [...nodePools].sort(comparePools)) {
    const name = nodePool.metadata.name;
    const catalogue = catalogues.get(catalogueOfNodePool[name] ?? "");
    const refusal = poolRefusal(nodePool) ?? (catalogue ? undefined : "has no instance types");
    const pool = refusal ?? usablePool(nodePool, pools.length, catalogue!, context);
    if (typeof pool === "object") pools.push(pool);
    else
      skipped.push({
        nodePool: name,
        reason: pool ?? "nodepool requirements filtered out all available instance types",
      });
  }
  return { pools, skipped };
}

/** Undefined when the pool's requirements leave no type. */
function usablePool(
  nodePool: NodePool,
  index: number,
  catalogue: Catalogue,
  context: PoolContext,
): UsablePool | undefined {
  const { space, axis } = context;
  const { metadata, spec } = nodePool.spec.template;
  const [classKey, className] = nodeClassLabel(nodePool);
  const template = space.intern([
    ...requirementsOf(spec.requirements),
    ...labelRequirements(metadata?.labels ?? {}),
    ...labelRequirements({
      [LABEL_NODEPOOL]: nodePool.metadata.name,
      [classKey]: className,
      [LABEL_REGISTERED]: "true",
      [LABEL_INITIALIZED]: "true",
    }),
  ]);
  if ([...template.byKey.values()].some((requirement) => requirement.isContradiction)) return undefined;
  const types = catalogue.admitted(template).slice();
  if (isEmpty(types)) return undefined;
  if (template.hasMinValues && !context.bestEffortMinValues && !meetsMinValues(template, catalogue, types))
    return undefined;
  const taints = spec.taints ?? [];
  const limits = new Float64Array(axis.names.length).fill(Infinity);
  let nodeLimit = Infinity;
  for (const name in nodePool.spec.limits) {
    const amount = axis.amount(name, nodePool.spec.limits[name]!);
    if (name === "nodes") nodeLimit = amount;
    else if (axis.indexOf(name) < limits.length) limits[axis.indexOf(name)] = amount;
  }
  return {
    index,
    nodePool,
    name: nodePool.metadata.name,
    catalogue,
    types,
    template,
    taints,
    daemonGroups: daemonGroupsOf(context.daemons, taints, template, catalogue, types, space),
    limits,
    nodeLimit,
  };
}

export interface RemainingLimits {
  readonly resources: Float64Array;
  readonly nodes: number;
}

/** What is left of the pool's limits beside these nodes. A launching claim is charged with the largest type it may become. */
export function remainingLimits(pool: UsablePool, nodes: Iterable<StateNode>): RemainingLimits {
  const used = new Float64Array(pool.limits.length);
  let left = pool.nodeLimit;
  for (const node of nodes) {
    if (node.nodePool !== pool.name) continue;
    left--;
    addCapacity(pool, node, used);
  }
  return { resources: pool.limits.map((limit, column) => limit - used[column]!), nodes: left };
}

/** Adds what the node counts for in the pool's limits. */
export function addCapacity(pool: UsablePool, node: StateNode, sum: Float64Array): void {
  if (node.launching) {
    largestCapacity(pool, node).forEach((amount, column) => (sum[column]! += amount));
    return;
  }
  for (const name in node.capacity) {
    const column = pool.catalogue.axis.indexOf(name);
    if (column < sum.length) sum[column]! += node.capacity[name]!;
  }
}

function largestCapacity(pool: UsablePool, node: StateNode): Float64Array {
  const named = node.claim?.spec.requirements.find(({ key }) => key === "node.kubernetes.io/instance-type");
  const names = new Set(named?.values);
  const largest = new Float64Array(pool.limits.length);
  pool.catalogue.types.forEach((type, index) => {
    if (!names.has(type.name)) return;
    pool.catalogue.capacity[index]!.forEach((amount, column) => {
      if (amount > (largest[column] ?? 0)) largest[column] = amount;
    });
  });
  return largest;
}

/** Types of the pool whose capacity stays within what is left of its limits. */
export function typesWithinLimits(pool: UsablePool, remaining: Float64Array): Bitset {
  const isTight = (column: number) =>
    remaining[column] !== Infinity && largestOf(pool, pool.types, column) > remaining[column]!;
  const tight = [...remaining.keys()].filter(isTight);
  if (tight.length === 0) return pool.types;
  const bits = pool.types.slice();
  for (const type of membersOf(bits)) {
    const capacity = pool.catalogue.capacity[type]!;
    if (tight.some((column) => (capacity[column] ?? 0) > remaining[column]!)) bits[type >>> 5]! &= ~(1 << (type & 31));
  }
  return bits;
}

/** The most that one of the types has of a resource. */
export function largestOf(pool: UsablePool, types: Bitset, column: number): number {
  for (const type of pool.catalogue.byCapacity(column))
    if (hasBit(types, type)) return pool.catalogue.capacity[type]![column] ?? 0;
  return 0;
}
