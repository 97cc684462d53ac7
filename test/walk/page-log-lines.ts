/**
 * The 14 lines of the reference page's controller log: the exact sequence of keys, the types, the values by pattern.
 * A pattern is a literal, a RegExp, `Number`, or an object of patterns whose keys stand in this order.
 */
export type Pattern =
  string | number | RegExp | NumberConstructor | readonly Pattern[] | { readonly [key: string]: Pattern };

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const claim = /^default-[bcdfghjklmnpqrstvwxz2456789]{5}$/;
const node = /^ip-\d+-\d+-\d+-\d+\.ec2\.internal$/;
const providerId = /^aws:\/\/\/us-east-1[abc]\/i-[0-9a-f]{17}$/;
const types = /^[a-z0-9-]+\.[a-z0-9-]+(, [a-z0-9-]+\.[a-z0-9-]+){4} and 55 other\(s\)$/;
const zone = /^us-east-1[abc]$/;

const start = (message: string, controller: string) => ({
  level: "INFO",
  time,
  logger: "controller",
  message,
  commit: /^[0-9a-f]{7}$/,
  controller,
});
const singleton = (message: string, controller: string) => ({
  ...start(message, controller),
  namespace: "",
  name: "",
  reconcileID: uuid,
});
const lifecycle = (message: string) => ({
  ...start(message, "nodeclaim.lifecycle"),
  controllerGroup: "karpenter.sh",
  controllerKind: "NodeClaim",
  NodeClaim: { name: claim },
  namespace: "",
  name: claim,
  reconcileID: uuid,
  "provider-id": providerId,
});
const termination = (message: string) => ({
  ...start(message, "node.termination"),
  controllerGroup: "",
  controllerKind: "Node",
  Node: { name: node },
  namespace: "",
  name: node,
  reconcileID: uuid,
  NodeClaim: { name: claim },
});
const created = (controller: string, requests: Pattern) => ({
  ...singleton("created nodeclaim", controller),
  NodePool: { name: "default" },
  NodeClaim: { name: claim },
  requests,
  "instance-types": types,
});
const launched = (type: string, allocatable: Pattern) => ({
  ...lifecycle("launched nodeclaim"),
  "instance-type": type,
  zone,
  "capacity-type": "on-demand",
  allocatable,
});
const registered = { ...lifecycle("registered nodeclaim"), Node: { name: node } };
const initialized = (cpu: string, memory: RegExp, pods: string) => ({
  ...lifecycle("initialized nodeclaim"),
  Node: { name: node },
  allocatable: {
    cpu,
    "ephemeral-storage": "18181869946",
    "hugepages-1Gi": "0",
    "hugepages-2Mi": "0",
    memory,
    pods,
  },
});

/** Scaling to ten replicas. */
export const SCALE_UP_LINES: readonly Pattern[] = [
  {
    ...singleton("found provisionable pod(s)", "provisioner"),
    Pods: /^inflate\/inflate-5c5f75666d-[a-z0-9]{5}(, inflate\/inflate-5c5f75666d-[a-z0-9]{5}){4}$/,
    duration: /^[\d.]+(µs|ms|s)$/,
  },
  { ...singleton("computed new nodeclaim(s) to fit pod(s)", "provisioner"), nodeclaims: 1, pods: 5 },
  created("provisioner", { cpu: "5180m", memory: "120Mi", pods: "8" }),
  launched("c6a.2xlarge", {
    cpu: "7910m",
    "ephemeral-storage": "17Gi",
    memory: /^\d+(Ki|Mi)$/,
    pods: "58",
    "vpc.amazonaws.com/pod-eni": "38",
  }),
  registered,
  initialized("7910m", /^14967996Ki$/, "58"),
];

/** Scaling to zero while three small pods keep one Karpenter node needed. */
export const SCALE_DOWN_LINES: readonly Pattern[] = [
  {
    ...singleton("disrupting node(s)", "disruption"),
    "command-id": uuid,
    reason: "underutilized",
    decision: "replace",
    "disrupted-node-count": 1,
    "replacement-node-count": 1,
    "pod-count": 1,
    "disrupted-nodes": [
      {
        Node: { name: node },
        NodeClaim: { name: claim },
        "capacity-type": "on-demand",
        "instance-type": "c6a.2xlarge",
      },
    ],
    "replacement-nodes": [
      {
        "capacity-type": "on-demand",
        "instance-types": /^c7a\.medium(, [a-z0-9-]+\.[a-z0-9-]+){4} and 55 other\(s\)$/,
      },
    ],
  },
  created("disruption", { cpu: "280m", "ephemeral-storage": "256Mi", memory: "220Mi", pods: "4" }),
  launched("c7a.medium", {
    cpu: "940m",
    "ephemeral-storage": "17Gi",
    memory: /^\d+(Ki|Mi)$/,
    pods: "8",
    "vpc.amazonaws.com/pod-eni": "4",
  }),
  registered,
  initialized("940m", /^1471060Ki$/, "8"),
  {
    ...termination("tainted node"),
    "taint.Key": "karpenter.sh/disrupted",
    "taint.Value": "",
    "taint.Effect": "NoSchedule",
  },
  termination("deleted node"),
  { ...lifecycle("deleted nodeclaim"), Node: { name: node } },
];

/** Where the value departs from the pattern, or undefined when it matches. */
export function mismatch(value: unknown, pattern: Pattern, path = "$"): string | undefined {
  if (pattern === Number)
    return typeof value === "number" ? undefined : `${path}: ${JSON.stringify(value)} is not a number`;
  if (pattern instanceof RegExp)
    return typeof value === "string" && pattern.test(value)
      ? undefined
      : `${path}: ${JSON.stringify(value)} does not match ${pattern}`;
  if (typeof pattern !== "object")
    return value === pattern ? undefined : `${path}: ${JSON.stringify(value)} is not ${JSON.stringify(pattern)}`;
  const keys = Object.keys(pattern);
  if (typeof value !== "object" || value === null) return `${path}: ${JSON.stringify(value)} is not an object`;
  const got = Object.keys(value);
  if (got.join() !== keys.join()) return `${path}: keys are ${got.join()}, expected ${keys.join()}`;
  for (const key of keys) {
    const found = mismatch(
      (value as Record<string, unknown>)[key],
      (pattern as Record<string, Pattern>)[key]!,
      `${path}.${key}`,
    );
    if (found) return found;
  }
  return undefined;
}
