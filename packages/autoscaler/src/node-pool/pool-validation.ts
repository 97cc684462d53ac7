import {
  KARPENTER_GROUP,
  LABEL_ARCH,
  LABEL_CAPACITY_TYPE,
  LABEL_HOSTNAME,
  LABEL_INSTANCE_TYPE,
  LABEL_NODEPOOL,
  LABEL_OS,
  LABEL_REGION,
  LABEL_WINDOWS_BUILD,
  LABEL_ZONE,
  type NodePool,
  type RequirementWithMinValues,
  type Taint,
} from "@inlay/resources";

const WELL_KNOWN = new Set([
  LABEL_NODEPOOL,
  LABEL_ZONE,
  LABEL_REGION,
  LABEL_INSTANCE_TYPE,
  LABEL_ARCH,
  LABEL_OS,
  LABEL_CAPACITY_TYPE,
  LABEL_WINDOWS_BUILD,
]);
const CAPACITY_TYPES = ["spot", "on-demand", "reserved"];
const QUALIFIED_NAME = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

/** What is wrong with a pool beyond what its CRD checks (§1.7); undefined when nothing is. */
export function validationFailure(pool: NodePool): string | undefined {
  const { metadata, spec } = pool.spec.template;
  const problems = [
    ...Object.entries(metadata?.labels ?? {}).flatMap(([key, value]) => labelProblems(key, value)),
    ...taintProblems([...(spec.taints ?? []), ...(spec.startupTaints ?? [])]),
    ...spec.requirements.flatMap(requirementProblems),
  ];
  return problems.length === 0 ? undefined : problems.join("; ");
}

function labelProblems(key: string, value: string): readonly string[] {
  if (!QUALIFIED_NAME.test(key)) return [`invalid key name ${JSON.stringify(key)} in labels: not a qualified name`];
  if (isRestricted(key) || key === LABEL_NODEPOOL)
    return [`invalid key name ${JSON.stringify(key)} in labels: label is restricted; use an own domain`];
  if (!LABEL_VALUE.test(value)) return [`invalid value ${JSON.stringify(value)} for label[${key}]`];
  return [];
}

/** Only this product may set them. */
function isRestricted(key: string): boolean {
  if (WELL_KNOWN.has(key)) return false;
  const domain = key.includes("/") ? key.slice(0, key.indexOf("/")) : "";
  return key === LABEL_HOSTNAME || domain === KARPENTER_GROUP || domain.endsWith(`.${KARPENTER_GROUP}`);
}

function taintProblems(taints: readonly Taint[]): readonly string[] {
  const seen = new Set<string>();
  return taints.flatMap(({ key, value, effect }) => {
    const id = `${key}:${effect}`;
    const problems = [
      ...(QUALIFIED_NAME.test(key) ? [] : [`invalid taint key ${JSON.stringify(key)}`]),
      ...(LABEL_VALUE.test(value ?? "") ? [] : [`invalid taint value ${JSON.stringify(value)} of ${key}`]),
      ...(seen.has(id) ? [`duplicate taint Key/Effect pair ${key}=${effect}`] : []),
    ];
    seen.add(id);
    return problems;
  });
}

function requirementProblems(requirement: RequirementWithMinValues): readonly string[] {
  const { key, operator, values = [], minValues } = requirement;
  const at = `key ${JSON.stringify(key)} with operator ${operator}`;
  const problems: string[] = [];
  if (!QUALIFIED_NAME.test(key)) problems.push(`${at}: not a qualified name`);
  if (isRestricted(key) || key === LABEL_NODEPOOL) problems.push(`${at}: label is restricted`);
  for (const value of values)
    if (!LABEL_VALUE.test(value)) problems.push(`${at}: invalid value ${JSON.stringify(value)}`);
  if (operator === "In" && values.length === 0) problems.push(`${at}: must have a value defined`);
  if (operator === "In" && minValues !== undefined && values.length < minValues)
    problems.push(`${at}: must have at least the minimum number of values (${minValues}) defined in 'values'`);
  if (["Gt", "Lt", "Gte", "Lte"].includes(operator) && !(values.length === 1 && /^\d+$/.test(values[0]!)))
    problems.push(`${at}: must have a single positive integer value`);
  if (key === LABEL_CAPACITY_TYPE && operator === "In" && values.length > 0) {
    const known = values.filter((value) => CAPACITY_TYPES.includes(value));
    if (known.length === 0 || known.length < (minValues ?? 0))
      problems.push(`${at}: none of ${values.join(", ")} is known; use ${CAPACITY_TYPES.join(", ")}`);
  }
  return problems;
}
