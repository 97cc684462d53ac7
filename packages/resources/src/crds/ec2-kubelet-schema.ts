import type { StructuralSchema } from "./custom-resource-definition.ts";
import { flag, integer, listOf, mapOf, objectOf, QUANTITY, rules, text } from "./schema-shapes.ts";

const RESERVED_KEYS = ["cpu", "memory", "ephemeral-storage", "pid"];
const EVICTION_SIGNALS = [
  "memory.available",
  "nodefs.available",
  "nodefs.inodesFree",
  "imagefs.available",
  "imagefs.inodesFree",
  "pid.available",
];
const PERCENTAGE_OR_QUANTITY = `^((\\d{1,2}(\\.\\d{1,2})?|100(\\.0{1,2})?)%||${QUANTITY.slice(1, -1)})$`;

const celList = (values: readonly string[]) => `[${values.map((value) => `'${value}'`).join(",")}]`;
const onlyKeys = (field: string, keys: readonly string[]) =>
  [`self.all(x, x in ${celList(keys)})`, `valid keys for ${field} are ${celList(keys)}`] as const;

function reserved(field: string, description: string): StructuralSchema {
  return mapOf(
    description,
    { type: "string", pattern: QUANTITY },
    rules(onlyKeys(field, RESERVED_KEYS), [
      "self.all(x, !self[x].startsWith('-'))",
      `${field} value cannot be a negative resource quantity`,
    ]),
  );
}

function eviction(field: string, description: string, pattern: { readonly pattern?: string }): StructuralSchema {
  return mapOf(description, { type: "string", ...pattern }, rules(onlyKeys(field, EVICTION_SIGNALS)));
}

/** `spec.kubelet` of an EC2NodeClass: the twelve fields that Karpenter hands to the kubelet and plans with. */
export const kubeletSchema: StructuralSchema = objectOf(
  "Settings of the kubelet, as far as scheduling depends on them.",
  {
    clusterDNS: listOf("Addresses of the cluster's DNS server.", text("An IP address.")),
    maxPods: integer("At most this many pods on a node.", "int32", { minimum: 0 }),
    podsPerCore: integer("At most this many pods per CPU core; the smaller of this and maxPods counts.", "int32", {
      minimum: 0,
    }),
    systemReserved: reserved("systemReserved", "What is kept for the system's own daemons."),
    kubeReserved: reserved("kubeReserved", "What is kept for Kubernetes' own daemons."),
    evictionHard: eviction("evictionHard", "Thresholds below which pods are evicted at once.", {
      pattern: PERCENTAGE_OR_QUANTITY,
    }),
    evictionSoft: eviction("evictionSoft", "Thresholds below which pods are evicted after a grace period.", {
      pattern: PERCENTAGE_OR_QUANTITY,
    }),
    evictionSoftGracePeriod: eviction("evictionSoftGracePeriod", "Grace period of each soft threshold.", {}),
    evictionMaxPodGracePeriod: integer(
      "Longest grace period of a pod, in seconds, when it is evicted for a soft threshold.",
      "int32",
    ),
    imageGCHighThresholdPercent: integer("Disk usage from which unused images are removed.", "int32", {
      minimum: 0,
      maximum: 100,
    }),
    imageGCLowThresholdPercent: integer("Disk usage down to which unused images are removed.", "int32", {
      minimum: 0,
      maximum: 100,
    }),
    cpuCFSQuota: flag("Whether CPU limits are enforced."),
  },
  rules(
    [
      "has(self.imageGCHighThresholdPercent) && has(self.imageGCLowThresholdPercent) ? self.imageGCHighThresholdPercent > self.imageGCLowThresholdPercent : true",
      "imageGCHighThresholdPercent must be greater than imageGCLowThresholdPercent",
    ],
    [
      "has(self.evictionSoft) ? has(self.evictionSoftGracePeriod) && self.evictionSoft.all(e, e in self.evictionSoftGracePeriod) : true",
      "evictionSoft OwnerKey does not have a matching evictionSoftGracePeriod",
    ],
    [
      "has(self.evictionSoftGracePeriod) ? has(self.evictionSoft) && self.evictionSoftGracePeriod.all(e, e in self.evictionSoft) : true",
      "evictionSoftGracePeriod OwnerKey does not have a matching evictionSoft",
    ],
  ),
);
