import { isAlreadyExists, KubeConnectionError, type Logger } from "@inlay/kube";
import type { PlannedNodeClaim } from "@inlay/planner";
import {
  LABEL_INSTANCE_TYPE,
  nameSuffix,
  NODE_CLAIMS,
  type NodeClaim,
  type NodePool,
  type ResourceAmounts,
} from "@inlay/resources";
import { resourcesField, someOf } from "../logs/go-text.ts";
import { ANNOTATION_PLAN_ID } from "../names.ts";
import { exceededLimit, poolUsage } from "../node-pool/pool-usage.ts";
import type { Environment } from "../state/environment.ts";
import { nodesOfClaim } from "../state/managed.ts";
import { claimDraft } from "./claim-draft.ts";

export interface ClaimToCreate {
  readonly planned: PlannedNodeClaim;
  readonly name: string;
  /** Beside those of the plan. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A planned claim that is not created, because what it was planned on has changed. The pods are planned again. */
export class PlanOutdated extends Error {
  readonly code = "PLAN_OUTDATED";
}

export const newClaimName = ({ random }: Pick<Environment, "random">, pool: string): string =>
  `${pool}-${nameSuffix(random)}`;

/**
 * Creates planned claims, side by side. Limits are checked again on what is there now, and count what is being created beside; a claim that would
 * break one is left out. The created claims are in the cache when this returns.
 * @param reason label of the metric: provisioned, empty, underutilized, drifted.
 */
export async function createNodeClaims(
  environment: Environment,
  claims: readonly ClaimToCreate[],
  reason: string,
  logger: Logger,
  signal: AbortSignal,
): Promise<readonly PromiseSettledResult<NodeClaim>[]> {
  const pools = new PoolChecks(environment);
  return Promise.allSettled(
    claims.map(async (claim) => {
      const pool = pools.take(claim.planned);
      const created = await createOnce(environment, claim, pool, signal);
      environment.caches.nodeClaims.observe(created);
      environment.metrics.nodeClaimsCreated.inc({
        reason,
        nodepool: pool.metadata.name,
        min_values_relaxed: String(claim.planned.minValuesRelaxed),
      });
      logCreated(logger, created);
      return created;
    }),
  );
}

/** Whether a pool still takes what was planned for it. Its usage is summed once for all claims that are created together. */
class PoolChecks {
  readonly #caches: Environment["caches"];
  readonly #usage = new Map<string, ResourceAmounts>();

  constructor({ caches }: Environment) {
    this.#caches = caches;
  }

  /** Counts the claim as one more of its pool. @throws PlanOutdated */
  take({ nodePool: name, preconditions }: PlannedNodeClaim): NodePool {
    const pool = this.#caches.nodePools.get(name);
    const precondition = preconditions.find(({ kind }) => kind === "NodePool");
    if (!pool || pool.metadata.deletionTimestamp || (precondition && precondition.uid !== pool.metadata.uid))
      throw new PlanOutdated(`nodepool ${name} is gone`);
    if (!pool.spec.limits) return pool;
    const usage = this.#usage.get(name) ?? this.#usageOf(name);
    const limit = exceededLimit(pool, usage);
    if (limit) throw new PlanOutdated(`nodepool ${name} would exceed its limit of ${limit}`);
    this.#usage.set(name, { ...usage, nodes: (usage.nodes ?? 0) + 1 });
    return pool;
  }

  #usageOf(name: string): ResourceAmounts {
    return poolUsage(this.#caches.nodeClaims.byIndex("nodePool", name), (claim) => nodesOfClaim(claim, this.#caches));
  }
}

/** Posts, and after a lost answer looks whether the claim is there; only we know its name. */
async function createOnce(
  { client }: Environment,
  { planned, name, annotations }: ClaimToCreate,
  pool: NodePool,
  signal: AbortSignal,
): Promise<NodeClaim> {
  try {
    return await client.create<NodeClaim>(NODE_CLAIMS, claimDraft(planned, pool, name, annotations), { signal });
  } catch (error) {
    if (signal.aborted || !(error instanceof KubeConnectionError || isAlreadyExists(error))) throw error;
    const existing = await client.get<NodeClaim>(NODE_CLAIMS, { name }, { signal });
    if (existing.metadata.annotations?.[ANNOTATION_PLAN_ID] !== planned.id) throw error;
    return existing;
  }
}

function logCreated(logger: Logger, claim: NodeClaim): void {
  const types = claim.spec.requirements.find(({ key }) => key === LABEL_INSTANCE_TYPE)?.values ?? [];
  const poolName = claim.metadata.ownerReferences?.find(({ kind }) => kind === "NodePool")?.name ?? "";
  logger.info("created nodeclaim", {
    NodePool: { name: poolName },
    NodeClaim: { name: claim.metadata.name },
    requests: resourcesField(claim.spec.resources?.requests),
    "instance-types": someOf(types.toSorted()),
  });
}
