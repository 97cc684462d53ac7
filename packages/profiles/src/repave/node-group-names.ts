const LABEL = "eks.amazonaws.com/nodegroup";

/** Names of EKS node groups that affinities (`In`) and node selectors in plain data ask for, sorted. */
export function namedNodeGroups(data: unknown): readonly string[] {
  const names = new Set<string>();
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(walk);
    if (value === null || typeof value !== "object") return;
    const { key, operator, values, nodeSelector } = value as Readonly<Record<string, unknown>>;
    if (key === LABEL && operator === "In" && Array.isArray(values)) for (const name of values) names.add(String(name));
    const selected = (nodeSelector as Readonly<Record<string, unknown>> | undefined | null)?.[LABEL];
    if (typeof selected === "string") names.add(selected);
    Object.values(value).forEach(walk);
  };
  walk(data);
  return [...names].sort();
}
