import {
  CONFIG_MAPS,
  CONTROLLER_REVISIONS,
  CSI_NODES,
  DAEMON_SETS,
  DEPLOYMENTS,
  JOBS,
  LEASES,
  NAMESPACES,
  NODES,
  PERSISTENT_VOLUME_CLAIMS,
  PERSISTENT_VOLUMES,
  POD_DISRUPTION_BUDGETS,
  PODS,
  REPLICA_SETS,
  SERVICE_ACCOUNTS,
  SERVICES,
  STATEFUL_SETS,
  STORAGE_CLASSES,
  VOLUME_ATTACHMENTS,
  type ConfigMap,
  type CSINode,
  type DaemonSet,
  type Deployment,
  type Job,
  type KubeObject,
  type Lease,
  type Namespace,
  type Node,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type Pod,
  type PodDisruptionBudget,
  type ReplicaSet,
  type Service,
  type ServiceAccount,
  type StatefulSet,
  type StorageClass,
  type VolumeAttachment,
} from "@inlay/resources";
import type { Api } from "../../api/api.ts";
import { controllerUidOf } from "../ownership/owner-references.ts";
import { ObjectIndex } from "./object-index.ts";

/** A snapshot of a template, by which DaemonSets and StatefulSets roll out. */
export interface ControllerRevision extends KubeObject {
  readonly kind: "ControllerRevision";
  readonly revision: number;
  readonly data?: unknown;
}

const namespaceOf = ({ metadata }: KubeObject): readonly string[] => [metadata.namespace ?? ""];

/** One index per resource that controllers read; all of them share it. */
export interface ClusterIndexes {
  /** By `node`, `controller` (see {@link controllerUidOf}) and `namespace`. */
  readonly pods: ObjectIndex<Pod>;
  readonly nodes: ObjectIndex<Node>;
  readonly leases: ObjectIndex<Lease>;
  readonly namespaces: ObjectIndex<Namespace>;
  readonly deployments: ObjectIndex<Deployment>;
  readonly replicaSets: ObjectIndex<ReplicaSet>;
  readonly daemonSets: ObjectIndex<DaemonSet>;
  readonly statefulSets: ObjectIndex<StatefulSet>;
  readonly jobs: ObjectIndex<Job>;
  readonly revisions: ObjectIndex<ControllerRevision>;
  readonly budgets: ObjectIndex<PodDisruptionBudget>;
  readonly services: ObjectIndex<Service>;
  readonly serviceAccounts: ObjectIndex<ServiceAccount>;
  readonly configMaps: ObjectIndex<ConfigMap>;
  readonly volumes: ObjectIndex<PersistentVolume>;
  readonly claims: ObjectIndex<PersistentVolumeClaim>;
  readonly storageClasses: ObjectIndex<StorageClass>;
  readonly csiNodes: ObjectIndex<CSINode>;
  readonly attachments: ObjectIndex<VolumeAttachment>;
}

export function createIndexes(): ClusterIndexes {
  const owned = { controller: controllerUidOf, namespace: namespaceOf };
  const namespaced = { namespace: namespaceOf };
  return {
    pods: new ObjectIndex<Pod>(PODS, { ...owned, node: ({ spec }) => (spec.nodeName ? [spec.nodeName] : []) }),
    nodes: new ObjectIndex<Node>(NODES),
    leases: new ObjectIndex<Lease>(LEASES),
    namespaces: new ObjectIndex<Namespace>(NAMESPACES),
    deployments: new ObjectIndex<Deployment>(DEPLOYMENTS, namespaced),
    replicaSets: new ObjectIndex<ReplicaSet>(REPLICA_SETS, owned),
    daemonSets: new ObjectIndex<DaemonSet>(DAEMON_SETS, namespaced),
    statefulSets: new ObjectIndex<StatefulSet>(STATEFUL_SETS, namespaced),
    jobs: new ObjectIndex<Job>(JOBS, namespaced),
    revisions: new ObjectIndex<ControllerRevision>(CONTROLLER_REVISIONS, owned),
    budgets: new ObjectIndex<PodDisruptionBudget>(POD_DISRUPTION_BUDGETS, namespaced),
    services: new ObjectIndex<Service>(SERVICES, namespaced),
    serviceAccounts: new ObjectIndex<ServiceAccount>(SERVICE_ACCOUNTS),
    configMaps: new ObjectIndex<ConfigMap>(CONFIG_MAPS),
    volumes: new ObjectIndex<PersistentVolume>(PERSISTENT_VOLUMES),
    claims: new ObjectIndex<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIMS),
    storageClasses: new ObjectIndex<StorageClass>(STORAGE_CLASSES),
    csiNodes: new ObjectIndex<CSINode>(CSI_NODES),
    attachments: new ObjectIndex<VolumeAttachment>(VOLUME_ATTACHMENTS),
  };
}

/** Starts all of them; call it when every controller has registered its listeners. */
export function startIndexes(indexes: ClusterIndexes, api: Api, signal: AbortSignal): void {
  for (const index of Object.values(indexes) as readonly ObjectIndex<KubeObject>[]) index.start(api, signal);
}
