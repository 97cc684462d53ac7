import type { CustomResourceDefinition, StructuralSchema } from "./custom-resource-definition.ts";
import {
  DURATION_OR_NEVER,
  integer,
  kubernetesObject,
  listOf,
  mapOf,
  objectOf,
  oneOf,
  resourceList,
  rules,
  text,
} from "./schema-shapes.ts";
import {
  conditionsSchema,
  expireAfterSchema,
  nodeClassRefSchema,
  requirementsSchema,
  taintsSchema,
  templateLabels,
  terminationGracePeriodSchema,
} from "./shared-schemas.ts";

const template: StructuralSchema = objectOf(
  "What the nodes of this pool look like. Each node is usually narrowed further to what its pods need.",
  {
    metadata: objectOf("Metadata that is handed on to node claims and nodes.", {
      labels: templateLabels,
      annotations: mapOf("Annotations that are handed on to node claims.", { type: "string" }),
    }),
    spec: objectOf(
      "Specification of this pool's node claims.",
      {
        nodeClassRef: nodeClassRefSchema(true),
        requirements: requirementsSchema(true),
        taints: taintsSchema("Taints of every node of this pool; only pods that tolerate them are placed there."),
        startupTaints: taintsSchema(
          "Taints that nodes start with and that somebody else, such as a DaemonSet, takes away soon. Pods need not tolerate them.",
        ),
        terminationGracePeriod: terminationGracePeriodSchema,
        expireAfter: expireAfterSchema,
      },
      { required: ["nodeClassRef", "requirements"] },
    ),
  },
  { required: ["spec"] },
);

const budget: StructuralSchema = objectOf(
  "How many nodes of this pool may be disrupted at the same time.",
  {
    nodes: text("Number of nodes, or percentage of the pool's nodes, such as 3 or 10%.", {
      default: "10%",
      pattern: "^((100|[0-9]{1,2})%|[0-9]+)$",
    }),
    reasons: listOf(
      "Kinds of disruption that this budget is about; absent means all.",
      oneOf("A kind of disruption.", ["Underutilized", "Empty", "Drifted"]),
      { maxItems: 50, "x-kubernetes-list-type": "set" },
    ),
    schedule: text("When the budget becomes active: five cron fields or a nickname such as @daily, in UTC.", {
      pattern: "^(@(annually|yearly|monthly|weekly|daily|midnight|hourly))|((.+)\\s(.+)\\s(.+)\\s(.+)\\s(.+))$",
    }),
    duration: text("How long the budget stays active after each hit of the schedule, in hours and minutes.", {
      pattern: "^((([0-9]+(h|m))|([0-9]+h[0-9]+m))(0s)?)$",
    }),
  },
  { required: ["nodes"] },
);

const disruption: StructuralSchema = objectOf(
  "When Karpenter may take nodes of this pool away or replace them.",
  {
    consolidateAfter: text(
      "How long a node must have been without new or leaving pods before it is considered; Never switches consolidation off.",
      { pattern: DURATION_OR_NEVER },
    ),
    consolidationPolicy: oneOf(
      "Which nodes are considered: empty ones only, underutilized ones as well, or with a balance between savings and disruption.",
      ["WhenEmpty", "WhenEmptyOrUnderutilized", "Balanced"],
      { default: "WhenEmptyOrUnderutilized" },
    ),
    budgets: listOf("The strictest of the active budgets counts.", budget, {
      default: [{ nodes: "10%" }],
      maxItems: 50,
      "x-kubernetes-list-type": "atomic",
      ...rules(["self.all(x, has(x.schedule) == has(x.duration))", "'schedule' must be set with 'duration'"]),
    }),
  },
  { required: ["consolidateAfter"], default: { consolidateAfter: "0s" } },
);

const spec: StructuralSchema = objectOf(
  "A kind of node that is made when pods need it, and what may happen to it later.",
  {
    template,
    disruption,
    limits: resourceList(
      "The pool launches no further node once its nodes have this much of a resource together; nodes counts the nodes themselves.",
    ),
    weight: integer("Pools with a higher weight are tried first; absent counts as 0.", "int32", {
      minimum: 1,
      maximum: 100,
    }),
    replicas: integer("Keeps this many nodes whether pods need them or not (a static pool).", "int64", { minimum: 0 }),
  },
  {
    required: ["template"],
    ...rules(
      [
        "has(self.replicas) == has(oldSelf.replicas)",
        "Cannot transition NodePool between static (replicas set) and dynamic (replicas unset) provisioning modes",
      ],
      [
        "!has(self.replicas) || (!has(self.limits) || size(self.limits) == 0 || (size(self.limits) == 1 && 'nodes' in self.limits))",
        "only 'limits.nodes' is supported on static NodePools",
      ],
      ["!has(self.replicas) || !has(self.weight)", "'weight' is not supported on static NodePools"],
    ),
  },
);

const status: StructuralSchema = objectOf("What is known of the pool.", {
  resources: resourceList("What the pool's nodes have together."),
  nodes: integer("Number of the pool's nodes.", "int64", { default: 0 }),
  nodeClassObservedGeneration: integer("Generation of the node class that the pool was last checked with.", "int64"),
  conditions: conditionsSchema(false),
});

export const nodePoolDefinition: Pick<CustomResourceDefinition, "spec"> = {
  spec: {
    group: "karpenter.sh",
    names: {
      plural: "nodepools",
      singular: "nodepool",
      kind: "NodePool",
      listKind: "NodePoolList",
      categories: ["karpenter"],
    },
    scope: "Cluster",
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: kubernetesObject("A pool of nodes that Karpenter makes and takes away.", spec, status),
        },
        subresources: {
          status: {},
          scale: { specReplicasPath: ".spec.replicas", statusReplicasPath: ".status.nodes" },
        },
        additionalPrinterColumns: [
          { name: "NodeClass", type: "string", jsonPath: ".spec.template.spec.nodeClassRef.name" },
          { name: "Nodes", type: "string", jsonPath: ".status.nodes" },
          { name: "Ready", type: "string", jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
          { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" },
          { name: "Weight", type: "integer", priority: 1, jsonPath: ".spec.weight" },
          { name: "CPU", type: "string", priority: 1, jsonPath: ".status.resources.cpu" },
          { name: "Memory", type: "string", priority: 1, jsonPath: ".status.resources.memory" },
        ],
      },
    ],
  },
};
