import type { CustomResourceDefinition, StructuralSchema } from "./custom-resource-definition.ts";
import { kubernetesObject, objectOf, resourceList, rules, text } from "./schema-shapes.ts";
import {
  conditionsSchema,
  expireAfterSchema,
  nodeClassRefSchema,
  requirementsSchema,
  taintsSchema,
  terminationGracePeriodSchema,
} from "./shared-schemas.ts";

const spec: StructuralSchema = objectOf(
  "What is asked of the cloud: one node that meets all of this.",
  {
    nodeClassRef: nodeClassRefSchema(false),
    requirements: requirementsSchema(false),
    resources: objectOf("What the node has to have at least.", {
      requests: resourceList("Requests of the pods that it was made for, daemons included."),
    }),
    taints: taintsSchema("Taints of the node."),
    startupTaints: taintsSchema("Taints that the node starts with and that somebody else takes away soon."),
    terminationGracePeriod: terminationGracePeriodSchema,
    expireAfter: expireAfterSchema,
  },
  { required: ["nodeClassRef", "requirements"], ...rules(["self == oldSelf", "spec is immutable"]) },
);

const status: StructuralSchema = objectOf("What is known of the node.", {
  nodeName: text("Name of the node, once it has registered."),
  providerID: text("The instance at the cloud."),
  imageID: text("Machine image that the instance was started from."),
  capacity: resourceList("What the node has, estimated until it has registered."),
  allocatable: resourceList("What pods can have of it."),
  lastPodEventTime: text("When a pod last came, left or finished.", { format: "date-time" }),
  conditions: conditionsSchema(true),
});

export const nodeClaimDefinition: Pick<CustomResourceDefinition, "spec"> = {
  spec: {
    group: "karpenter.sh",
    names: {
      plural: "nodeclaims",
      singular: "nodeclaim",
      kind: "NodeClaim",
      listKind: "NodeClaimList",
      categories: ["karpenter"],
    },
    scope: "Cluster",
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: { openAPIV3Schema: kubernetesObject("One node that was asked of the cloud.", spec, status) },
        subresources: { status: {} },
        additionalPrinterColumns: [
          { name: "Type", type: "string", jsonPath: ".metadata.labels.node\\.kubernetes\\.io/instance-type" },
          { name: "Capacity", type: "string", jsonPath: ".metadata.labels.karpenter\\.sh/capacity-type" },
          { name: "Zone", type: "string", jsonPath: ".metadata.labels.topology\\.kubernetes\\.io/zone" },
          { name: "Node", type: "string", jsonPath: ".status.nodeName" },
          { name: "Ready", type: "string", jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
          { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" },
          { name: "ImageID", type: "string", priority: 1, jsonPath: ".status.imageID" },
          { name: "ID", type: "string", priority: 1, jsonPath: ".status.providerID" },
          { name: "NodePool", type: "string", priority: 1, jsonPath: ".metadata.labels.karpenter\\.sh/nodepool" },
          { name: "NodeClass", type: "string", priority: 1, jsonPath: ".spec.nodeClassRef.name" },
          {
            name: "Drifted",
            type: "string",
            priority: 1,
            jsonPath: '.status.conditions[?(@.type=="Drifted")].status',
          },
        ],
      },
    ],
  },
};
