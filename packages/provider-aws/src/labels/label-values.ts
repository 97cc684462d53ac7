import type { NodeSelectorRequirement, RequirementWithMinValues } from "@inlay/resources";
import { LABEL_ZONE, satisfiesRequirement } from "@inlay/resources";

/**
 * What a machine can be, by label: the values that it may take. No values: the machine lacks the label (`DoesNotExist`). A key that is
 * missing altogether is not the provider's business (a label of the user).
 */
export type LabelValues = ReadonlyMap<string, readonly string[]>;

const ALIASES: Readonly<Record<string, string>> = {
  "topology.ebs.csi.aws.com/zone": LABEL_ZONE,
  "failure-domain.beta.kubernetes.io/zone": LABEL_ZONE,
};

/** Whether some machine of these labels satisfies every requirement, as far as the labels are known. */
export function compatible(requirements: readonly NodeSelectorRequirement[], labels: LabelValues): boolean {
  return firstIncompatible(requirements, labels) === undefined;
}

/** The first requirement that no machine of these labels satisfies. */
export function firstIncompatible<R extends NodeSelectorRequirement>(
  requirements: readonly R[],
  labels: LabelValues,
): R | undefined {
  return requirements.find((requirement) => {
    const values = labels.get(ALIASES[requirement.key] ?? requirement.key);
    if (values === undefined) return false;
    if (values.length === 0) return !satisfiesRequirement(requirement, undefined);
    return !values.some((value) => satisfiesRequirement(requirement, value));
  });
}

export function requirementsOf(labels: LabelValues): readonly RequirementWithMinValues[] {
  return [...labels].map(([key, values]) =>
    values.length === 0 ? { key, operator: "DoesNotExist" as const } : { key, operator: "In" as const, values },
  );
}

/** Labels that leave no choice: these a node is sure to have. */
export function singleValuedLabels(labels: LabelValues): Readonly<Record<string, string>> {
  return Object.fromEntries([...labels].flatMap(([key, values]) => (values.length === 1 ? [[key, values[0]!]] : [])));
}
