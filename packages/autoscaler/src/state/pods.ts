import type { Node, Pod } from "@inlay/resources";

/** Kinds of pods, as the autoscaler tells them apart (Karpenter's utils/pod). */

export const podKey = (pod: Pod): string => `${pod.metadata.namespace}/${pod.metadata.name}`;

export const isTerminal = (pod: Pod): boolean => pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed";

const ownedBy = (pod: Pod, kind: string, apiVersion: string): boolean =>
  pod.metadata.ownerReferences?.some((owner) => owner.kind === kind && owner.apiVersion === apiVersion) ?? false;

export const isOwnedByDaemonSet = (pod: Pod): boolean => ownedBy(pod, "DaemonSet", "apps/v1");
/** A mirror of a static pod: the kubelet runs it whatever the API says. */
export const isOwnedByNode = (pod: Pod): boolean => ownedBy(pod, "Node", "v1");

/** Waits for a node that only we can bring: the scheduler found none for it. */
export function isProvisionable(pod: Pod): boolean {
  return (
    !pod.spec.nodeName &&
    !pod.status?.nominatedNodeName &&
    !pod.metadata.deletionTimestamp &&
    (pod.status?.conditions?.some(
      (condition) =>
        condition.type === "PodScheduled" && condition.status === "False" && condition.reason === "Unschedulable",
    ) ??
      false) &&
    !isOwnedByDaemonSet(pod) &&
    !isOwnedByNode(pod)
  );
}

export const isReady = (node: Node): boolean =>
  node.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false;
