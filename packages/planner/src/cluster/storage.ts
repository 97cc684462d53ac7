import {
  LABEL_HOSTNAME,
  type CSINode,
  type NodeSelectorRequirement,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type Pod,
  type StorageClass,
} from "@inlay/resources";
import { Requirement } from "../requirements/requirement.ts";
import { requirementsOf } from "../requirements/requirement-set.ts";
import type { Snapshot } from "../snapshot.ts";
import type { PodLike } from "./pod-lifecycle.ts";

const BIND_COMPLETED = "pv.kubernetes.io/bind-completed";
const MOST_ALTERNATIVES = 64;
const MIGRATED_PROVISIONERS: Readonly<Record<string, string>> = {
  "kubernetes.io/aws-ebs": "ebs.csi.aws.com",
  "kubernetes.io/gce-pd": "pd.csi.storage.gke.io",
  "kubernetes.io/azure-disk": "disk.csi.azure.com",
};

/** Volumes by driver: what counts against a node's attach limits. */
export type VolumesByDriver = ReadonlyMap<string, readonly string[]>;

/** Claims, volumes and classes by name, and what they mean for a pod's place (autoscaler.md §3.9). */
export class Storage {
  readonly #claims = new Map<string, PersistentVolumeClaim>();
  readonly #volumes = new Map<string, PersistentVolume>();
  readonly #classes = new Map<string, StorageClass>();
  readonly #csiNodes = new Map<string, CSINode>();

  constructor(snapshot: Snapshot) {
    for (const claim of snapshot.persistentVolumeClaims)
      this.#claims.set(`${claim.metadata.namespace ?? "default"}/${claim.metadata.name}`, claim);
    for (const volume of snapshot.persistentVolumes) this.#volumes.set(volume.metadata.name, volume);
    for (const storageClass of snapshot.storageClasses) this.#classes.set(storageClass.metadata.name, storageClass);
    for (const node of snapshot.csiNodes) this.#csiNodes.set(node.metadata.name, node);
  }

  /** Why the pod's claims keep it from being planned at all, in Karpenter's words. */
  problemOf(pod: PodLike): string | undefined {
    for (const name of claimNamesOf(pod)) {
      const claim = this.#claims.get(`${namespaceOf(pod)}/${name}`);
      if (!claim)
        return `getting persistent volume claim, persistentvolumeclaims "${name}" not found (PersistentVolumeClaim=${name})`;
      const problem = this.#claimProblem(claim);
      if (problem) return problem;
    }
    return undefined;
  }

  /** Sets of requirements, one of which the pod's node must meet; empty when volumes do not matter. */
  alternativesOf(pod: PodLike): readonly (readonly Requirement[])[] {
    let alternatives: (readonly Requirement[])[] = [[]];
    for (const volume of pod.spec.volumes ?? []) {
      // The claim of an ephemeral volume dies with its pod: it does not tie a running pod to a zone.
      if (volume.ephemeral && pod.spec.nodeName) continue;
      const name = claimNameOf(pod, volume);
      const claim = name === undefined ? undefined : this.#claims.get(`${namespaceOf(pod)}/${name}`);
      const terms = claim ? this.#termsOf(claim) : [];
      if (terms.length === 0) continue;
      alternatives = alternatives
        .flatMap((known) => terms.map((term) => [...known, ...term]))
        .slice(0, MOST_ALTERNATIVES);
    }
    return alternatives.length === 1 && alternatives[0]!.length === 0 ? [] : alternatives;
  }

  volumesOf(pod: PodLike): VolumesByDriver {
    const byDriver = new Map<string, string[]>();
    for (const name of claimNamesOf(pod)) {
      const id = `${namespaceOf(pod)}/${name}`;
      const driver = this.#driverOf(this.#claims.get(id));
      if (!driver) continue;
      const list = byDriver.get(driver);
      if (!list) byDriver.set(driver, [id]);
      else if (!list.includes(id)) list.push(id);
    }
    return byDriver;
  }

