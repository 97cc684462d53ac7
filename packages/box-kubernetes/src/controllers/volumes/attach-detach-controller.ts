import { VOLUME_ATTACHMENTS, type PersistentVolume, type Pod, type VolumeAttachment } from "@inlay/resources";
import type { Api } from "../../api/api.ts";
import { ApiError } from "../../api/api-error.ts";
import { controllerEvents, controllerQueue, type ControllerContext } from "../controller-context.ts";
import { keyOf } from "../informer/object-index.ts";
import { unlessGone } from "../ownership/unless-gone.ts";
import { isTerminal } from "../pods/pod-state.ts";
import { attachmentName } from "./attachment-name.ts";

const NAME = "attachdetach-controller";
/** What EC2 takes to attach a volume, and to let go of it. */
const ATTACH_MS = 1_000;
const DETACH_MS = 1_000;
/** A volume that is attached elsewhere is looked at again. */
const LOOK_AGAIN_MS = 1_000;

/**
 * Attaches volumes to the nodes of the pods that use them, and detaches them when the last such pod is gone: VolumeAttachments, which
 * the CSI driver's controller marks as attached. @param driverApi as that controller
 */
export function startAttachDetachController(context: ControllerContext, driverApi: Api): void {
  const { indexes } = context;
  const { pods, volumes, claims, attachments, nodes } = indexes;
  const api = context.apiOf(NAME);
  const events = controllerEvents(context, NAME);
  const queue = controllerQueue(context, NAME, sync);
  const attaching = controllerQueue(context, NAME, finishAttaching);
  const detaching = controllerQueue(context, NAME, detach);

  // A queue key is a node's name: what its pods need is compared with what it has.
  pods.onChange((_type, pod, previous) => {
    if ((pod.spec.volumes ?? []).some(({ persistentVolumeClaim, ephemeral }) => persistentVolumeClaim ?? ephemeral)) {
      const before = previous?.spec.nodeName;
      for (const name of [pod.spec.nodeName, before]) if (name) queue.add(name);
    }
  });
  claims.onChange((_type, claim, previous) => {
    if (claim.spec.volumeName === previous?.spec.volumeName) return;
    for (const pod of pods.by("namespace", claim.metadata.namespace ?? ""))
      if (pod.spec.nodeName && claimNames(pod).includes(claim.metadata.name)) queue.add(pod.spec.nodeName);
  });
  attachments.onChange((type, attachment) => {
    queue.add(attachment.spec.nodeName);
    if (type === "ADDED" && !attachment.status?.attached) attaching.addAfter(attachment.metadata.name, ATTACH_MS);
  });

  async function sync(nodeName: string): Promise<void> {
    const wanted = volumesOn(nodeName);
    for (const [name, volume] of wanted) if (!attachments.get(name)) await attach(name, volume, nodeName);
    for (const { metadata, spec } of attachments.all())
      if (spec.nodeName === nodeName && !wanted.has(metadata.name)) detaching.addAfter(metadata.name, DETACH_MS);
  }

  /** By the name of the attachment. */
  function volumesOn(nodeName: string): ReadonlyMap<string, PersistentVolume> {
    const wanted = new Map<string, PersistentVolume>();
    for (const pod of pods.by("node", nodeName)) {
      if (isTerminal(pod)) continue;
      for (const claimName of claimNames(pod)) {
        const claim = claims.get(`${pod.metadata.namespace}/${claimName}`);
        const volume = volumes.get(claim?.spec.volumeName ?? "");
        const csi = volume?.spec.csi;
        if (csi) wanted.set(attachmentName(csi.volumeHandle, csi.driver, nodeName), volume);
      }
    }
    return wanted;
  }

  async function attach(name: string, volume: PersistentVolume, nodeName: string): Promise<void> {
    if (!nodes.get(nodeName)) return;
    const { name: volumeName } = volume.metadata;
    const elsewhere = [...attachments.all()].find(({ spec }) => spec.source.persistentVolumeName === volumeName);
    const shared = volume.spec.accessModes?.some((mode) => mode === "ReadWriteMany" || mode === "ReadOnlyMany");
    if (elsewhere && !shared) {
      reportElsewhere(volumeName, nodeName);
      return queue.addAfter(nodeName, LOOK_AGAIN_MS);
    }
    try {
      await api.create<VolumeAttachment>(VOLUME_ATTACHMENTS, {
        apiVersion: "storage.k8s.io/v1",
        kind: "VolumeAttachment",
        metadata: { name },
        spec: { attacher: volume.spec.csi!.driver, nodeName, source: { persistentVolumeName: volumeName } },
      });
    } catch (error) {
      if (!(error instanceof ApiError && error.code === "AlreadyExists")) throw error;
    }
  }

  function reportElsewhere(volumeName: string, nodeName: string): void {
    const text = `Multi-Attach error for volume ${JSON.stringify(volumeName)} Volume is already exclusively attached to one node and can't be attached to another`;
    for (const pod of usersOf(volumeName, nodeName)) events.warning(pod, "FailedAttachVolume", text);
  }

  function usersOf(volumeName: string, nodeName: string): readonly Pod[] {
    return pods
      .by("node", nodeName)
      .filter((pod) =>
        claimNames(pod).some((name) => claims.get(`${pod.metadata.namespace}/${name}`)?.spec.volumeName === volumeName),
      );
  }

  async function finishAttaching(name: string): Promise<void> {
    const attachment = attachments.get(name);
    if (!attachment || attachment.status?.attached) return;
    const status = { attached: true };
    await unlessGone(
      driverApi.update<VolumeAttachment>(VOLUME_ATTACHMENTS, { ...attachment, status }, { subresource: "status" }),
    );
    const volumeName = attachment.spec.source.persistentVolumeName ?? "";
    const text = `AttachVolume.Attach succeeded for volume ${JSON.stringify(volumeName)} `;
    for (const pod of usersOf(volumeName, attachment.spec.nodeName)) events.normal(pod, "SuccessfulAttachVolume", text);
  }

  async function detach(name: string): Promise<void> {
    const attachment = attachments.get(name);
    if (!attachment || volumesOn(attachment.spec.nodeName).has(name)) return;
    await unlessGone(api.delete(VOLUME_ATTACHMENTS, { name: keyOf(attachment) }));
  }
}

export function claimNames(pod: Pod): readonly string[] {
  return (pod.spec.volumes ?? []).flatMap((volume) => {
    if (volume.persistentVolumeClaim) return [volume.persistentVolumeClaim.claimName];
    return volume.ephemeral ? [`${pod.metadata.name}-${volume.name}`] : [];
  });
}
