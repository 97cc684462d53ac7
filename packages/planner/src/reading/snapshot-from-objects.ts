import type {
  CSINode,
  DaemonSet,
  KubeObject,
  Namespace,
  Node,
  NodeClaim,
  NodePool,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  PodDisruptionBudget,
  StorageClass,
} from "@inlay/resources";
import { SNAPSHOT_VERSION, type Snapshot } from "../snapshot.ts";

interface KindMap {
  NodePool: NodePool;
  NodeClaim: NodeClaim;
  Node: Node;
  Pod: Pod;
  DaemonSet: DaemonSet;
  Namespace: Namespace;
  PodDisruptionBudget: PodDisruptionBudget;
  PersistentVolume: PersistentVolume;
  PersistentVolumeClaim: PersistentVolumeClaim;
  StorageClass: StorageClass;
  CSINode: CSINode;
}

/**
 * Sorts objects, as `kubectl get -o json` lists them, into a snapshot; kinds that the planner does not look at are left out.
 * Every pool is given the one catalogue.
 */
export function snapshotFromObjects(
  objects: readonly KubeObject[],
  now: string,
  catalogue: Snapshot["catalogues"][string],
): Snapshot {
  const of = <K extends keyof KindMap>(kind: K): KindMap[K][] =>
    objects.filter((object): object is KindMap[K] => object.kind === kind);
  const nodePools = of("NodePool");
  return {
    version: SNAPSHOT_VERSION,
    now,
    nodePools,
    nodeClaims: of("NodeClaim"),
    nodes: of("Node"),
    pods: of("Pod"),
    daemonSets: of("DaemonSet"),
    namespaces: of("Namespace"),
    podDisruptionBudgets: of("PodDisruptionBudget"),
    persistentVolumes: of("PersistentVolume"),
    persistentVolumeClaims: of("PersistentVolumeClaim"),
    storageClasses: of("StorageClass"),
    csiNodes: of("CSINode"),
    catalogues: { default: catalogue },
    catalogueOfNodePool: Object.fromEntries(nodePools.map(({ metadata }) => [metadata.name, "default"])),
  };
}
