import { LABEL_NODEPOOL, type NodeClaim, type NodePool } from "@inlay/resources";
import { conditionOf } from "../conditions/conditions.ts";
import type { Environment } from "../state/environment.ts";
import { patchNodePoolStatus } from "../state/writes.ts";

const SLOTS = 4;
const UNHEALTHY_SHARE = 0.5;

/**
 * Whether the launches of a pool become nodes: the last four, unhealthy when half of the slots are failures. Informational: it stops nothing.
 * A new generation of the pool or of its node class begins anew.
 */
export class RegistrationHealth {
  readonly #environment: Environment;
  readonly #results = new Map<string, { readonly generation: string; results: readonly boolean[] }>();

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  async record(claim: NodeClaim, registered: boolean, signal: AbortSignal): Promise<void> {
    const pool = this.#environment.caches.nodePools.get(claim.metadata.labels?.[LABEL_NODEPOOL] ?? "");
    if (!pool) return;
    const generation = generationOf(pool);
    const known = this.#results.get(pool.metadata.uid);
    const before = known?.generation === generation ? known.results : [];
    const results = [...before, registered].slice(-SLOTS);
    this.#results.set(pool.metadata.uid, { generation, results });
    const launched = conditionOf(claim, "Launched");
    const failure =
      launched && launched.status !== "True"
        ? { reason: launched.reason || "RegistrationFailed", message: launched.message ?? "" }
        : { reason: "RegistrationFailed", message: "Failed to register node" };
    const condition = isHealthy(results)
      ? ({ type: "NodeRegistrationHealthy", status: "True" } as const)
      : ({ type: "NodeRegistrationHealthy", status: "False", ...failure } as const);
    if (!registered && condition.status === "True") return;
    await patchNodePoolStatus(this.#environment, pool, { conditions: [condition] }, signal);
  }
}

/** @param results the latest last. */
export function isHealthy(results: readonly boolean[]): boolean {
  return results.filter((registered) => !registered).length < SLOTS * UNHEALTHY_SHARE;
}

export const generationOf = (pool: NodePool): string =>
  `${pool.metadata.generation ?? 0}/${pool.status?.nodeClassObservedGeneration ?? 0}`;
