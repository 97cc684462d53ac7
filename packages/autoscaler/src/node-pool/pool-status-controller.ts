import type { ControllerDefinition } from "@inlay/kube";
import { KARPENTER_GROUP, type NodePool } from "@inlay/resources";
import { conditionOf, type ConditionChange } from "../conditions/conditions.ts";
import { everyObject } from "../state/claim-keys.ts";
import { nodeClassKey, type AnyNodeClass } from "../state/cluster-caches.ts";
import type { Environment } from "../state/environment.ts";
import { claimsOfNode, isManagedPool, nodesOfClaim } from "../state/managed.ts";
import { patchNodePoolStatus } from "../state/writes.ts";
import { poolOf, poolUsage, usageList } from "./pool-usage.ts";
import { validationFailure } from "./pool-validation.ts";

/** Claims come and go in rows: their sum is written once for the row. */
const COUNT_DELAY_MS = 500;

/** Whether a pool can be launched from, as far as its node class says. */
export function nodeClassCondition(nodeClass: AnyNodeClass | undefined): ConditionChange {
  const type = "NodeClassReady";
  if (!nodeClass)
    return { type, status: "False", reason: "NodeClassNotFound", message: "NodeClass not found on cluster" };
  if (nodeClass.metadata.deletionTimestamp)
    return { type, status: "False", reason: "NodeClassTerminating", message: "NodeClass is Terminating" };
  const ready = conditionOf(nodeClass, "Ready");
  if (!ready || ready.status === "Unknown")
    return { type, status: "Unknown", reason: "NodeClassReadinessUnknown", message: "Node Class Readiness Unknown" };
  if (ready.status === "True") return { type, status: "True" };
  return { type, status: "False", reason: ready.reason || "NodeClassNotReady", message: ready.message ?? "" };
}

export function validationCondition(pool: NodePool): ConditionChange {
  const type = "ValidationSucceeded";
  const message = validationFailure(pool);
  return message ? { type, status: "False", reason: "NodePoolValidationFailed", message } : { type, status: "True" };
}

/** `replicas` is part of the API and not acted upon: said where somebody who set it will look. */
export function replicasCondition(pool: NodePool): ConditionChange | undefined {
  if (pool.spec.replicas === undefined) return undefined;
  return {
    type: "StaticCapacity",
    status: "False",
    reason: "NotSupported",
    message: "spec.replicas has no effect yet: no nodes are kept for it. Use a pool without replicas.",
  };
}

/**
 * Keeps a pool's status: readiness, validation, registration health on a new generation, and what its nodes add up to (nodepool.readiness,
 * .validation, .registrationhealth and .counter in one pass, so that one write tells all).
 */
export function poolStatusController(environment: Environment): ControllerDefinition {
  const { caches } = environment;
  const provider = environment.provider("nodepool.status");
  return {
    name: "nodepool.status",
    forKind: { group: KARPENTER_GROUP, kind: "NodePool" },
    concurrency: 10,
    backoff: { baseMs: 100, maxMs: 60_000 },
    sources(enqueue) {
      const poolsOfClass = (kind: string, name: string) =>
        caches.nodePools.all().filter((pool) => {
          const ref = pool.spec.template.spec.nodeClassRef;
          return nodeClassKey(ref) === kind && ref.name === name;
        });
      const ends = [
        everyObject(caches.nodePools, enqueue),
        caches.nodeClaims.onChange(({ type, object, previous }) => {
          const counted =
            type !== "modified" ||
            JSON.stringify(previous?.status?.capacity) !== JSON.stringify(object.status?.capacity);
          if (counted && poolOf(object)) enqueue(poolOf(object), COUNT_DELAY_MS);
        }),
        caches.nodes.onChange(({ object, previous }) => {
          if (JSON.stringify(previous?.status?.capacity) === JSON.stringify(object.status?.capacity)) return;
          for (const claim of claimsOfNode(object, caches)) if (poolOf(claim)) enqueue(poolOf(claim), COUNT_DELAY_MS);
        }),
        ...[...caches.nodeClasses].map(([kind, cache]) =>
          cache.onChange(({ object }) => {
            for (const pool of poolsOfClass(kind, object.metadata.name)) enqueue(pool.metadata.name);
          }),
        ),
      ];
      return () => ends.forEach((end) => end());
    },
    async reconcile(name, { signal }) {
      const pool = caches.nodePools.get(name);
      if (!pool || !isManagedPool(pool, provider)) return;
      const ref = pool.spec.template.spec.nodeClassRef;
      const nodeClass = caches.nodeClasses.get(nodeClassKey(ref))?.get(ref.name);
      const claims = caches.nodeClaims.byIndex("nodePool", name);
      const replicas = replicasCondition(pool);
      const nodeClassObservedGeneration = nodeClass?.metadata.generation;
      await patchNodePoolStatus(
        environment,
        pool,
        {
          conditions: [
            validationCondition(pool),
            nodeClassCondition(nodeClass),
            ...(replicas ? [replicas] : []),
            ...newGeneration(pool, nodeClassObservedGeneration),
          ],
          removed: replicas ? [] : ["StaticCapacity"],
          fields: {
            resources: usageList(poolUsage(claims, (claim) => nodesOfClaim(claim, caches))),
            nodes: claims.length,
            ...(nodeClassObservedGeneration === undefined ? {} : { nodeClassObservedGeneration }),
          },
        },
        signal,
      );
    },
  };
}

/** Registration health of an older pool or node class says nothing about the new one. */
function newGeneration(pool: NodePool, nodeClassGeneration: number | undefined): readonly ConditionChange[] {
  const health = conditionOf(pool, "NodeRegistrationHealthy");
  const observed = pool.status?.nodeClassObservedGeneration;
  const same =
    health !== undefined &&
    health.observedGeneration === (pool.metadata.generation ?? 1) &&
    (nodeClassGeneration === undefined || observed === nodeClassGeneration);
  if (same) return [];
  const message = "object is awaiting reconciliation";
  return [{ type: "NodeRegistrationHealthy", status: "Unknown", reason: "AwaitingReconciliation", message }];
}
