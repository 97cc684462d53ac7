import {
  amountsOf,
  podRequests,
  type LabelSelector,
  type Pod,
  type PodAffinityTerm,
  type ResourceAmounts,
} from "@inlay/resources";
import { canonicalJson } from "./canonical-json.ts";

export interface HostPort {
  readonly ip: string;
  readonly protocol: string;
  readonly port: number;
}

/** A pod (anti-)affinity term, ready to be matched: own namespace filled in, matchLabelKeys merged into the selector. */
export interface AffinityTerm {
  readonly topologyKey: string;
  readonly selector: LabelSelector | undefined;
  readonly namespaces: readonly string[];
  readonly namespaceSelector: LabelSelector | undefined;
  readonly weight: number;
  /** Equal for terms that match the same pods. */
  readonly key: string;
}

/** What the scheduler has to know of a pod, worked out once. */
export interface PodInfo {
  readonly pod: Pod;
  readonly priority: number;
  /** `pods: 1` included. */
  readonly requests: ResourceAmounts;
  /** For scores: a pod that asks for nothing counts as 100m and 200Mi a container (schedutil.GetNonzeroRequests). */
  readonly scoredCpuMillis: number;
  readonly scoredMemoryBytes: number;
  readonly hostPorts: readonly HostPort[];
  readonly affinity: readonly AffinityTerm[];
  readonly antiAffinity: readonly AffinityTerm[];
  readonly preferredAffinity: readonly AffinityTerm[];
  readonly preferredAntiAffinity: readonly AffinityTerm[];
  /** Names of persistent volume claims in the pod's namespace; ephemeral volumes' claims included. */
  readonly claims: readonly ClaimUse[];
}

export interface ClaimUse {
  readonly claimName: string;
  /** The claim is made for this pod from a template. */
  readonly ephemeral: boolean;
}

const DEFAULT_CPU_MILLIS = 100;
const DEFAULT_MEMORY_BYTES = 200 * 1024 * 1024;

export function podInfo(pod: Pod): PodInfo {
  const { affinity } = pod.spec;
  const required = (terms: readonly PodAffinityTerm[] | undefined) =>
    (terms ?? []).map((term) => compile(term, pod, 0));
  const preferred = (terms: readonly { weight: number; podAffinityTerm: PodAffinityTerm }[] | undefined) =>
    (terms ?? []).map(({ weight, podAffinityTerm }) => compile(podAffinityTerm, pod, weight));
  return {
    pod,
    priority: pod.spec.priority ?? 0,
    requests: podRequests(pod),
    ...scoredRequests(pod),
    hostPorts: hostPortsOf(pod),
    affinity: required(affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution),
    antiAffinity: required(affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution),
    preferredAffinity: preferred(affinity?.podAffinity?.preferredDuringSchedulingIgnoredDuringExecution),
    preferredAntiAffinity: preferred(affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution),
    claims: claimsOf(pod),
  };
}

/** The selector with `key in (the pod's own value)` for each of the keys (matchLabelKeys), and `notin` for mismatchLabelKeys. */
export function selectorWithLabelKeys(
  selector: LabelSelector | undefined,
  pod: Pod,
  matchLabelKeys: readonly string[] = [],
  mismatchLabelKeys: readonly string[] = [],
): LabelSelector | undefined {
  if (!selector || matchLabelKeys.length + mismatchLabelKeys.length === 0) return selector;
  const labels = pod.metadata.labels ?? {};
  const own = (keys: readonly string[], operator: "In" | "NotIn") =>
    keys.filter((key) => labels[key] !== undefined).map((key) => ({ key, operator, values: [labels[key]!] }));
  return {
    ...selector,
    matchExpressions: [
      ...(selector.matchExpressions ?? []),
      ...own(matchLabelKeys, "In"),
      ...own(mismatchLabelKeys, "NotIn"),
    ],
  };
}

function compile(term: PodAffinityTerm, pod: Pod, weight: number): AffinityTerm {
  const selector = selectorWithLabelKeys(term.labelSelector, pod, term.matchLabelKeys, term.mismatchLabelKeys);
  const listed = term.namespaces ?? [];
  const namespaces =
    listed.length === 0 && !term.namespaceSelector ? [pod.metadata.namespace ?? "default"] : [...listed].sort();
  return {
    topologyKey: term.topologyKey,
    selector,
    namespaces,
    namespaceSelector: term.namespaceSelector,
    weight,
    key: canonicalJson([namespaces, term.namespaceSelector ?? null, selector ?? null]),
  };
}

function scoredRequests(pod: Pod): Pick<PodInfo, "scoredCpuMillis" | "scoredMemoryBytes"> {
  let scoredCpuMillis = 0;
  let scoredMemoryBytes = 0;
  for (const container of pod.spec.containers) {
    const requests = amountsOf(container.resources?.requests);
    scoredCpuMillis += requests.cpu ?? DEFAULT_CPU_MILLIS;
    scoredMemoryBytes += requests.memory ?? DEFAULT_MEMORY_BYTES;
  }
  return { scoredCpuMillis, scoredMemoryBytes };
}

export function hostPortsOf(pod: Pod): readonly HostPort[] {
  const sidecars = (pod.spec.initContainers ?? []).filter((container) => container.restartPolicy === "Always");
  return [...pod.spec.containers, ...sidecars].flatMap((container) =>
    (container.ports ?? []).flatMap(({ hostPort, containerPort, hostIP, protocol }) => {
      const port = hostPort ?? (pod.spec.hostNetwork ? containerPort : 0);
      return port > 0 ? [{ ip: hostIP || "0.0.0.0", protocol: protocol ?? "TCP", port }] : [];
    }),
  );
}

function claimsOf(pod: Pod): readonly ClaimUse[] {
  return (pod.spec.volumes ?? []).flatMap((volume): readonly ClaimUse[] => {
    if (volume.persistentVolumeClaim) return [{ claimName: volume.persistentVolumeClaim.claimName, ephemeral: false }];
    if (volume.ephemeral) return [{ claimName: `${pod.metadata.name}-${volume.name}`, ephemeral: true }];
    return [];
  });
}
