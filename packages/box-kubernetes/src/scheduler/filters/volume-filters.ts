import { matchesNodeSelector, type PersistentVolume, type PersistentVolumeClaim } from "@inlay/resources";
import type { ClusterState } from "../cluster-state/cluster-state.ts";
import type { NodeState } from "../cluster-state/node-state.ts";
import type { PodInfo } from "../cluster-state/pod-info.ts";
import { couldBind, isDelayed } from "../volume-binding/volume-binding.ts";
import { resolvable, unresolvable, type Prepared } from "./rejection.ts";

/** The labels by which in-tree volumes say where they are (VolumeZone). */
const PLACE_LABELS = [
  "topology.kubernetes.io/zone",
  "topology.kubernetes.io/region",
  "failure-domain.beta.kubernetes.io/zone",
  "failure-domain.beta.kubernetes.io/region",
];

function claimOf(info: PodInfo, claimName: string, state: ClusterState): PersistentVolumeClaim | undefined {
  return state.claims.get(`${info.pod.metadata.namespace}/${claimName}`);
}

/** VolumeRestrictions: a ReadWriteOncePod claim has one pod. */
export function volumeRestrictions(info: PodInfo, state: ClusterState): Prepared {
  const exclusive = info.claims.filter(({ claimName }) =>
    claimOf(info, claimName, state)?.spec.accessModes?.includes("ReadWriteOncePod"),
  );
  for (const { claimName } of exclusive)
    for (const other of state.podsUsingClaim(`${info.pod.metadata.namespace}/${claimName}`))
      if (other.pod.metadata.uid !== info.pod.metadata.uid)
        return {
          nowhere: resolvable(
            "VolumeRestrictions",
            "node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode",
          ),
        };
  return undefined;
}

/** NodeVolumeLimits: no more volumes of a CSI driver than the node's CSINode allows. */
export function volumeLimits(info: PodInfo, state: ClusterState): Prepared {
  if (info.claims.length === 0) return undefined;
  const wanted = volumesOf(info, state);
  if (wanted.size === 0) return undefined;
  return (node) => {
    const drivers = state.csiNodes.get(node.name)?.spec.drivers ?? [];
    if (drivers.length === 0) return undefined;
    const attached = new Map<string, string>();
    for (const other of node.withClaims)
      for (const [volume, driver] of volumesOf(other, state)) attached.set(volume, driver);
    for (const { name, allocatable } of drivers) {
      if (allocatable?.count === undefined) continue;
      const used = [...attached.values()].filter((driver) => driver === name).length;
      const added = [...wanted].filter(([volume, driver]) => driver === name && !attached.has(volume)).length;
      if (added > 0 && used + added > allocatable.count)
        return resolvable("NodeVolumeLimits", "node(s) exceed max volume count");
    }
    return undefined;
  };
}

/** The pod's volumes (a handle, or the claim while there is none) with the CSI driver of each. */
function volumesOf(info: PodInfo, state: ClusterState): ReadonlyMap<string, string> {
  const volumes = new Map<string, string>();
  for (const { claimName } of info.claims) {
    const claim = claimOf(info, claimName, state);
    if (!claim) continue;
    const volume = state.volumes.get(claim.spec.volumeName ?? "");
    if (volume?.spec.csi) volumes.set(volume.spec.csi.volumeHandle, volume.spec.csi.driver);
    else if (!claim.spec.volumeName) {
      const provisioner = state.storageClasses.get(claim.spec.storageClassName ?? "")?.provisioner;
      if (provisioner) volumes.set(`claim ${claim.metadata.namespace}/${claim.metadata.name}`, provisioner);
    }
  }
  return volumes;
}

/** VolumeBinding: bound volumes can be reached from the node, unbound ones can be bound or made there. */
export function volumeBinding(info: PodInfo, state: ClusterState): Prepared {
  if (info.claims.length === 0) return undefined;
  const bound: { claim: PersistentVolumeClaim; volume: PersistentVolume | undefined }[] = [];
  const delayed: PersistentVolumeClaim[] = [];
  for (const { claimName, ephemeral } of info.claims) {
    const claim = claimOf(info, claimName, state);
    const problem = problemOf(claim, claimName, ephemeral, state);
    if (problem) return { nowhere: unresolvable("VolumeBinding", problem) };
    if (claim!.spec.volumeName) bound.push({ claim: claim!, volume: state.volumes.get(claim!.spec.volumeName) });
    else delayed.push(claim!);
  }
  return (node) => {
    if (bound.some(({ volume }) => !volume))
      return unresolvable("VolumeBinding", "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)");
    if (bound.some(({ volume }) => !reachable(volume!, node)))
      return unresolvable("VolumeBinding", "node(s) had volume node affinity conflict");
    if (!couldBind(delayed, node, state))
      return unresolvable("VolumeBinding", "node(s) didn't find available persistent volumes to bind");
    return undefined;
  };
}

function problemOf(
  claim: PersistentVolumeClaim | undefined,
  name: string,
  ephemeral: boolean,
  state: ClusterState,
): string | undefined {
  if (!claim)
    return ephemeral
      ? `waiting for ephemeral volume controller to create the persistentvolumeclaim "${name}"`
      : `persistentvolumeclaim "${name}" not found`;
  if (claim.status?.phase === "Lost")
    return `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec.volumeName}"`;
  if (claim.metadata.deletionTimestamp !== undefined) return `persistentvolumeclaim "${name}" is being deleted`;
  if (!claim.spec.volumeName && !isDelayed(claim, state)) return "pod has unbound immediate PersistentVolumeClaims";
  return undefined;
}

/** Whether the volume's node affinity lets the node use it. */
export function reachable(volume: PersistentVolume, { node, name }: NodeState): boolean {
  const required = volume.spec.nodeAffinity?.required;
  return !required || matchesNodeSelector(required, node.metadata.labels ?? {}, name);
}

/** VolumeZone: a volume labelled with its zone is only of use there. */
export function volumeZone(info: PodInfo, state: ClusterState): Prepared {
  const places = info.claims.flatMap(({ claimName }) => {
    const labels = state.volumes.get(claimOf(info, claimName, state)?.spec.volumeName ?? "")?.metadata.labels ?? {};
    return PLACE_LABELS.filter((label) => labels[label] !== undefined).map((label) => ({
      label,
      values: labels[label]!.split("__"),
    }));
  });
  if (places.length === 0) return undefined;
  return ({ node }) => {
    const labels = node.metadata.labels ?? {};
    // Nodes that say nothing about their place are not excluded.
    if (!PLACE_LABELS.some((label) => labels[label] !== undefined)) return undefined;
    return places.every(({ label, values }) => values.includes(labels[label] ?? ""))
      ? undefined
      : unresolvable("VolumeZone", "node(s) had no available volume zone");
  };
}
