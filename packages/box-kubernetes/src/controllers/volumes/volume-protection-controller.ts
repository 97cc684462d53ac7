import {
  PERSISTENT_VOLUME_CLAIMS,
  PERSISTENT_VOLUMES,
  type KubeObject,
  type PersistentVolumeClaim,
  type Pod,
  type ResourceRef,
} from "@inlay/resources";
import type { Api } from "../../api/api.ts";
import { ApiError } from "../../api/api-error.ts";
import { controllerQueue, type ControllerContext } from "../controller-context.ts";
import { keyOf } from "../informer/object-index.ts";
import { controllerReference } from "../ownership/owner-references.ts";
import { unlessGone } from "../ownership/unless-gone.ts";
import { isTerminal } from "../pods/pod-state.ts";
import { claimNames } from "./attach-detach-controller.ts";

const CLAIM_PROTECTION = "pvc-protection-controller";
const VOLUME_PROTECTION = "pv-protection-controller";
const EPHEMERAL = "ephemeral-volume-controller";
const CLAIM_FINALIZER = "kubernetes.io/pvc-protection";
const VOLUME_FINALIZER = "kubernetes.io/pv-protection";

/** Lets deleted claims and volumes go when nobody uses them any more; makes the claims of ephemeral volumes. */
export function startVolumeProtection(context: ControllerContext): void {
  const { pods, claims, volumes } = context.indexes;
  const claimApi = context.apiOf(CLAIM_PROTECTION);
  const volumeApi = context.apiOf(VOLUME_PROTECTION);
  const ephemeralApi = context.apiOf(EPHEMERAL);
  const claimQueue = controllerQueue(context, CLAIM_PROTECTION, releaseClaim);
  const volumeQueue = controllerQueue(context, VOLUME_PROTECTION, releaseVolume);
  const podQueue = controllerQueue(context, EPHEMERAL, makeClaims);

  claims.onChange((type, claim) => {
    if (type !== "DELETED" && claim.metadata.deletionTimestamp !== undefined) claimQueue.add(keyOf(claim));
    if (type === "DELETED" && claim.spec.volumeName) volumeQueue.add(claim.spec.volumeName);
  });
  volumes.onChange((type, volume) => {
    if (type !== "DELETED" && volume.metadata.deletionTimestamp !== undefined) volumeQueue.add(volume.metadata.name);
  });
  pods.onChange((type, pod) => {
    if (type === "DELETED" || isTerminal(pod))
      for (const name of claimNames(pod)) claimQueue.add(`${pod.metadata.namespace}/${name}`);
    else if ((pod.spec.volumes ?? []).some(({ ephemeral }) => ephemeral)) podQueue.add(keyOf(pod));
  });

  async function releaseClaim(key: string): Promise<void> {
    const claim = claims.get(key);
    if (claim?.metadata.deletionTimestamp === undefined) return;
    const { namespace = "", name } = claim.metadata;
    const used = pods.by("namespace", namespace).some((pod) => !isTerminal(pod) && claimNames(pod).includes(name));
    if (!used) await dropFinalizer(claimApi, PERSISTENT_VOLUME_CLAIMS, claim, CLAIM_FINALIZER);
  }

  async function releaseVolume(name: string): Promise<void> {
    const volume = volumes.get(name);
    if (volume?.metadata.deletionTimestamp === undefined) return;
    const { claimRef } = volume.spec;
    const claim = claimRef && claims.get(`${claimRef.namespace}/${claimRef.name}`);
    if (claim?.metadata.uid !== claimRef?.uid || !claim)
      await dropFinalizer(volumeApi, PERSISTENT_VOLUMES, volume, VOLUME_FINALIZER);
  }

  async function makeClaims(key: string): Promise<void> {
    const pod = pods.get(key);
    if (!pod || pod.metadata.deletionTimestamp !== undefined) return;
    for (const { name, ephemeral } of pod.spec.volumes ?? [])
      if (ephemeral && !claims.get(`${pod.metadata.namespace}/${pod.metadata.name}-${name}`))
        await makeClaim(pod, name, ephemeral.volumeClaimTemplate as ClaimTemplate | undefined);
  }

  async function makeClaim(pod: Pod, volume: string, template: ClaimTemplate | undefined): Promise<void> {
    const { labels, annotations } = template?.metadata ?? {};
    try {
      await ephemeralApi.create<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIMS, {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        metadata: {
          name: `${pod.metadata.name}-${volume}`,
          namespace: pod.metadata.namespace,
          ...(labels ? { labels } : {}),
          ...(annotations ? { annotations } : {}),
          ownerReferences: [controllerReference(pod)],
        },
        spec: template?.spec ?? {},
      });
    } catch (error) {
      if (!(error instanceof ApiError && error.code === "AlreadyExists")) throw error;
    }
  }
}

type ClaimTemplate = {
  readonly metadata?: { readonly labels?: Record<string, string>; readonly annotations?: Record<string, string> };
  readonly spec?: PersistentVolumeClaim["spec"];
};

async function dropFinalizer(api: Api, resource: ResourceRef, object: KubeObject, finalizer: string): Promise<void> {
  const { finalizers = [] } = object.metadata;
  if (!finalizers.includes(finalizer)) return;
  const rest = finalizers.filter((each) => each !== finalizer);
  await unlessGone(api.update(resource, { ...object, metadata: { ...object.metadata, finalizers: rest } }));
}
