const LISTS = new Set(
  "conditions containers initContainers taints startupTaints tolerations requirements matchExpressions matchFields values volumes ownerReferences nodeSelectorTerms topologySpreadConstraints ports subnets amis drivers budgets".split(
    " ",
  ),
);
const MAPS = new Set("labels annotations requests limits matchLabels nodeSelector capacity allocatable".split(" "));
const TEXTS = new Set(["key", "kind", "operator", "effect", "topologyKey"]);
/** Fields that each item of a list, or the value of a field, must have. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  nodeClassRef: ["kind", "name"],
  ownerReferences: ["kind", "name"],
  requirements: ["key", "operator"],
  matchExpressions: ["key", "operator"],
  taints: ["key", "effect"],
  startupTaints: ["key", "effect"],
  conditions: ["type", "status"],
  preferredDuringSchedulingIgnoredDuringExecution: ["weight"],
};

/**
 * What in an object is not of the kind that Kubernetes would have there, as `field: problem`; undefined when all is well.
 * Fields that are null count as absent and are taken out.
 */
export function shapeProblem(object: object, path: string, name = ""): string | undefined {
  const needed = NEEDED[name] ?? [];
  const missing = Array.isArray(object)
    ? undefined
    : needed.find((field) => (Reflect.get(object, field) ?? null) === null);
  if (missing !== undefined) return `${path}.${missing}: Required value`;
  for (const [key, value] of Object.entries(object)) {
    const field = Array.isArray(object) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`;
    const problem = Array.isArray(object) ? itemProblem(value, name) : fieldProblem(key, value, name);
    if (problem !== undefined) return `${field}: Invalid value: must be ${problem}`;
    if (value === null) Reflect.deleteProperty(object, key);
    else if (typeof value === "object") {
      const deeper = shapeProblem(value as object, field, Array.isArray(object) ? name : key);
      if (deeper !== undefined) return deeper;
    }
  }
  return undefined;
}

function itemProblem(value: unknown, list: string): string | undefined {
  if (value === null) return "something";
  return list in NEEDED && !isRecord(value) ? "an object" : undefined;
}

function fieldProblem(key: string, value: unknown, parent: string): string | undefined {
  // Names within a map are the user's: a label may be called `values`.
  if (value === null || MAPS.has(parent)) return undefined;
  if (LISTS.has(key) && !Array.isArray(value)) return "a list";
  if (MAPS.has(key) && !isRecord(value)) return "a map";
  if (key === "nodeClassRef" && !isRecord(value)) return "an object";
  return TEXTS.has(key) && typeof value !== "string" ? "text" : undefined;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
