import type { Deployment, ReplicaSet } from "@inlay/resources";
import { desiredAnnotation, maxAnnotation } from "./revision-annotations.ts";
import { resolveFenceposts, type Fenceposts } from "./fenceposts.ts";

/** A Deployment's ReplicaSets: the one with its template, if there is one, and the others, oldest first. */
export interface Sets {
  readonly current: ReplicaSet | undefined;
  readonly old: readonly ReplicaSet[];
}

export type RolloutIntent =
  | { readonly kind: "create-set"; readonly replicas: number }
  | { readonly kind: "scale"; readonly set: ReplicaSet; readonly replicas: number };

export const replicasOf = (set: ReplicaSet): number => set.spec.replicas ?? 1;
export const desiredOf = (deployment: Deployment): number => deployment.spec.replicas ?? 1;
const availableOf = (set: ReplicaSet): number => set.status?.availableReplicas ?? 0;
const sum = (sets: readonly ReplicaSet[], of: (set: ReplicaSet) => number): number =>
  sets.reduce((total, set) => total + of(set), 0);
const allOf = ({ current, old }: Sets): readonly ReplicaSet[] => (current ? [...old, current] : old);

/**
 * The next step of a Deployment. A change of `replicas` in the middle of a rollout is shared out first; then pods move from the old
 * sets to the new one within maxSurge and maxUnavailable. Rules of k8s.io/kubernetes pkg/controller/deployment.
 * @param livePods whether old sets still have pods that are not finished (Recreate waits for them)
 */
export function decideRollout(deployment: Deployment, sets: Sets, livePods: boolean): readonly RolloutIntent[] {
  if (deployment.spec.paused || isScaling(deployment, sets)) return shareOut(deployment, sets);
  return deployment.spec.strategy?.type === "Recreate" ? recreate(deployment, sets, livePods) : roll(deployment, sets);
}

/** Somebody changed `replicas` since the sets were last sized for it. */
function isScaling(deployment: Deployment, sets: Sets): boolean {
  return allOf(sets).some((set) => {
    const desired = desiredAnnotation(set);
    return replicasOf(set) > 0 && desired !== undefined && desired !== desiredOf(deployment);
  });
}

function roll(deployment: Deployment, sets: Sets): readonly RolloutIntent[] {
  const desired = desiredOf(deployment);
  const fenceposts = resolveFenceposts(deployment);
  const { current, old } = sets;
  if (!current) return [{ kind: "create-set", replicas: grow(desired, 0, sum(old, replicasOf), fenceposts) }];
  const size = replicasOf(current);
  if (size > desired) return [{ kind: "scale", set: current, replicas: desired }];
  const grown = grow(desired, size, sum(allOf(sets), replicasOf), fenceposts);
  if (grown > size) return [{ kind: "scale", set: current, replicas: grown }];
  return shrinkOld(desired, current, old, fenceposts);
}

/** The new set's size: as many more as the surge allows. */
function grow(desired: number, size: number, total: number, { maxSurge }: Fenceposts): number {
  return size + Math.max(0, Math.min(desired + maxSurge - total, desired - size));
}

/** Old pods that are not available go first, then as many available ones as the new set has replaced. */
function shrinkOld(
  desired: number,
  current: ReplicaSet,
  old: readonly ReplicaSet[],
  { maxUnavailable }: Fenceposts,
): readonly RolloutIntent[] {
  const minAvailable = desired - maxUnavailable;
  const newUnavailable = replicasOf(current) - availableOf(current);
  let removable = sum(old, replicasOf) + replicasOf(current) - minAvailable - newUnavailable;
  if (removable <= 0) return [];
  const sizes = new Map(old.map((set) => [set, replicasOf(set)]));
  for (const set of old) {
    const unhealthy = Math.min(removable, Math.max(0, replicasOf(set) - availableOf(set)));
    sizes.set(set, replicasOf(set) - unhealthy);
    removable -= unhealthy;
  }
  let spare = sum([...old, current], availableOf) - minAvailable;
  for (const set of old) {
    if (spare <= 0) break;
    const fewer = Math.min(sizes.get(set)!, spare);
    sizes.set(set, sizes.get(set)! - fewer);
    spare -= fewer;
  }
  return scaled(sizes);
}

