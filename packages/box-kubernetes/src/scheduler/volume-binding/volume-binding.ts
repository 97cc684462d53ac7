import {
  amountsOf,
  matchesNodeSelector,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type StorageClass,
} from "@inlay/resources";
import type { ClusterState } from "../cluster-state/cluster-state.ts";
import type { NodeState } from "../cluster-state/node-state.ts";

export const SELECTED_NODE = "volume.kubernetes.io/selected-node";
const NO_PROVISIONER = "kubernetes.io/no-provisioner";

/** Whether the claim waits for its first pod: its class binds WaitForFirstConsumer. */
export function isDelayed(claim: PersistentVolumeClaim, state: ClusterState): boolean {
  const storageClass = state.storageClasses.get(claim.spec.storageClassName ?? "");
  return storageClass?.volumeBindingMode === "WaitForFirstConsumer";
}

/** How an unbound claim gets its volume on a node. */
export type Binding =
  | { readonly kind: "existing"; readonly claim: PersistentVolumeClaim; readonly volume: PersistentVolume }
  | { readonly kind: "provision"; readonly claim: PersistentVolumeClaim };

export function couldBind(claims: readonly PersistentVolumeClaim[], node: NodeState, state: ClusterState): boolean {
  return claims.length === 0 || bindingsFor(claims, node, state) !== undefined;
}

/** A volume for each claim, existing ones first and the smallest that is large enough; undefined when one has none. */
export function bindingsFor(
  claims: readonly PersistentVolumeClaim[],
  node: NodeState,
  state: ClusterState,
): readonly Binding[] | undefined {
  const taken = new Set<string>();
  const bindings: Binding[] = [];
  for (const claim of claims) {
    const volume = existingVolume(claim, node, state, taken);
    if (volume) {
      taken.add(volume.metadata.name);
      bindings.push({ kind: "existing", claim, volume });
    } else if (canProvision(claim, node, state)) bindings.push({ kind: "provision", claim });
    else return undefined;
  }
  return bindings;
}

function existingVolume(
  claim: PersistentVolumeClaim,
  { node, name }: NodeState,
  state: ClusterState,
  taken: ReadonlySet<string>,
): PersistentVolume | undefined {
  let best: PersistentVolume | undefined;
  for (const volume of state.volumes.values()) {
    if (taken.has(volume.metadata.name) || !suits(volume, claim)) continue;
    const required = volume.spec.nodeAffinity?.required;
    if (required && !matchesNodeSelector(required, node.metadata.labels ?? {}, name)) continue;
    if (!best || storageBytes(volume.spec.capacity) < storageBytes(best.spec.capacity)) best = volume;
  }
  return best;
}

/** Whether a volume, free or reserved for the claim, is what the claim asks for. */
export function suits(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const { claimRef } = volume.spec;
  if (claimRef) {
    const reserved = claimRef.namespace === claim.metadata.namespace && claimRef.name === claim.metadata.name;
    if (!reserved || (claimRef.uid && claimRef.uid !== claim.metadata.uid)) return false;
  } else if (volume.status?.phase !== undefined && volume.status.phase !== "Available") return false;
  return (
    volume.metadata.deletionTimestamp === undefined &&
    (volume.spec.storageClassName ?? "") === (claim.spec.storageClassName ?? "") &&
    storageBytes(volume.spec.capacity) >= storageBytes(claim.spec.resources?.requests) &&
    (claim.spec.accessModes ?? []).every((mode) => volume.spec.accessModes?.includes(mode))
  );
}

export function storageBytes(list: Readonly<Record<string, string | number>> | undefined): number {
  return amountsOf(list).storage ?? 0;
}

function canProvision(claim: PersistentVolumeClaim, node: NodeState, state: ClusterState): boolean {
  const storageClass = state.storageClasses.get(claim.spec.storageClassName ?? "");
  if (!storageClass || storageClass.provisioner === NO_PROVISIONER) return false;
  const selected = claim.metadata.annotations?.[SELECTED_NODE];
  if (selected !== undefined && selected !== node.name) return false;
  return inAllowedTopology(storageClass, node.node.metadata.labels ?? {});
}

/** Terms are ORed, the expressions of one are ANDed; a class without terms allows every place. */
export function inAllowedTopology(storageClass: StorageClass, labels: Readonly<Record<string, string>>): boolean {
  const terms = storageClass.allowedTopologies ?? [];
  return (
    terms.length === 0 ||
    terms.some((term) =>
      (term.matchLabelExpressions ?? []).every(({ key, values }) => values.includes(labels[key] ?? "")),
    )
  );
}
