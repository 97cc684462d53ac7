import {
  LABEL_ARCH,
  LABEL_CAPACITY_TYPE,
  LABEL_HOSTNAME,
  LABEL_INITIALIZED,
  LABEL_INSTANCE_TYPE,
  LABEL_NODEPOOL,
  LABEL_OS,
  LABEL_REGION,
  LABEL_REGISTERED,
  LABEL_WINDOWS_BUILD,
  LABEL_ZONE,
  type NodePool,
} from "@inlay/resources";
import type { InstanceType } from "../instance-type.ts";

/** The reservation that a reserved offering draws on. */
export const LABEL_RESERVATION_ID = "karpenter.k8s.aws/capacity-reservation-id";

const ALWAYS_KNOWN = [
  LABEL_NODEPOOL,
  LABEL_ZONE,
  LABEL_REGION,
  LABEL_INSTANCE_TYPE,
  LABEL_ARCH,
  LABEL_OS,
  LABEL_CAPACITY_TYPE,
  LABEL_WINDOWS_BUILD,
  LABEL_RESERVATION_ID,
];

const ALIASES: Readonly<Record<string, string>> = {
  "failure-domain.beta.kubernetes.io/zone": LABEL_ZONE,
  "failure-domain.beta.kubernetes.io/region": LABEL_REGION,
  "beta.kubernetes.io/arch": LABEL_ARCH,
  "beta.kubernetes.io/os": LABEL_OS,
  "beta.kubernetes.io/instance-type": LABEL_INSTANCE_TYPE,
};

/** Old names of labels are read as the stable ones. */
export function stableLabelKey(key: string): string {
  return ALIASES[key] ?? key;
}

/** Labels that a node may get although its pool does not name them, and domains that pods may not use otherwise. */
export interface LabelRules {
  readonly wellKnown: ReadonlySet<string>;
  readonly restrictedDomains: readonly string[];
}

/** Every label that some instance type has is well known; `karpenter.sh`, the node class's group and the provider's domains are restricted. */
export function labelRulesOf(
  catalogues: Readonly<Record<string, readonly InstanceType[]>>,
  nodePools: readonly NodePool[],
): LabelRules {
  const wellKnown = new Set(ALWAYS_KNOWN);
  for (const types of Object.values(catalogues)) {
    for (const type of types) {
      for (const { key } of type.requirements) wellKnown.add(stableLabelKey(key));
      for (const offering of type.offerings) for (const key in offering.labels) wellKnown.add(key);
    }
  }
  wellKnown.delete(LABEL_HOSTNAME);
  const domains = new Set(["karpenter.sh"]);
  for (const key of wellKnown) if (key.startsWith("karpenter.") && key.includes("/")) domains.add(key.split("/")[0]!);
  for (const pool of nodePools) domains.add(pool.spec.template.spec.nodeClassRef.group);
  return { wellKnown, restrictedDomains: [...domains].sort() };
}

const PLANNED_STATES: ReadonlySet<string> = new Set([LABEL_REGISTERED, LABEL_INITIALIZED]);

/** Why a pod may not use the label, in Karpenter's words, or undefined. */
export function labelRestriction(key: string, rules: LabelRules): string | undefined {
  if (rules.wellKnown.has(key) || PLANNED_STATES.has(key)) return undefined;
  const domain = key.includes("/") ? key.slice(0, key.lastIndexOf("/")) : "";
  const restricted =
    key === LABEL_HOSTNAME || rules.restrictedDomains.some((each) => domain === each || domain.endsWith(`.${each}`));
  if (!restricted) return undefined;
  const known = [...rules.wellKnown].sort().join(" ");
  return `using label ${key} is not allowed as it might interfere with the internal provisioning logic; specify a well known label: [${known}], or a custom label that does not use a restricted domain: [${rules.restrictedDomains.join(" ")}]`;
}
