import type { PoolRepave } from "@inlay/profiles";
import type { PlannedObject } from "../roll-out-plan.ts";

/** Seconds, as EKS usually takes: a managed node is Ready after a minute and a half, and a node with budgets drains in about a minute. */
const SECONDS = { base: 10, iam: 5, groupStart: 120, drain: 60, groupEnd: 60, update: 180, workload: 45, object: 1 };
const WORKLOADS: ReadonlySet<string> = new Set(["Deployment", "DaemonSet", "StatefulSet", "Job"]);

/** About how long a roll-out takes, in seconds. Budgets that block make it longer. */
export function estimateSeconds(
  iamChanges: number,
  pools: readonly PoolRepave[],
  objects: readonly PlannedObject[],
): number {
  const workloads = objects.some(({ kind, change }) => WORKLOADS.has(kind) && change !== "removed");
  return (
    SECONDS.base +
    iamChanges * SECONDS.iam +
    repaveSeconds(pools) +
    objects.length * SECONDS.object +
    (workloads ? SECONDS.workload : 0)
  );
}

/** Node groups roll one after the other. */
export function repaveSeconds(pools: readonly PoolRepave[]): number {
  return pools.reduce(
    (sum, { how, nodes }) =>
      sum +
      (how === "replace" ? SECONDS.groupStart + nodes * SECONDS.drain + SECONDS.groupEnd : nodes * SECONDS.update),
    0,
  );
}
