import type { StructuralSchema } from "./custom-resource-definition.ts";
import {
  DURATION,
  DURATION_OR_NEVER,
  integer,
  LABEL_VALUE,
  listOf,
  mapOf,
  objectOf,
  oneOf,
  QUALIFIED_NAME,
  rules,
  text,
} from "./schema-shapes.ts";

/** Labels in the provider's own domain that requirements may name (aws provider, instance type labels). */
const PROVIDER_LABELS = [
  "capacity-reservation-id",
  "capacity-reservation-interruptible",
  "capacity-reservation-type",
  "ec2nodeclass",
  "instance-accelerator-count",
  "instance-accelerator-manufacturer",
  "instance-accelerator-name",
  "instance-capability-flex",
  "instance-category",
  "instance-cpu",
  "instance-cpu-manufacturer",
  "instance-cpu-sustained-clock-speed-mhz",
  "instance-ebs-bandwidth",
  "instance-encryption-in-transit-supported",
  "instance-family",
  "instance-generation",
  "instance-gpu-count",
  "instance-gpu-manufacturer",
  "instance-gpu-memory",
  "instance-gpu-name",
  "instance-hypervisor",
  "instance-local-nvme",
  "instance-memory",
  "instance-network-bandwidth",
  "instance-size",
  "instance-tenancy",
  "placement-group-id",
  "placement-group-partition",
].map((name) => `karpenter.k8s.aws/${name}`);

const domainOf = (key: string) => `${key}.find("^([^/]+)")`;
const celList = (values: readonly string[]) => `[${values.map((value) => `"${value}"`).join(", ")}]`;

/** Keys that nobody may set, as CEL over `key`. `nodepoolToo`: the pool's own label is refused as well. */
function restrictedKeyRules(key: string, nodepoolToo: boolean): readonly (readonly [string, string])[] {
  return [
    [
      `${key} in ["karpenter.sh/capacity-type", "karpenter.sh/nodepool"] || !${domainOf(key)}.endsWith("karpenter.sh")`,
      'label domain "karpenter.sh" is restricted',
    ],
    ...(nodepoolToo
      ? [[`${key} != "karpenter.sh/nodepool"`, 'label "karpenter.sh/nodepool" is restricted'] as const]
      : []),
    [`${key} != "kubernetes.io/hostname"`, 'label "kubernetes.io/hostname" is restricted'],
    [
      `${key} in ${celList(PROVIDER_LABELS)} || !${domainOf(key)}.endsWith("karpenter.k8s.aws")`,
      'label domain "karpenter.k8s.aws" is restricted',
    ],
  ];
}

/** `template.metadata.labels` of a NodePool. */
export const templateLabels: StructuralSchema = mapOf(
  "Labels of every node of this pool, beside those that Karpenter and the cloud set.",
  { type: "string", maxLength: 63, pattern: LABEL_VALUE },
  {
    maxProperties: 100,
    "x-kubernetes-map-type": "atomic",
    ...rules(...restrictedKeyRules("x", true).map(([rule, message]) => [`self.all(x, ${rule})`, message] as const)),
  },
);

/** @param nodepoolToo NodePools refuse their own label as a key; NodeClaims carry it. */
export function requirementsSchema(nodepoolToo: boolean): StructuralSchema {
  return listOf(
    "Requirements that instance types and nodes have to meet; all of them hold together.",
    objectOf(
      "A requirement on a node label, which may also ask for a number of distinct values to choose from.",
      {
        key: text("Label that the requirement is about.", {
          maxLength: 316,
          pattern: QUALIFIED_NAME,
          ...rules(...restrictedKeyRules("self", nodepoolToo)),
        }),
        operator: oneOf("How the label's value relates to the values.", [
          "In",
          "NotIn",
          "Exists",
          "DoesNotExist",
          "Gt",
          "Lt",
          "Gte",
          "Lte",
        ]),
        values: listOf(
          "Values of the label: at least one for In, exactly one number for Gt, Lt, Gte and Lte, none for Exists and DoesNotExist.",
          { type: "string" },
          { "x-kubernetes-list-type": "atomic" },
        ),
        minValues: integer(
          "At least this many distinct values must remain among the instance types of a launch.",
          "int64",
          { minimum: 1, maximum: 50 },
        ),
      },
      { required: ["key", "operator"] },
    ),
    {
      maxItems: 100,
      "x-kubernetes-list-type": "atomic",
      ...rules(
        [
          "self.all(x, x.operator == 'In' ? has(x.values) && x.values.size() != 0 : true)",
          "requirements with operator 'In' must have a value defined",
        ],
        [
          "self.all(x, x.operator in ['Gt', 'Lt', 'Gte', 'Lte'] ? has(x.values) && x.values.size() == 1 && x.values[0].matches('^[0-9]+$') : true)",
          "requirements operator 'Gt', 'Lt', 'Gte' or 'Lte' must have a single positive integer value",
        ],
        [
          "self.all(x, (x.operator == 'In' && has(x.minValues)) ? has(x.values) && x.values.size() >= x.minValues : true)",
          "requirements with 'minValues' must have at least that many values specified in the 'values' field",
        ],
      ),
    },
  );
}

