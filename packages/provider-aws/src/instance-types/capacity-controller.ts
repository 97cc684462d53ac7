import type { ControllerDefinition, ObjectCache } from "@inlay/kube";
import type { EC2NodeClass, Node, NodeClaim } from "@inlay/resources";
import { amountsOf, LABEL_INSTANCE_TYPE, LABEL_REGISTERED } from "@inlay/resources";
import type { DiscoveredCapacity } from "./discovered-capacity.ts";

/** Learns from registered nodes how much memory their types really have. */
export function capacityController(
  nodes: ObjectCache<Node>,
  nodeClaims: ObjectCache<NodeClaim>,
  nodeClasses: ObjectCache<EC2NodeClass>,
  discovered: DiscoveredCapacity,
): ControllerDefinition {
  return {
    name: "providers.instancetype.capacity",
    forKind: { group: "", kind: "Node" },
    concurrency: 1,
    sources: (enqueue) => {
      const stop = nodes.onChange(({ type, object, previous }) => {
        if (type === "deleted" || !isRegistered(object) || (previous && isRegistered(previous))) return;
        enqueue(object.metadata.name);
      });
      for (const node of nodes.all().filter(isRegistered)) enqueue(node.metadata.name);
      return stop;
    },
    reconcile: async (name) => {
      const node = nodes.get(name);
      const instanceType = node?.metadata.labels?.[LABEL_INSTANCE_TYPE];
      const claim = nodeClaims.all().find(({ status }) => status?.providerID === node?.spec.providerID);
      const nodeClass = claim && nodeClasses.get(claim.spec.nodeClassRef.name);
      const memory = amountsOf(node?.status?.capacity).memory ?? 0;
      if (!node?.spec.providerID || !instanceType || !nodeClass || memory <= 0) return;
      // A node of an outdated image says nothing about the current one.
      if (!nodeClass.status?.amis?.some((image) => image.id === claim.status?.imageID)) return;
      discovered.observe(instanceType, nodeClass, memory);
    },
  };
}

function isRegistered(node: Node): boolean {
  return node.metadata.labels?.[LABEL_REGISTERED] === "true";
}
