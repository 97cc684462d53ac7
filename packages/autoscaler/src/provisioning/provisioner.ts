import { setImmediate } from "node:timers/promises";
import type { ControllerDefinition, Logger } from "@inlay/kube";
import { planInSteps, type ProvisioningPlan } from "@inlay/planner";
import type { NodeClaim, NodePool, Pod } from "@inlay/resources";
import { isTrue } from "../conditions/conditions.ts";
import { policyOf } from "../snapshot/policy.ts";
import { buildSnapshot } from "../snapshot/snapshot-builder.ts";
import type { Environment } from "../state/environment.ts";
import { isManagedClaim } from "../state/managed.ts";
import { isProvisionable } from "../state/pods.ts";
import { Batcher } from "./batcher.ts";
import { createNodeClaims, newClaimName } from "./claim-creation.ts";
import { NearestFixes } from "./nearest-fixes.ts";
import { noDynamicPools, provisioningReport } from "./provisioning-report.ts";

/** While pods wait for a place, they are planned again this often. */
const RETRY_MS = 10_000;

/** As long as a launch is young its claim is worth no more than its own pods; what it will be is known in a moment. */
const LAUNCH_PATIENCE_MS = 10_000;
const LAUNCH_POLL_MS = 200;

/**
 * Milliseconds to wait with the next plan while claims are being launched. Planning beside a claim whose size is open makes nodes that nobody needs;
 * waiting for ever for one whose launch hangs would stop all provisioning, as Karpenter's does.
 * @param ages of the claims that are not launched yet.
 */
export function untilLaunched(ages: readonly number[]): number {
  return Math.max(0, ...ages.map((age) => LAUNCH_PATIENCE_MS - Math.max(0, age)));
}

/** What the steps of a plan come to. Other work gets its turn in between: with much packing effort a plan takes seconds. */
export async function lastPlan(
  steps: Iterator<ProvisioningPlan, ProvisioningPlan>,
  signal: AbortSignal,
): Promise<ProvisioningPlan> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await setImmediate();
    signal.throwIfAborted();
  }
}

/** How long a node that pods were promised to is left alone. */
const nominationMs = ({ options }: Environment): number => Math.max(10_000, 2 * options.batchMaxDurationMs);

/**
 * Pending pods to node claims: gathers them for a moment, plans them together with the pods of leaving nodes, creates the claims. One plan at a time. Everything
 * that could change the outcome starts it: a pod that the scheduler gave up on, a node or claim that leaves, a claim that failed, a pool that became usable.
 */
