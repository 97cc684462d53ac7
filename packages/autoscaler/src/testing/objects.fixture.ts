import type {
  Condition,
  Node,
  NodeClaim,
  NodePool,
  OwnerReference,
  Pod,
  PodSpec,
  RequirementWithMinValues,
  StringMap,
  Taint,
} from "@inlay/resources";

export const CREATED = "2026-01-01T00:00:00Z";
export const createdMs = Date.parse(CREATED);

interface Common {
  readonly name?: string;
  readonly labels?: StringMap;
  readonly annotations?: StringMap;
  readonly deleted?: string;
  readonly finalizers?: readonly string[];
}

const meta = ({ name = "a", labels, annotations, deleted, finalizers }: Common, namespace?: string) => ({
  name,
  ...(namespace ? { namespace } : {}),
  uid: `uid-${name}`,
  resourceVersion: "1",
  creationTimestamp: CREATED,
  generation: 1,
  ...(labels ? { labels } : {}),
  ...(annotations ? { annotations } : {}),
  ...(finalizers ? { finalizers } : {}),
  ...(deleted ? { deletionTimestamp: deleted } : {}),
});

const nodeClassRef = { group: "karpenter.k8s.aws", kind: "EC2NodeClass", name: "default" };

export const condition = (type: string, status: Condition["status"] = "True", since = CREATED): Condition => ({
  type,
  status,
  reason: type,
  message: "",
  observedGeneration: 1,
  lastTransitionTime: since,
});

export const nodeClaim = (
  options: Common & {
    readonly conditions?: readonly Condition[];
    readonly status?: Omit<NonNullable<NodeClaim["status"]>, "conditions">;
    readonly spec?: Partial<NodeClaim["spec"]>;
  } = {},
): NodeClaim => ({
  apiVersion: "karpenter.sh/v1",
  kind: "NodeClaim",
  metadata: meta({ finalizers: ["karpenter.sh/termination"], ...options }),
  spec: { nodeClassRef, requirements: [], ...options.spec },
  status: { ...options.status, conditions: options.conditions ?? [] },
});

export const nodePool = (
  options: Common & {
    readonly requirements?: readonly RequirementWithMinValues[];
    readonly spec?: Partial<NodePool["spec"]>;
    readonly template?: Partial<NodePool["spec"]["template"]["spec"]>;
    readonly status?: NodePool["status"];
  } = {},
): NodePool => ({
  apiVersion: "karpenter.sh/v1",
  kind: "NodePool",
  metadata: meta({ name: "default", ...options }),
  spec: {
    template: { spec: { nodeClassRef, requirements: options.requirements ?? [], ...options.template } },
    ...options.spec,
  },
  status: options.status,
});

export const node = (
  options: Common & {
    readonly providerID?: string;
    readonly taints?: readonly Taint[];
    readonly ready?: boolean;
    readonly allocatable?: StringMap;
  } = {},
): Node => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: meta(options),
  spec: { providerID: options.providerID ?? "aws:///z/i-1", ...(options.taints ? { taints: options.taints } : {}) },
  status: {
    allocatable: options.allocatable ?? {},
    conditions: [{ type: "Ready", status: options.ready === false ? "False" : "True" }],
  },
});

export const pod = (
  options: Common & {
    readonly namespace?: string;
    readonly owner?: "ReplicaSet" | "DaemonSet" | "Node" | "StatefulSet";
    readonly spec?: Partial<PodSpec>;
    readonly status?: Pod["status"];
  } = {},
): Pod => {
  const owner = options.owner ?? "ReplicaSet";
  const reference: OwnerReference = {
    apiVersion: owner === "Node" ? "v1" : "apps/v1",
    kind: owner,
    name: "owner",
    uid: "uid-owner",
    controller: true,
  };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { ...meta(options, options.namespace ?? "default"), ownerReferences: [reference] },
    spec: { containers: [], ...options.spec },
    status: options.status ?? { phase: "Running" },
  };
};
