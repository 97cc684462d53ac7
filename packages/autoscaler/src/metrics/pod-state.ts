import type { Metrics } from "@inlay/kube";
import {
  LABEL_ARCH,
  LABEL_CAPACITY_TYPE,
  LABEL_INSTANCE_TYPE,
  LABEL_NODEPOOL,
  LABEL_ZONE,
  type Node,
  type Pod,
} from "@inlay/resources";
import type { Environment } from "../state/environment.ts";

/** The inventory of pods, worked out when somebody reads it. */
export function connectPodState(
  metrics: Metrics,
  { caches }: { readonly caches: Pick<Environment["caches"], "nodes" | "pods"> },
): void {
  const state = metrics.gauge("karpenter_pods_state", "One for each pod.", [
    "name", "namespace", "owner", "node", "nodepool", "zone", "arch", "capacity_type", "instance_type", "phase", "ready",
    "scheduled", "managed",
  ]); // prettier-ignore
  metrics.beforeRender(() => {
    state.reset();
    for (const pod of caches.pods.all()) state.set(podLabels(pod, caches.nodes.get(pod.spec.nodeName ?? "")), 1);
  });
}

function podLabels(pod: Pod, node: Node | undefined): Readonly<Record<string, string>> {
  const labels = node?.metadata.labels ?? {};
  const owner = pod.metadata.ownerReferences?.[0];
  const ready = pod.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false;
  return {
    name: pod.metadata.name,
    namespace: pod.metadata.namespace ?? "",
    owner: owner
      ? `/apis/${owner.apiVersion}/namespaces/${pod.metadata.namespace}/${owner.kind.toLowerCase()}s/${owner.name}`
      : "",
    node: pod.spec.nodeName ?? "",
    nodepool: labels[LABEL_NODEPOOL] ?? "",
    zone: labels[LABEL_ZONE] ?? "",
    arch: labels[LABEL_ARCH] ?? "",
    capacity_type: labels[LABEL_CAPACITY_TYPE] ?? "",
    instance_type: labels[LABEL_INSTANCE_TYPE] ?? "",
    phase: pod.status?.phase ?? "",
    ready: String(ready),
    scheduled: String(pod.spec.nodeName !== undefined),
    managed: String(labels[LABEL_NODEPOOL] !== undefined),
  };
}
