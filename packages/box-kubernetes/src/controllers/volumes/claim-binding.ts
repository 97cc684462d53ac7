import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from "@inlay/resources";
import { SELECTED_NODE, storageBytes, suits } from "../../scheduler/volume-binding/volume-binding.ts";

export const BOUND_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller";
export const BIND_COMPLETED = "pv.kubernetes.io/bind-completed";
export const PROVISIONER = "volume.kubernetes.io/storage-provisioner";
export const BETA_PROVISIONER = "volume.beta.kubernetes.io/storage-provisioner";
export const NO_PROVISIONER = "kubernetes.io/no-provisioner";

export interface ClaimObservation {
  readonly claim: PersistentVolumeClaim;
  readonly storageClass: StorageClass | undefined;
  readonly volumes: Iterable<PersistentVolume>;
  readonly volumeNamed: (name: string) => PersistentVolume | undefined;
}

export type ClaimIntent =
  | { readonly kind: "bind"; readonly volume: PersistentVolume }
  | { readonly kind: "lose"; readonly message: string }
  | { readonly kind: "provision"; readonly storageClass: StorageClass }
  | { readonly kind: "wait"; readonly reason: string; readonly message: string }
  | { readonly kind: "nothing" };

/** What is to be done about a claim (k8s.io/kubernetes pkg/controller/volume/persistentvolume). */
export function decideClaim({ claim, storageClass, volumes, volumeNamed }: ClaimObservation): ClaimIntent {
  if (claim.metadata.deletionTimestamp !== undefined) return { kind: "nothing" };
  const { volumeName } = claim.spec;
  if (volumeName) return boundTo(claim, volumeNamed(volumeName));
  const volume = bestVolume(claim, volumes);
  if (volume) return { kind: "bind", volume };
  const delayed = storageClass?.volumeBindingMode === "WaitForFirstConsumer";
  if (delayed && !claim.metadata.annotations?.[SELECTED_NODE])
    return {
      kind: "wait",
      reason: "WaitForFirstConsumer",
      message: "waiting for first consumer to be created before binding",
    };
  if (storageClass && storageClass.provisioner !== NO_PROVISIONER) return { kind: "provision", storageClass };
  const name = claim.spec.storageClassName;
  if (name && !storageClass)
    return {
      kind: "wait",
      reason: "ProvisioningFailed",
      message: `storageclass.storage.k8s.io ${JSON.stringify(name)} not found`,
    };
  return {
    kind: "wait",
    reason: "FailedBinding",
    message: "no persistent volumes available for this claim and no storage class is set",
  };
}

function boundTo(claim: PersistentVolumeClaim, volume: PersistentVolume | undefined): ClaimIntent {
  const completed = claim.metadata.annotations?.[BIND_COMPLETED] !== undefined;
  if (!volume)
    return completed
      ? { kind: "lose", message: "Bound claim has lost its PersistentVolume. Data on the volume is lost!" }
      : { kind: "wait", reason: "FailedBinding", message: `volume ${JSON.stringify(claim.spec.volumeName)} not found` };
  const { claimRef } = volume.spec;
  const ours =
    !claimRef ||
    (claimRef.name === claim.metadata.name &&
      claimRef.namespace === claim.metadata.namespace &&
      (!claimRef.uid || claimRef.uid === claim.metadata.uid));
  if (!ours)
    return completed
      ? { kind: "lose", message: "Bound claim has lost reference to PersistentVolume. Data on the volume is lost!" }
      : {
          kind: "wait",
          reason: "FailedBinding",
          message: `volume ${JSON.stringify(volume.metadata.name)} already bound to a different claim.`,
        };
  const done = completed && claim.status?.phase === "Bound" && claimRef?.uid && volume.status?.phase === "Bound";
  return done ? { kind: "nothing" } : { kind: "bind", volume };
}

/** One that is reserved for the claim, else the smallest that suits. Volumes with a node affinity are left to the scheduler's choice. */
function bestVolume(claim: PersistentVolumeClaim, volumes: Iterable<PersistentVolume>): PersistentVolume | undefined {
  let best: PersistentVolume | undefined;
  for (const volume of volumes) {
    if (!suits(volume, claim)) continue;
    if (volume.spec.claimRef) return volume;
    if (claim.metadata.annotations?.[SELECTED_NODE] !== undefined) continue;
    if (!best || storageBytes(volume.spec.capacity) < storageBytes(best.spec.capacity)) best = volume;
  }
  return best;
}

/** What becomes of a volume: `Available`, `Bound`, `Released` when its claim is gone. */
export function volumePhase(volume: PersistentVolume, claim: PersistentVolumeClaim | undefined): string {
  const { claimRef } = volume.spec;
  if (!claimRef?.uid) return "Available";
  if (claim?.metadata.uid !== claimRef.uid) return "Released";
  return claim.spec.volumeName === volume.metadata.name ? "Bound" : "Available";
}
