import type { EC2NodeClass, KubeletConfiguration, NodeClaim, StringMap, Taint } from "@inlay/resources";
import { LABEL_CAPACITY_TYPE, LABEL_DO_NOT_SYNC_TAINTS, TAINT_UNREGISTERED } from "@inlay/resources";
import type { ClusterFacts } from "../cluster/cluster-facts.ts";
import type { AmiFamily } from "../images/ami-family.ts";

/** Everything that goes into the user data of a node, whatever its format. */
export interface UserDataInput {
  readonly cluster: ClusterFacts;
  /** Only Amazon Linux 2023 must know it. */
  readonly serviceCidr: string | undefined;
  readonly labels: StringMap;
  readonly taints: readonly Taint[];
  readonly kubelet: KubeletConfiguration;
  /** `spec.userData` of the node class. */
  readonly custom: string | undefined;
  readonly raid0: boolean;
  /** Of the image, where it is known. */
  readonly imageVersion: string | undefined;
}

/** Label domains that a kubelet must not set on its own node. */
const FORBIDDEN_DOMAINS = ["kubernetes.io", "k8s.io", "node-restriction.kubernetes.io"];

/** Labels that the kubelet registers its node with: the claim's and the capacity type, less what kubelets may not set. */
export function kubeletLabels(nodeClaim: NodeClaim, capacityType: string, family: AmiFamily): StringMap {
  const all: StringMap = {
    ...nodeClaim.metadata.labels,
    [LABEL_CAPACITY_TYPE]: capacityType,
    ...(family.registersTaints ? { [LABEL_DO_NOT_SYNC_TAINTS]: "true" } : {}),
  };
  const allowed = Object.entries(all).filter(([key]) => {
    const domain = key.includes("/") ? key.slice(0, key.indexOf("/")) : "";
    return !FORBIDDEN_DOMAINS.some((forbidden) => domain === forbidden || domain.endsWith(`.${forbidden}`));
  });
  return Object.fromEntries(allowed.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Taints that the kubelet registers its node with: nobody is scheduled on it before it is known as the claim's. */
export function kubeletTaints({ spec }: NodeClaim): readonly Taint[] {
  const own = [...(spec.taints ?? []), ...(spec.startupTaints ?? [])];
  const present = own.some(
    (taint) => taint.key === TAINT_UNREGISTERED.key && taint.effect === TAINT_UNREGISTERED.effect,
  );
  return present ? own : [...own, TAINT_UNREGISTERED];
}

/** The kubelet's settings with what is always told: the number of pods and the cluster's DNS. */
export function kubeletSettings(
  spec: EC2NodeClass["spec"],
  maxPods: number,
  dnsAddress: string | undefined,
): KubeletConfiguration {
  const clusterDNS = spec.kubelet?.clusterDNS ?? (dnsAddress === undefined ? undefined : [dnsAddress]);
  return { ...spec.kubelet, maxPods, ...(clusterDNS ? { clusterDNS } : {}) };
}