function recreate(deployment: Deployment, { current, old }: Sets, livePods: boolean): readonly RolloutIntent[] {
  const shrink = scaled(new Map(old.map((set) => [set, 0])));
  if (shrink.length > 0) return shrink;
  if (livePods) return [];
  const desired = desiredOf(deployment);
  if (!current) return [{ kind: "create-set", replicas: desired }];
  return scaled(new Map([[current, desired]]));
}

/** A new number of replicas goes to the sets in proportion to their sizes, so that a bad rollout stays as small as it is. */
function shareOut(deployment: Deployment, sets: Sets): readonly RolloutIntent[] {
  const desired = desiredOf(deployment);
  const all = allOf(sets);
  const active = all.filter((set) => replicasOf(set) > 0);
  const only = active.length === 0 ? (sets.current ?? sets.old.at(-1)) : active.length === 1 ? active[0] : undefined;
  if (only) return scaled(new Map([[only, desired]]), true);
  if (active.length === 0) return [];
  const { current } = sets;
  const saturated = current && desiredAnnotation(current) === desired && availableOf(current) === desired;
  if (saturated && replicasOf(current) === desired) return scaled(new Map(sets.old.map((set) => [set, 0])));
  if (deployment.spec.strategy?.type === "Recreate") return [];
  return shareProportionally(deployment, active);
}

function shareProportionally(deployment: Deployment, active: readonly ReplicaSet[]): readonly RolloutIntent[] {
  const desired = desiredOf(deployment);
  const { maxSurge } = resolveFenceposts(deployment);
  const allowed = desired > 0 ? desired + maxSurge : 0;
  const toAdd = allowed - sum(active, replicasOf);
  const newerFirst = active.toReversed();
  const order = toAdd >= 0 ? newerFirst : active;
  const bySize = order.toSorted((a, b) => replicasOf(b) - replicasOf(a));
  const sizes = new Map<ReplicaSet, number>();
  let added = 0;
  for (const set of bySize) {
    const share = toAdd === 0 ? 0 : fractionOf(set, deployment, allowed);
    const rest = toAdd - added;
    const change = toAdd > 0 ? Math.min(share, rest) : Math.max(share, rest);
    sizes.set(set, replicasOf(set) + change);
    added += change;
  }
  const largest = bySize[0]!;
  sizes.set(largest, Math.max(0, sizes.get(largest)! + (toAdd - added)));
  return scaled(sizes, true);
}

function fractionOf(set: ReplicaSet, deployment: Deployment, allowed: number): number {
  if (desiredOf(deployment) === 0) return -replicasOf(set);
  const sizedFor = maxAnnotation(set) ?? deployment.status?.replicas ?? 0;
  if (sizedFor === 0) return 0;
  return Math.round((replicasOf(set) * allowed) / sizedFor) - replicasOf(set);
}

/** @param always also for sets that keep their size: their annotations say what they are sized for */
function scaled(sizes: ReadonlyMap<ReplicaSet, number>, always = false): readonly RolloutIntent[] {
  return [...sizes]
    .filter(([set, replicas]) => always || replicas !== replicasOf(set))
    .map(([set, replicas]) => ({ kind: "scale", set, replicas }));
}

/** All pods are of the current template, and there are enough of them. */
export function isComplete(deployment: Deployment, status: NonNullable<Deployment["status"]>): boolean {
  const desired = desiredOf(deployment);
  return (
    (status.updatedReplicas ?? 0) === desired &&
    (status.replicas ?? 0) === desired &&
    (status.availableReplicas ?? 0) === desired &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  );
}

/** Old sets without pods beyond `revisionHistoryLimit`, oldest first. */
export function surplusSets(deployment: Deployment, { old }: Sets): readonly ReplicaSet[] {
  const limit = deployment.spec.revisionHistoryLimit ?? 10;
  const empty = old.filter((set) => replicasOf(set) === 0 && set.metadata.deletionTimestamp === undefined);
  const surplus = empty.slice(0, Math.max(0, empty.length - limit));
  return surplus.filter(
    (set) =>
      (set.status?.replicas ?? 0) === 0 && (set.metadata.generation ?? 0) <= (set.status?.observedGeneration ?? 0),
  );
}
