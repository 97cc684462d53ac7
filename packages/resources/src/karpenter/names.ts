/**
 * Names that are visible on the wire (Karpenter 1.14, core and AWS provider): labels, annotations, finalizers, taints.
 */
import type { Taint } from "../scheduling/taints.ts";

export const KARPENTER_GROUP = "karpenter.sh";
export const KARPENTER_AWS_GROUP = "karpenter.k8s.aws";

export const LABEL_NODEPOOL = "karpenter.sh/nodepool";
export const LABEL_CAPACITY_TYPE = "karpenter.sh/capacity-type";
export const LABEL_REGISTERED = "karpenter.sh/registered";
export const LABEL_INITIALIZED = "karpenter.sh/initialized";
export const LABEL_DO_NOT_SYNC_TAINTS = "karpenter.sh/do-not-sync-taints";
export const LABEL_EC2NODECLASS = "karpenter.k8s.aws/ec2nodeclass";
export const LABEL_INSTANCE_TYPE = "node.kubernetes.io/instance-type";
export const LABEL_ZONE = "topology.kubernetes.io/zone";
export const LABEL_REGION = "topology.kubernetes.io/region";
export const LABEL_ZONE_ID = "topology.k8s.aws/zone-id";
export const LABEL_ARCH = "kubernetes.io/arch";
export const LABEL_OS = "kubernetes.io/os";
export const LABEL_HOSTNAME = "kubernetes.io/hostname";
export const LABEL_WINDOWS_BUILD = "node.kubernetes.io/windows-build";
export const LABEL_EXCLUDE_LOAD_BALANCERS = "node.kubernetes.io/exclude-from-external-load-balancers";

export const ANNOTATION_DO_NOT_DISRUPT = "karpenter.sh/do-not-disrupt";
export const ANNOTATION_NODEPOOL_HASH = "karpenter.sh/nodepool-hash";
export const ANNOTATION_NODEPOOL_HASH_VERSION = "karpenter.sh/nodepool-hash-version";
export const ANNOTATION_TERMINATION_TIMESTAMP = "karpenter.sh/nodeclaim-termination-timestamp";
export const ANNOTATION_MIN_VALUES_RELAXED = "karpenter.sh/nodeclaim-min-values-relaxed";
export const ANNOTATION_EC2NODECLASS_HASH = "karpenter.k8s.aws/ec2nodeclass-hash";
export const ANNOTATION_EC2NODECLASS_HASH_VERSION = "karpenter.k8s.aws/ec2nodeclass-hash-version";
export const ANNOTATION_INSTANCE_PROFILE = "karpenter.k8s.aws/instance-profile-name";

export const FINALIZER_TERMINATION = "karpenter.sh/termination";
export const FINALIZER_EC2NODECLASS = "karpenter.k8s.aws/termination";

export const TAINT_DISRUPTED: Taint = { key: "karpenter.sh/disrupted", effect: "NoSchedule" };
export const TAINT_UNREGISTERED: Taint = { key: "karpenter.sh/unregistered", effect: "NoExecute" };

/** Taints that a node carries only while it starts; a pod is planned as if they were gone. */
export const EPHEMERAL_TAINTS: readonly Taint[] = [
  { key: "node.kubernetes.io/not-ready", effect: "NoSchedule" },
  { key: "node.kubernetes.io/not-ready", effect: "NoExecute" },
  { key: "node.kubernetes.io/unreachable", effect: "NoSchedule" },
  { key: "node.cloudprovider.kubernetes.io/uninitialized", value: "true", effect: "NoSchedule" },
  TAINT_UNREGISTERED,
];
export const EPHEMERAL_TAINT_PREFIX = "readiness.k8s.io/";
