import {
  CONFIG_MAPS,
  PERSISTENT_VOLUME_CLAIMS,
  PERSISTENT_VOLUMES,
  SECRETS,
  VOLUME_ATTACHMENTS,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type Pod,
  type VolumeAttachment,
} from "@inlay/resources";
import type { Api } from "../../api/api.ts";
import { ApiError } from "../../api/api-error.ts";
import { attachmentName } from "../../controllers/volumes/attachment-name.ts";

/** What keeps a pod's volumes from being mounted. Without a message there is nothing to say yet. */
export interface MissingVolume {
  readonly reason: "FailedMount" | "FailedAttachVolume";
  readonly message: string | undefined;
}

/** The first volume that is not there: its config map or secret is missing, or its disk is not attached to the node. */
export function missingVolume(pod: Pod, api: Api): MissingVolume | undefined {
  try {
    return firstMissing(pod, api);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { reason: "FailedMount", message: error.message };
  }
}

function firstMissing(pod: Pod, api: Api): MissingVolume | undefined {
  const { namespace } = pod.metadata;
  for (const volume of pod.spec.volumes ?? []) {
    const { configMap, secret, persistentVolumeClaim, ephemeral } = volume;
    const failed = (what: string): MissingVolume => ({
      reason: "FailedMount",
      message: `MountVolume.SetUp failed for volume ${JSON.stringify(volume.name)} : ${what} not found`,
    });
    if (configMap && !isOptional(configMap) && !api.get(CONFIG_MAPS, { namespace, name: configMap.name }))
      return failed(`configmap ${JSON.stringify(configMap.name)}`);
    if (secret && !isOptional(secret) && !api.get(SECRETS, { namespace, name: secret.secretName }))
      return failed(`secret ${JSON.stringify(secret.secretName)}`);
    const claimName = persistentVolumeClaim?.claimName ?? (ephemeral && `${pod.metadata.name}-${volume.name}`);
    if (claimName && !isAttached(pod, claimName, api)) return { reason: "FailedAttachVolume", message: undefined };
  }
  return undefined;
}

function isOptional(source: object): boolean {
  return (source as { readonly optional?: boolean }).optional === true;
}

function isAttached(pod: Pod, claimName: string, api: Api): boolean {
  const { namespace } = pod.metadata;
  const claim = api.get<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIMS, { namespace, name: claimName });
  const volumeName = claim?.spec.volumeName;
  if (!volumeName) return false;
  const volume = api.get<PersistentVolume>(PERSISTENT_VOLUMES, { name: volumeName });
  if (!volume?.spec.csi) return volume !== undefined;
  const name = attachmentName(volume.spec.csi.volumeHandle, volume.spec.csi.driver, pod.spec.nodeName ?? "");
  return api.get<VolumeAttachment>(VOLUME_ATTACHMENTS, { name })?.status?.attached === true;
}