  /** How many volumes of a driver the node can attach; undefined when it does not say. */
  attachLimits(nodeName: string): ReadonlyMap<string, number> {
    const limits = new Map<string, number>();
    for (const driver of this.#csiNodes.get(nodeName)?.spec.drivers ?? [])
      if (driver.allocatable?.count !== undefined) limits.set(driver.name, driver.allocatable.count);
    return limits;
  }

  #claimProblem(claim: PersistentVolumeClaim): string | undefined {
    const { name, namespace = "default", deletionTimestamp, annotations } = claim.metadata;
    const id = `${namespace}/${name}`;
    const { volumeName, storageClassName = "" } = claim.spec;
    if (deletionTimestamp) return `persistentvolumeclaim is being deleted (PersistentVolumeClaim=${id})`;
    if (claim.status?.phase === "Lost")
      return `persistentvolumeclaim bound to non-existent persistentvolume (PersistentVolume=${volumeName ?? ""}, PersistentVolumeClaim=${id})`;
    if (volumeName) {
      const where = `(PersistentVolume=${volumeName}, PersistentVolumeClaim=${id}, StorageClass=${storageClassName})`;
      const volume = this.#volumes.get(volumeName);
      if (!volume) return `failed to validate pvc, persistentvolumes "${volumeName}" not found ${where}`;
      if (volume.metadata.deletionTimestamp)
        return `failed to validate pvc, persistentvolume is being deleted ${where}`;
      if (annotations?.[BIND_COMPLETED] === undefined)
        return `pvc is considered unbound because it does not contain annotation (PersistentVolume=${volumeName}, PersistentVolumeClaim=${name}, annotation=${BIND_COMPLETED})`;
      return undefined;
    }
    const where = `(PersistentVolumeClaim=${id}, StorageClass=${storageClassName})`;
    if (storageClassName === "") return `unbound pvc must define a storage class ${where}`;
    const storageClass = this.#classes.get(storageClassName);
    if (!storageClass)
      return `failed to validate pvc, failed to get storage class, storageclasses.storage.k8s.io "${storageClassName}" not found ${where}`;
    if (storageClass.volumeBindingMode === "Immediate")
      return `failed to validate pvc, pvc with immediate volume binding mode must be bound ${where}`;
    return undefined;
  }

  #termsOf(claim: PersistentVolumeClaim): readonly (readonly Requirement[])[] {
    if (claim.spec.volumeName) {
      const volume = this.#volumes.get(claim.spec.volumeName);
      const ownNode = volume?.spec.local ?? volume?.spec.hostPath;
      const usable = (requirement: NodeSelectorRequirement) => !ownNode || requirement.key !== LABEL_HOSTNAME;
      return (volume?.spec.nodeAffinity?.required?.nodeSelectorTerms ?? []).map((term) =>
        requirementsOf((term.matchExpressions ?? []).filter(usable)),
      );
    }
    const storageClass = this.#classes.get(claim.spec.storageClassName ?? "");
    return (storageClass?.allowedTopologies ?? []).map((term) =>
      (term.matchLabelExpressions ?? []).flatMap(({ key, values }) =>
        requirementsOf([{ key, operator: "In", values }]),
      ),
    );
  }

  #driverOf(claim: PersistentVolumeClaim | undefined): string | undefined {
    if (!claim) return undefined;
    const volume = claim.spec.volumeName ? this.#volumes.get(claim.spec.volumeName) : undefined;
    if (volume?.spec.csi) return volume.spec.csi.driver;
    if (volume?.spec.awsElasticBlockStore) return "ebs.csi.aws.com";
    const provisioner = this.#classes.get(claim.spec.storageClassName ?? "")?.provisioner;
    return provisioner && (MIGRATED_PROVISIONERS[provisioner] ?? provisioner);
  }
}

function namespaceOf(pod: PodLike): string {
  return pod.metadata.namespace ?? "default";
}

function claimNameOf(pod: PodLike, volume: NonNullable<Pod["spec"]["volumes"]>[number]): string | undefined {
  if (volume.persistentVolumeClaim) return volume.persistentVolumeClaim.claimName;
  return volume.ephemeral ? `${pod.metadata.name}-${volume.name}` : undefined;
}

function claimNamesOf(pod: PodLike): string[] {
  const names: string[] = [];
  for (const volume of pod.spec.volumes ?? []) {
    const name = claimNameOf(pod, volume);
    if (name !== undefined) names.push(name);
  }
  return names;
}
