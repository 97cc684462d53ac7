import type { ObjectCache, SharedCaches } from "@inlay/kube";
import {
  CSI_NODES,
  DAEMON_SETS,
  LABEL_NODEPOOL,
  NAMESPACES,
  NODE_CLAIMS,
  NODE_POOLS,
  NODES,
  PERSISTENT_VOLUME_CLAIMS,
  PERSISTENT_VOLUMES,
  POD_DISRUPTION_BUDGETS,
  PODS,
  STORAGE_CLASSES,
  VOLUME_ATTACHMENTS,
  type Condition,
  type CSINode,
  type DaemonSet,
  type KubeObject,
  type Namespace,
  type Node,
  type NodeClaim,
  type NodeClassRef,
  type NodePool,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type Pod,
  type PodDisruptionBudget,
  type StorageClass,
  type VolumeAttachment,
} from "@inlay/resources";

/** A node class of any provider: what the autoscaler reads of it. */
export interface AnyNodeClass extends KubeObject {
  readonly status?: { readonly conditions?: readonly Condition[] };
}

/** Everything that the autoscaler watches. */
export interface ClusterCaches {
  readonly nodePools: ObjectCache<NodePool>;
  readonly nodeClaims: ObjectCache<NodeClaim>;
  readonly nodes: ObjectCache<Node>;
  readonly pods: ObjectCache<Pod>;
  readonly daemonSets: ObjectCache<DaemonSet>;
  readonly namespaces: ObjectCache<Namespace>;
  readonly podDisruptionBudgets: ObjectCache<PodDisruptionBudget>;
  readonly persistentVolumes: ObjectCache<PersistentVolume>;
  readonly persistentVolumeClaims: ObjectCache<PersistentVolumeClaim>;
  readonly storageClasses: ObjectCache<StorageClass>;
  readonly csiNodes: ObjectCache<CSINode>;
  readonly volumeAttachments: ObjectCache<VolumeAttachment>;
  /** By `group/kind` of the provider's node classes. */
  readonly nodeClasses: ReadonlyMap<string, ObjectCache<AnyNodeClass>>;
}

const some = (value: string | undefined): readonly string[] => (value ? [value] : []);

/** Declares the caches, with the indexes of Karpenter's operator. */
export function clusterCaches(
  caches: SharedCaches,
  nodeClassKinds: readonly Pick<NodeClassRef, "group" | "kind">[],
): ClusterCaches {
  const nodeClasses = new Map(
    nodeClassKinds.map(({ group, kind }) => {
      const resource = { group, version: "v1", resource: `${kind.toLowerCase()}es` };
      return [`${group}/${kind}`, caches.of<AnyNodeClass>(resource)] as const;
    }),
  );
  return {
    nodePools: caches.of<NodePool>(NODE_POOLS),
    nodeClaims: caches.of<NodeClaim>(NODE_CLAIMS, {
      indexes: {
        providerID: (claim) => some(claim.status?.providerID),
        nodePool: (claim) => some(claim.metadata.labels?.[LABEL_NODEPOOL]),
      },
    }),
    nodes: caches.of<Node>(NODES, { indexes: { providerID: (node) => some(node.spec.providerID) } }),
    pods: caches.of<Pod>(PODS, { indexes: { node: (pod) => some(pod.spec.nodeName) } }),
    daemonSets: caches.of<DaemonSet>(DAEMON_SETS),
    namespaces: caches.of<Namespace>(NAMESPACES),
    podDisruptionBudgets: caches.of<PodDisruptionBudget>(POD_DISRUPTION_BUDGETS),
    persistentVolumes: caches.of<PersistentVolume>(PERSISTENT_VOLUMES),
    persistentVolumeClaims: caches.of<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIMS),
    storageClasses: caches.of<StorageClass>(STORAGE_CLASSES),
    csiNodes: caches.of<CSINode>(CSI_NODES),
    volumeAttachments: caches.of<VolumeAttachment>(VOLUME_ATTACHMENTS, {
      indexes: { node: (attachment) => some(attachment.spec.nodeName) },
    }),
    nodeClasses,
  };
}

export const nodeClassKey = ({ group, kind }: Pick<NodeClassRef, "group" | "kind">): string => `${group}/${kind}`;

/** The label that names a node's class: `karpenter.k8s.aws/ec2nodeclass`. */
export const nodeClassLabel = ({ group, kind }: Pick<NodeClassRef, "group" | "kind">): string =>
  `${group}/${kind.toLowerCase()}`;
