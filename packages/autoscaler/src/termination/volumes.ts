import type { Pod, VolumeAttachment } from "@inlay/resources";
import type { ClusterCaches } from "../state/cluster-caches.ts";
import { isDrainable } from "./decide-drain.ts";

/** Attachments that must go before the instance may: those of volumes that pods elsewhere will want. */
export function blockingAttachments(
  attachments: readonly VolumeAttachment[],
  pods: readonly Pod[],
  volumeOfClaim: (namespace: string, claimName: string) => string | undefined,
): readonly VolumeAttachment[] {
  const staying = new Set(pods.filter((pod) => !isDrainable(pod)).flatMap((pod) => volumesOf(pod, volumeOfClaim)));
  const needed = new Set(pods.filter(isDrainable).flatMap((pod) => volumesOf(pod, volumeOfClaim)));
  return attachments.filter(({ spec }) => {
    const volume = spec.source.persistentVolumeName;
    return volume !== undefined && (!staying.has(volume) || needed.has(volume));
  });
}

function volumesOf(
  pod: Pod,
  volumeOfClaim: (namespace: string, claimName: string) => string | undefined,
): readonly string[] {
  const { namespace = "", name } = pod.metadata;
  return (pod.spec.volumes ?? []).flatMap((volume) => {
    const claimName =
      volume.persistentVolumeClaim?.claimName ?? (volume.ephemeral ? `${name}-${volume.name}` : undefined);
    const bound = claimName === undefined ? undefined : volumeOfClaim(namespace, claimName);
    return bound === undefined ? [] : [bound];
  });
}

export const volumeOfClaimIn =
  ({ persistentVolumeClaims }: Pick<ClusterCaches, "persistentVolumeClaims">) =>
  (namespace: string, claimName: string): string | undefined =>
    persistentVolumeClaims.get(claimName, namespace)?.spec.volumeName;
