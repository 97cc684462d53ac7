import {
  rfc3339,
  type Condition,
  type CSINode,
  type Draft,
  type Lease,
  type Node,
  type ResourceList,
} from "@inlay/resources";
import { EBS_DRIVER } from "../../controllers/volumes/ebs-driver.ts";
import type { Machine } from "../machine.ts";

/** Published by device plugins some time after the node is up; the others are the kubelet's own. */
const OWN_RESOURCES = /^(cpu|memory|ephemeral-storage|pods|hugepages-.*)$/;
/** What a Nitro instance has left for volumes beside its root volume and one network interface. */
const EBS_VOLUMES = 26;
const ZONE = "topology.kubernetes.io/zone";
const EBS_ZONE = "topology.ebs.csi.aws.com/zone";
const LEASE_SECONDS = 40;

export type NodeStage = "registered" | "ready" | "with-devices";

/** The Node as its kubelet registers it. @param now milliseconds */
export function nodeDraft(machine: Machine, now: number): Draft<Node> {
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name: machine.nodeName,
      labels: nodeLabels(machine),
      annotations: { "volumes.kubernetes.io/controller-managed-attach-detach": "true" },
    },
    spec: {
      providerID: machine.providerID,
      ...(machine.taints.length > 0 ? { taints: machine.taints } : {}),
    },
    status: nodeStatus(machine, "registered", now),
  };
}

function nodeLabels({ nodeName, labels, nodeInfo }: Machine): Readonly<Record<string, string>> {
  const arch = nodeInfo["architecture"] ?? "amd64";
  const os = nodeInfo["operatingSystem"] ?? "linux";
  return {
    "beta.kubernetes.io/arch": arch,
    "beta.kubernetes.io/os": os,
    "kubernetes.io/arch": arch,
    "kubernetes.io/os": os,
    "kubernetes.io/hostname": nodeName,
    ...labels,
  };
}

export function nodeStatus(machine: Machine, stage: NodeStage, now: number): NonNullable<Node["status"]> {
  const visible = (list: ResourceList) =>
    Object.fromEntries(Object.entries(list).filter(([name]) => stage === "with-devices" || OWN_RESOURCES.test(name)));
  return {
    capacity: visible(machine.capacity),
    allocatable: visible(machine.allocatable),
    conditions: nodeConditions(stage !== "registered", now),
    addresses: machine.addresses,
    nodeInfo: machine.nodeInfo,
  };
}

export function nodeConditions(ready: boolean, now: number): readonly Condition[] {
  const time = rfc3339(now);
  const fine = (type: string, reason: string, message: string): Condition => ({
    type,
    status: "False",
    reason,
    message,
    lastHeartbeatTime: time,
    lastTransitionTime: time,
  });
  return [
    fine("MemoryPressure", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
    fine("DiskPressure", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    fine("PIDPressure", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
    ready
      ? { ...fine("Ready", "KubeletReady", "kubelet is posting ready status"), status: "True" }
      : fine(
          "Ready",
          "KubeletNotReady",
          "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized",
        ),
  ];
}

/** The conditions with new heartbeats; one that has not changed keeps its transition time. */
export function heartbeatConditions(
  old: readonly Condition[] | undefined,
  ready: boolean,
  now: number,
): readonly Condition[] {
  return nodeConditions(ready, now).map((condition) => {
    const before = old?.find(({ type, status }) => type === condition.type && status === condition.status);
    return { ...condition, lastTransitionTime: before?.lastTransitionTime ?? condition.lastTransitionTime };
  });
}

export function leaseDraft(node: Node, renewTime: string): Draft<Lease> {
  const { name, uid } = node.metadata;
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: {
      name,
      namespace: "kube-node-lease",
      ownerReferences: [{ apiVersion: "v1", kind: "Node", name, uid }],
    },
    spec: { holderIdentity: name, leaseDurationSeconds: LEASE_SECONDS, renewTime },
  };
}

/** What the EBS CSI driver's registration leaves: how many volumes the node can have, and where it is. */
export function csiNodeDraft(node: Node): Draft<CSINode> {
  const { name, uid } = node.metadata;
  const nodeID = node.spec.providerID?.split("/").at(-1) ?? name;
  return {
    apiVersion: "storage.k8s.io/v1",
    kind: "CSINode",
    metadata: { name, ownerReferences: [{ apiVersion: "v1", kind: "Node", name, uid }] },
    spec: {
      drivers: [
        {
          name: EBS_DRIVER,
          nodeID,
          topologyKeys: ["kubernetes.io/os", EBS_ZONE, ZONE],
          allocatable: { count: EBS_VOLUMES },
        },
      ],
    },
  };
}

/** Labels and annotation that come with the driver. */
export function csiNodePatch(node: Node): unknown {
  const zone = node.metadata.labels?.[ZONE];
  const nodeID = node.spec.providerID?.split("/").at(-1) ?? node.metadata.name;
  return {
    metadata: {
      ...(zone === undefined ? {} : { labels: { [EBS_ZONE]: zone } }),
      annotations: { "csi.volume.kubernetes.io/nodeid": JSON.stringify({ [EBS_DRIVER]: nodeID }) },
    },
  };
}
