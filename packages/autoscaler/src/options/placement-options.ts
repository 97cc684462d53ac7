import { InvalidField, type TopologySpreadConstraint } from "@inlay/resources";
import { boolean, oneOf, wholeNumber, type Option } from "./option-parsers.ts";

/** Where pods go beyond what Karpenter does. With their defaults they change nothing; names are ours, Karpenter has none of them. */
export const PLACEMENT_OPTIONS = {
  packingEffort: {
    flag: "packing-effort",
    env: "PACKING_EFFORT",
    default: "300000",
    help: "Work units that packing by price may spend on one plan; ten million are about a second.",
    parse: wholeNumber(0),
  },
  podGroups: {
    flag: "pod-groups",
    env: "POD_GROUPS",
    default: "false",
    help: "Place the pods of a group (coscheduling, Volcano, kube-batch, Kueue) all together or not at all: true or false.",
    parse: boolean,
  },
  queueOrder: {
    flag: "queue-order",
    env: "QUEUE_ORDER",
    default: "size",
    help: "Which pods are placed first: size, the largest; or priority, those of the highest priority, then the largest.",
    parse: oneOf("size", "priority"),
  },
  equalWeightPools: {
    flag: "equal-weight-pools",
    env: "EQUAL_WEIGHT_POOLS",
    default: "name",
    help: "Which of several NodePools of one weight makes a new node: name, the last by name; or price, the one whose node is cheapest.",
    parse: oneOf("name", "price"),
  },
  maxPodsPerNode: {
    flag: "max-pods-per-node",
    env: "MAX_PODS_PER_NODE",
    default: "0",
    help: "The most pods planned for one node, daemons included; 0 for no cap of ours.",
    parse: wholeNumber(0),
  },
  maxWorkloadShare: {
    flag: "max-workload-share",
    env: "MAX_WORKLOAD_SHARE",
    default: "1",
    help: "The most of a workload's pods on one node, as a part of 1, such as 0.25; one pod is always allowed.",
    parse: share,
  },
  defaultTopologySpread: {
    flag: "default-topology-spread",
    env: "DEFAULT_TOPOLOGY_SPREAD",
    default: "[]",
    help: "Spreads for workloads that have none, as a JSON list of constraints with maxSkew, topologyKey and whenUnsatisfiable; selectors are filled in.",
    parse: spreads,
  },
  subnetAddresses: {
    flag: "subnet-addresses",
    env: "SUBNET_ADDRESSES",
    default: "false",
    help: "Plan no node where the subnets have too few free IP addresses for it and its pods: true or false.",
    parse: boolean,
  },
} as const satisfies Readonly<Record<string, Option<unknown>>>;

function share(value: string, field: string): number {
  const part = Number(value);
  if (value.trim() === "" || !(part > 0 && part <= 1))
    throw new InvalidField(field, value, "a number above 0, at most 1");
  return part;
}

/** What a default constraint may say: pods are selected by their workload, so there is no selector to give. */
const SPREAD_FIELDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  maxSkew: isCount,
  topologyKey: (value) => typeof value === "string" && value !== "",
  whenUnsatisfiable: (value) => value === "DoNotSchedule" || value === "ScheduleAnyway",
  minDomains: isCount,
  nodeAffinityPolicy: isPolicy,
  nodeTaintsPolicy: isPolicy,
};
const NEEDED_SPREAD_FIELDS = ["maxSkew", "topologyKey", "whenUnsatisfiable"];

function spreads(value: string, field: string): readonly TopologySpreadConstraint[] {
  const list = json(value, field);
  if (!Array.isArray(list)) throw new InvalidField(field, value, "a JSON list");
  for (const [index, constraint] of (list as readonly unknown[]).entries()) {
    const at = `${field}[${index}]`;
    if (typeof constraint !== "object" || constraint === null || Array.isArray(constraint))
      throw new InvalidField(at, JSON.stringify(constraint), "a constraint");
    const given = new Map(Object.entries(constraint));
    for (const name of NEEDED_SPREAD_FIELDS)
      if (!given.has(name)) throw new InvalidField(at, JSON.stringify(constraint), `one with ${name}`);
    for (const [name, part] of given)
      if (!SPREAD_FIELDS[name]?.(part))
        throw new InvalidField(
          `${at}.${name}`,
          JSON.stringify(part),
          name in SPREAD_FIELDS ? "what Kubernetes takes there" : `one of ${Object.keys(SPREAD_FIELDS).join(", ")}`,
        );
  }
  return list as readonly TopologySpreadConstraint[];
}

function json(value: string, field: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    throw new InvalidField(field, value, "JSON");
  }
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

function isPolicy(value: unknown): boolean {
  return value === "Honor" || value === "Ignore";
}