export function taintsSchema(description: string): StructuralSchema {
  return listOf(
    description,
    objectOf(
      "Keeps pods away that do not tolerate it.",
      {
        key: text("Key of the taint.", { minLength: 1, pattern: QUALIFIED_NAME }),
        value: text("Value of the taint.", { pattern: QUALIFIED_NAME }),
        effect: oneOf("What happens to a pod that does not tolerate the taint.", [
          "NoSchedule",
          "PreferNoSchedule",
          "NoExecute",
        ]),
        timeAdded: text("When the taint was added.", { format: "date-time" }),
      },
      { required: ["effect", "key"] },
    ),
    { "x-kubernetes-list-type": "atomic" },
  );
}

/** @param immutable group and kind may not change once they are set (NodePool). */
export function nodeClassRefSchema(immutable: boolean): StructuralSchema {
  const unchanged = (field: string) =>
    immutable ? [["self == oldSelf", `nodeClassRef.${field} is immutable`] as const] : [];
  return objectOf(
    "The object that says how nodes are made at the cloud, such as an EC2NodeClass.",
    {
      group: text("API group of the node class, such as karpenter.k8s.aws.", {
        pattern: "^[^/]*$",
        ...rules(["self != ''", "group may not be empty"], ...unchanged("group")),
      }),
      kind: text("Kind of the node class, such as EC2NodeClass.", {
        ...rules(["self != ''", "kind may not be empty"], ...unchanged("kind")),
      }),
      name: text("Name of the node class.", rules(["self != ''", "name may not be empty"])),
    },
    { required: ["group", "kind", "name"] },
  );
}

export const expireAfterSchema: StructuralSchema = text(
  "How old a node may become before it is replaced, counted from its creation; Never switches that off.",
  { default: "720h", pattern: DURATION_OR_NEVER },
);

export const terminationGracePeriodSchema: StructuralSchema = text(
  "How long draining may take once a node is being deleted. Afterwards its pods are deleted whatever budgets or do-not-disrupt annotations say. Absent: as long as it takes.",
  { pattern: DURATION },
);

/** @param relaxed NodeClaims: reason and message may be missing or empty. */
export function conditionsSchema(relaxed: boolean): StructuralSchema {
  const reason = relaxed ? "^([A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?|)$" : "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$";
  return listOf(
    "What is known of this object's state.",
    objectOf(
      "One aspect of the object's state.",
      {
        type: text("Name of the condition, in CamelCase.", {
          maxLength: 316,
          pattern:
            "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$",
        }),
        status: oneOf("Whether it holds.", ["True", "False", "Unknown"]),
        reason: text("Why, as one word for programs.", {
          maxLength: 1024,
          ...(relaxed ? {} : { minLength: 1 }),
          pattern: reason,
        }),
        message: text("Why, as a sentence for people.", { maxLength: 32_768 }),
        lastTransitionTime: text("When the status changed last.", { format: "date-time" }),
        observedGeneration: integer("metadata.generation that this was said of.", "int64", { minimum: 0 }),
      },
      {
        required: relaxed
          ? ["lastTransitionTime", "status", "type"]
          : ["lastTransitionTime", "message", "reason", "status", "type"],
      },
    ),
    relaxed ? {} : { "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["type"] },
  );
}
