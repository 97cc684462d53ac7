import { createHash } from "node:crypto";
import {
  PERSISTENT_VOLUMES,
  type Draft,
  type Node,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type StorageClass,
} from "@inlay/resources";
import type { Api } from "../../api/api.ts";
import { ApiError } from "../../api/api-error.ts";
import { inAllowedTopology, SELECTED_NODE } from "../../scheduler/volume-binding/volume-binding.ts";
import { controllerQueue, type ControllerContext } from "../controller-context.ts";
import { EventRecorder } from "../event-recorder/event-recorder.ts";
import { keyOf } from "../informer/object-index.ts";
import { unlessGone } from "../ownership/unless-gone.ts";
import { PROVISIONER } from "./claim-binding.ts";
import { EBS_DRIVER } from "./ebs-driver.ts";

const COMPONENT = "ebs.csi.aws.com_ebs-csi-controller";
const ZONE = "topology.kubernetes.io/zone";
const EBS_ZONE = "topology.ebs.csi.aws.com/zone";

/**
 * Makes and removes volumes as the EBS CSI driver's controller does: in the zone of the node that the scheduler has chosen, or in
 * any zone for claims that do not wait. @param api as the driver's controller
 */
export function startEbsProvisioner(context: ControllerContext, api: Api): void {
  const { claims, volumes, nodes, storageClasses } = context.indexes;
  const events = new EventRecorder({ api, clock: context.clock, component: COMPONENT });
  const provisioning = controllerQueue(context, COMPONENT, provision);
  const removal = controllerQueue(context, COMPONENT, remove);

  claims.onChange((type, claim) => {
    const asked = claim.metadata.annotations?.[PROVISIONER] === EBS_DRIVER;
    if (type !== "DELETED" && asked && !claim.spec.volumeName) provisioning.add(keyOf(claim));
  });
  volumes.onChange((type, volume) => {
    if (type !== "DELETED" && volume.status?.phase === "Released") removal.add(volume.metadata.name);
  });

  async function provision(key: string): Promise<void> {
    const claim = claims.get(key);
    if (!claim || claim.spec.volumeName || claim.metadata.deletionTimestamp !== undefined) return;
    const storageClass = storageClasses.get(claim.spec.storageClassName ?? "");
    const zone = storageClass && zoneFor(claim, storageClass);
    if (!storageClass || zone === undefined) return;
    events.normal(
      claim,
      "Provisioning",
      `External provisioner is provisioning volume for claim ${JSON.stringify(key)}`,
    );
    const draft = ebsVolume(claim, storageClass, zone);
    try {
      await api.create<PersistentVolume>(PERSISTENT_VOLUMES, draft);
    } catch (error) {
      if (error instanceof ApiError && error.code === "AlreadyExists") return;
      throw error;
    }
    events.normal(claim, "ProvisioningSucceeded", `Successfully provisioned volume ${draft.metadata.name}`);
  }

  function zoneFor(claim: PersistentVolumeClaim, storageClass: StorageClass): string | undefined {
    const selected = claim.metadata.annotations?.[SELECTED_NODE];
    if (selected !== undefined) return nodes.get(selected)?.metadata.labels?.[ZONE];
    if (storageClass.volumeBindingMode === "WaitForFirstConsumer") return undefined;
    const allowed = [...nodes.all()].filter((node: Node) =>
      inAllowedTopology(storageClass, node.metadata.labels ?? {}),
    );
    const zones = [...new Set(allowed.flatMap((node) => node.metadata.labels?.[ZONE] ?? []))].sort();
    return zones[Math.floor(context.random() * zones.length)];
  }

  async function remove(name: string): Promise<void> {
    const volume = volumes.get(name);
    const ours = volume?.spec.csi?.driver === EBS_DRIVER && volume.spec.persistentVolumeReclaimPolicy === "Delete";
    if (!volume || !ours || volume.status?.phase !== "Released") return;
    const attached = [...context.indexes.attachments.all()].some(
      ({ spec }) => spec.source.persistentVolumeName === name,
    );
    if (attached) return removal.addAfter(name, 1_000);
    await unlessGone(api.delete(PERSISTENT_VOLUMES, volume.metadata, { preconditions: { uid: volume.metadata.uid } }));
  }
}

/** `pvc-<uid of the claim>`, reachable from its zone only. */
function ebsVolume(
  { metadata, spec }: PersistentVolumeClaim,
  storageClass: StorageClass,
  zone: string,
): Draft<PersistentVolume> {
  const { namespace, name, uid } = metadata;
  const volumeHandle = `vol-0${createHash("sha256").update(uid).digest("hex").slice(0, 16)}`;
  const claimRef = { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace, name, uid };
  const inZone = [ZONE, EBS_ZONE].map((key) => ({ key, operator: "In" as const, values: [zone] }));
  return {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name: `pvc-${uid}`, annotations: { "pv.kubernetes.io/provisioned-by": EBS_DRIVER } },
    spec: {
      capacity: { storage: spec.resources?.requests?.["storage"] ?? "1Gi" },
      accessModes: spec.accessModes,
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? "Delete",
      storageClassName: storageClass.metadata.name,
      claimRef,
      csi: { driver: EBS_DRIVER, volumeHandle },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: inZone }] } },
    },
  };
}
