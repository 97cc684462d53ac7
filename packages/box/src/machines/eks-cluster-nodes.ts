import type { ClusterNodes, NodeState, StayingPod } from "@inlay/box-aws";
import { ApiError, type Api } from "@inlay/box-kubernetes";
import { NODES, PODS, type Node, type Pod } from "@inlay/resources";

/**
 * The cluster as EKS's managed node groups see it: over its API, with evictions that heed budgets.
 * @param refusal why the API refuses a machine, if it does.
 */
export function eksClusterNodes(
  aws: { instance(instanceId: string): { readonly privateDnsName: string } | undefined },
  api: Api,
  refusal: (instanceId: string) => string | undefined,
): ClusterNodes {
  function nodeOf(instanceId: string): Node | undefined {
    const name = aws.instance(instanceId)?.privateDnsName;
    const node = name === undefined ? undefined : api.get<Node>(NODES, { name });
    return node?.spec.providerID?.endsWith(`/${instanceId}`) ? node : undefined;
  }
  return {
    state: (instanceId): NodeState => {
      const message = refusal(instanceId);
      if (message !== undefined) return { kind: "refused", message };
      const conditions = nodeOf(instanceId)?.status?.conditions ?? [];
      return {
        kind: conditions.some(({ type, status }) => type === "Ready" && status === "True") ? "ready" : "absent",
      };
    },
    cordon: async (instanceId) => {
      const node = nodeOf(instanceId);
      if (!node || node.spec.unschedulable) return;
      await api.patch(NODES, { name: node.metadata.name }, "merge", { spec: { unschedulable: true } });
    },
    evict: async (instanceId) => {
      const node = nodeOf(instanceId);
      if (!node) return [];
      const pods = api.list<Pod>(PODS, { fieldSelector: `spec.nodeName=${node.metadata.name}` }).filter(mustLeave);
      const staying = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
      // A budget that says no is asked again at the next look.
      const held = new Map<Pod, string>();
      await Promise.all(
        staying.map((pod) => {
          const { namespace = "", name, uid } = pod.metadata;
          return api.evict({ namespace, name }, { preconditions: { uid } }).catch((error: unknown) => {
            if (error instanceof ApiError && error.status === 429) held.set(pod, budgetOf(error));
          });
        }),
      );
      return pods.map((pod): StayingPod => {
        const heldBy = held.get(pod);
        const name = `${pod.metadata.namespace}/${pod.metadata.name}`;
        return heldBy === undefined ? { name } : { name, heldBy };
      });
    },
  };
}

/** Which budget says no, in the API server's words. */
function budgetOf({ details, message }: ApiError): string {
  return details?.causes?.[0]?.message ?? message;
}

/** Daemons stay until the machine ends, pods that have ended hold nobody up. */
function mustLeave({ metadata, status }: Pod): boolean {
  const isDaemon = metadata.ownerReferences?.some(
    ({ kind, controller }) => kind === "DaemonSet" && controller === true,
  );
  const isStatic = metadata.annotations?.["kubernetes.io/config.mirror"] !== undefined;
  return !isDaemon && !isStatic && status?.phase !== "Succeeded" && status?.phase !== "Failed";
}
