import { isNotFound, ObjectGone } from "@inlay/kube";
import { NODE_CLAIMS, NODE_POOLS, NODES, type Node, type NodeClaim, type NodePool } from "@inlay/resources";
import type { ConditionChange } from "../conditions/conditions.ts";
import { changedConditions, NODE_CLAIM_DEPENDENTS, NODE_POOL_DEPENDENTS } from "../conditions/conditions.ts";
import type { Environment } from "./environment.ts";

/**
 * The writes to the objects we keep. All under an optimistic lock: whoever decided on an older version gets a conflict and decides again; whoever decided on
 * an object that is gone by now gets ObjectGone, and has nothing left to decide. The answer is in the cache before the call returns, so the next
 * decision sees it.
 */
export async function patchNodeClaim(
  { client, caches }: Environment,
  claim: NodeClaim,
  patch: { readonly metadata: object },
  signal: AbortSignal,
): Promise<NodeClaim> {
  const { name, resourceVersion } = claim.metadata;
  const patched = await client
    .mergePatch<NodeClaim>(NODE_CLAIMS, { name }, patch, { resourceVersion, signal })
    .catch(asGone);
  caches.nodeClaims.observe(patched);
  return patched;
}

export interface StatusChange<Status> {
  readonly conditions?: readonly ConditionChange[];
  readonly removed?: readonly string[];
  readonly fields?: Omit<Partial<Status>, "conditions">;
}

/** Does nothing when nothing changes. */
export async function patchNodeClaimStatus(
  environment: Environment,
  claim: NodeClaim,
  change: StatusChange<NonNullable<NodeClaim["status"]>>,
  signal: AbortSignal,
): Promise<NodeClaim> {
  const { client, caches, clock } = environment;
  const { name, resourceVersion } = claim.metadata;
  const status = statusPatch(claim, NODE_CLAIM_DEPENDENTS, change, clock.now());
  if (!status) return claim;
  const options = { subresource: "status", resourceVersion, signal } as const;
  const patched = await client.mergePatch<NodeClaim>(NODE_CLAIMS, { name }, { status }, options).catch(asGone);
  caches.nodeClaims.observe(patched);
  return patched;
}

export async function patchNodePoolStatus(
  environment: Environment,
  pool: NodePool,
  change: StatusChange<NonNullable<NodePool["status"]>>,
  signal: AbortSignal,
): Promise<NodePool> {
  const { client, caches, clock } = environment;
  const { name, resourceVersion } = pool.metadata;
  const status = statusPatch(pool, NODE_POOL_DEPENDENTS, change, clock.now());
  if (!status) return pool;
  const options = { subresource: "status", resourceVersion, signal } as const;
  const patched = await client.mergePatch<NodePool>(NODE_POOLS, { name }, { status }, options).catch(asGone);
  caches.nodePools.observe(patched);
  return patched;
}

function statusPatch<T extends NodeClaim | NodePool>(
  object: T,
  dependents: readonly string[],
  { conditions = [], removed = [], fields }: StatusChange<NonNullable<T["status"]>>,
  now: number,
): object | undefined {
  const changed = changedConditions(object, dependents, conditions, now, removed);
  const current: Readonly<Record<string, unknown>> = { ...object.status };
  const differing = Object.entries(fields ?? {}).filter(
    ([name, value]) => JSON.stringify(current[name]) !== JSON.stringify(value),
  );
  if (!changed && differing.length === 0) return undefined;
  return { ...Object.fromEntries(differing), ...(changed ? { conditions: changed } : {}) };
}

export async function patchNode(
  { client, caches }: Environment,
  node: Node,
  patch: { readonly metadata?: object; readonly spec?: object },
  signal: AbortSignal,
): Promise<Node> {
  const { name, resourceVersion } = node.metadata;
  const patched = await client.mergePatch<Node>(NODES, { name }, patch, { resourceVersion, signal }).catch(asGone);
  caches.nodes.observe(patched);
  return patched;
}

/** Asks for deletion of exactly this object; one that is gone already is no failure. */
export async function deleteNodeClaim({ client }: Environment, claim: NodeClaim, signal: AbortSignal): Promise<void> {
  const { name, uid } = claim.metadata;
  await client.delete(NODE_CLAIMS, { name }, { preconditions: { uid }, signal }).catch(ignoreNotFound);
}

export async function deleteNode({ client }: Environment, node: Node, signal: AbortSignal): Promise<void> {
  const { name, uid } = node.metadata;
  await client.delete(NODES, { name }, { preconditions: { uid }, signal }).catch(ignoreNotFound);
}

function ignoreNotFound(error: unknown): void {
  if (!isNotFound(error)) throw error;
}

function asGone(error: unknown): never {
  throw isNotFound(error) ? new ObjectGone("it was deleted in the meantime", { cause: error }) : error;
}
