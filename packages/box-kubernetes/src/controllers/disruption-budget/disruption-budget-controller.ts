import {
  matchesSelector,
  POD_DISRUPTION_BUDGETS,
  rfc3339,
  type KubeObject,
  type OwnerReference,
  type Pod,
  type PodDisruptionBudget,
} from "@inlay/resources";
import { canonicalJson } from "../../scheduler/cluster-state/canonical-json.ts";
import { controllerEvents, controllerQueue, type ControllerContext } from "../controller-context.ts";
import { keyOf } from "../informer/object-index.ts";
import { controllerOf } from "../ownership/owner-references.ts";
import { decideBudget } from "./disruption-budget.ts";
import { gatheringMs } from "../work-queue/gathering.ts";

const NAME = "disruption-controller";
const COMPONENT = "controllermanager";

/** Keeps each PodDisruptionBudget's status: how many of its pods may be evicted. */
export function startDisruptionBudgetController(context: ControllerContext): void {
  const { indexes, clock } = context;
  const { budgets, pods, replicaSets, deployments, statefulSets } = indexes;
  const api = context.apiOf(NAME);
  const events = controllerEvents(context, NAME, COMPONENT);
  const queue = controllerQueue(context, NAME, sync);

  budgets.onChange((_type, budget) => queue.add(keyOf(budget)));
  pods.onChange((_type, pod, previous) => {
    for (const budget of budgets.by("namespace", pod.metadata.namespace ?? "")) {
      const { selector } = budget.spec;
      const concerned = [pod, previous].some((each) => each && matchesSelector(selector, each.metadata.labels));
      if (concerned)
        queue.addAfter(keyOf(budget), gatheringMs(pods.countBy("namespace", pod.metadata.namespace ?? "")));
    }
  });
  // What a controller wants changes what a percentage means.
  const scaleChanged = (object: { readonly metadata: { readonly namespace?: string } }) => {
    for (const budget of budgets.by("namespace", object.metadata.namespace ?? "")) queue.add(keyOf(budget));
  };
  for (const index of [replicaSets, deployments, statefulSets])
    index.onChange((type, object, previous) => {
      if (type !== "MODIFIED" || object.spec.replicas !== previous?.spec.replicas) scaleChanged(object);
    });

  async function sync(key: string): Promise<void> {
    const budget = budgets.get(key);
    if (!budget || budget.metadata.deletionTimestamp !== undefined) return;
    const matching = podsOf(budget);
    const now = clock.now();
    const decision = decideBudget(
      { budget, pods: matching, expectedScale: expectedScale(matching) },
      now,
      rfc3339(now),
    );
    if (decision.kind === "failed") events.warning(budget, "CalculateExpectedPodCountFailed", decision.message);
    else if (decision.againInMs < Infinity) queue.addAfter(key, decision.againInMs);
    if (canonicalJson(budget.status ?? {}) !== canonicalJson(decision.status))
      await api.update<PodDisruptionBudget>(
        POD_DISRUPTION_BUDGETS,
        { ...budget, status: decision.status },
        { subresource: "status" },
      );
  }

  function podsOf({ metadata, spec }: PodDisruptionBudget): readonly Pod[] {
    const { selector } = spec;
    const chosen: Pod[] = [];
    for (const pod of pods.by("namespace", metadata.namespace ?? ""))
      if (matchesSelector(selector, pod.metadata.labels)) chosen.push(pod);
    return chosen;
  }

  /** The replicas that the pods' controllers want; a Deployment speaks for all of its ReplicaSets. */
  function expectedScale(matching: readonly Pod[]): number | undefined {
    const scales = new Map<string, number>();
    for (const pod of matching) {
      const owner = controllerOf(pod);
      const scaled = owner && scaledOwner(owner, pod.metadata.namespace ?? "");
      if (!scaled) return undefined;
      scales.set(scaled.metadata.uid, scaled.spec.replicas ?? 1);
    }
    return [...scales.values()].reduce((sum, replicas) => sum + replicas, 0);
  }

  function scaledOwner(owner: OwnerReference, namespace: string): Scaled | undefined {
    const key = `${namespace}/${owner.name}`;
    if (owner.kind === "StatefulSet") return ifSame(statefulSets.get(key), owner);
    if (owner.kind === "Deployment") return ifSame(deployments.get(key), owner);
    if (owner.kind !== "ReplicaSet") return undefined;
    const set = ifSame(replicaSets.get(key), owner);
    const above = set && controllerOf(set);
    return above?.kind === "Deployment" ? scaledOwner(above, namespace) : set;
  }
}

type Scaled = KubeObject & { readonly spec: { readonly replicas?: number } };

function ifSame<T extends Scaled>(object: T | undefined, owner: OwnerReference): T | undefined {
  return object?.metadata.uid === owner.uid ? object : undefined;
}