export function provisioner(environment: Environment): ControllerDefinition {
  const { caches, clock, options } = environment;
  const report = provisioningReport(environment);
  const policy = policyOf(options);
  const nearestFixes = new NearestFixes();
  return {
    name: "provisioner",
    concurrency: 1,
    backoff: { baseMs: 1_000, maxMs: 10_000 },
    sources(enqueue) {
      const batcher = new Batcher({
        clock,
        idleMs: options.batchIdleDurationMs,
        maxMs: options.batchMaxDurationMs,
        onWindow: () => enqueue(""),
      });
      const ends = [
        caches.pods.onChange(({ type, object, previous }) => {
          if (type !== "deleted" && isProvisionable(object) && !(previous && isProvisionable(previous)))
            batcher.trigger(object.metadata.uid);
        }),
        caches.nodes.onChange(({ type, object, previous }) => {
          if (type === "modified" && object.metadata.deletionTimestamp && !previous?.metadata.deletionTimestamp)
            batcher.trigger(object.metadata.uid);
        }),
        caches.nodeClaims.onChange(({ type, object, previous }) => {
          if (leftWithPods(type, object, previous)) batcher.trigger(object.metadata.uid);
        }),
        caches.nodePools.onChange(({ object, previous }) => {
          if (becameUsable(object, previous) && caches.pods.all().some(isProvisionable))
            batcher.trigger(object.metadata.uid);
        }),
        () => batcher.close(),
      ];
      for (const pod of caches.pods.all()) if (isProvisionable(pod)) batcher.trigger(pod.metadata.uid);
      for (const node of caches.nodes.all()) if (node.metadata.deletionTimestamp) batcher.trigger(node.metadata.uid);
      return () => ends.forEach((end) => end());
    },
    async reconcile(_, { logger, signal }) {
      const wait = untilLaunched(launchAges());
      if (wait > 0) return { requeueAfterMs: Math.min(wait, LAUNCH_POLL_MS) };
      const startedAt = performance.now();
      const snapshot = await buildSnapshot(environment, "provisioner", logger, signal);
      const plan = await lastPlan(planInSteps(snapshot, policy), signal);
      const noPools = noDynamicPools(plan, snapshot);
      report.planned(logger, plan, noPools, performance.now() - startedAt);
      environment.podTimings.decided(plan);
      promise(plan);
      await create(plan, logger, signal);
      if (plan.unschedulable.length > 0) await explainLeftOver(plan, noPools, logger, signal);
      return plan.pods.length > 0 ? { requeueAfterMs: RETRY_MS } : {};
    },
  };

  function launchAges(): readonly number[] {
    const provider = environment.provider("provisioner");
    return caches.nodeClaims
      .all()
      .filter(
        (claim) => !claim.metadata.deletionTimestamp && !isTrue(claim, "Launched") && isManagedClaim(claim, provider),
      )
      .map(({ metadata }) => environment.ages.age(`${metadata.uid}/created`, Date.parse(metadata.creationTimestamp)));
  }

  function promise(plan: ProvisioningPlan): void {
    const until = clock.now() + nominationMs(environment);
    const isPending = (key: string) => !podOf(key)?.spec.nodeName;
    for (const { name, pods } of plan.existingNodes)
      if (pods.some(isPending)) environment.nominations.nominate(name, until);
    report.existingNodesNominated(plan);
  }

  /** After the claims, so that no launch waits for it. */
  async function explainLeftOver(
    plan: ProvisioningPlan,
    noPools: string | undefined,
    logger: Logger,
    signal: AbortSignal,
  ): Promise<void> {
    const failures = plan.unschedulable.flatMap(({ pod: key, message, stage }) => {
      const pod = podOf(key);
      return pod && stage === "scheduling" && isProvisionable(pod) ? [{ pod, message }] : [];
    });
    const explainable = noPools === undefined && failures.length > 0;
    const snapshot = explainable ? await buildSnapshot(environment, "provisioner", logger, signal) : undefined;
    const fixes = snapshot ? await nearestFixes.find(snapshot, policy, failures, signal) : new Map<string, string>();
    report.leftOver(logger, plan, noPools, fixes);
  }

  function podOf(key: string): Pod | undefined {
    const slash = key.indexOf("/");
    return caches.pods.get(key.slice(slash + 1), key.slice(0, slash));
  }

  async function create(plan: ProvisioningPlan, logger: Logger, signal: AbortSignal): Promise<void> {
    const claims = plan.newNodeClaims.map((planned) => ({
      planned,
      name: newClaimName(environment, planned.nodePool),
    }));
    const results = await createNodeClaims(environment, claims, "provisioned", logger, signal);
    for (const [index, result] of results.entries()) {
      const { planned } = claims[index]!;
      if (result.status === "fulfilled") report.claimNominated(result.value, planned.pods);
      else if (!signal.aborted) report.notCreated(logger, planned.nodePool, result.reason);
    }
  }
}

/** A claim that ended before it became a node, or that starts to leave: its pods need another place now, not at the next retry. */
function leftWithPods(
  type: "added" | "modified" | "deleted",
  claim: NodeClaim,
  previous: NodeClaim | undefined,
): boolean {
  if (type === "deleted") return !isTrue(claim, "Registered");
  return !!claim.metadata.deletionTimestamp && !previous?.metadata.deletionTimestamp;
}

function becameUsable(pool: NodePool, previous: NodePool | undefined): boolean {
  if (!isTrue(pool, "Ready")) return false;
  return !previous || !isTrue(previous, "Ready") || previous.metadata.generation !== pool.metadata.generation;
}
