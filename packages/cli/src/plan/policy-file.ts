import type { Policy, Snapshot } from "@inlay/planner";
import { CommandError } from "../command-error.ts";
import { isRecord } from "./object-shape.ts";
import { readDocuments, shownName } from "./read-documents.ts";

type Test = readonly [isGood: (value: unknown) => boolean, what: string];

const flag: Test = [(value) => typeof value === "boolean", "true or false"];
const count: Test = [(value) => Number.isSafeInteger(value) && Number(value) > 0, "a whole number above 0"];
const part: Test = [(value) => typeof value === "number" && value > 0 && value <= 1, "a number above 0, at most 1"];
const oneOf = (...names: string[]): Test => [
  (value) => typeof value === "string" && names.includes(value),
  `one of ${names.join(", ")}`,
];
const spreads: Test = [
  (value) => Array.isArray(value) && value.every(isSpread),
  "a list of constraints with maxSkew, topologyKey and whenUnsatisfiable",
];
const addresses: Test = [
  (value) => isRecord(value) && Object.values(value).every((free) => Number.isSafeInteger(free) && Number(free) >= 0),
  "a map of zones to numbers of addresses",
];

/** What a policy file may say. `freeAddresses` stands for the policy `subnetAddresses` and what each node class has in each zone. */
const FIELDS: Readonly<Record<string, Test>> = {
  podGroups: flag,
  queueOrder: oneOf("size", "priority"),
  equalWeightPools: oneOf("name", "price"),
  maxPodsPerNode: count,
  maxWorkloadShare: part,
  defaultTopologySpread: spreads,
  freeAddresses: addresses,
  preferencePolicy: oneOf("Respect", "Ignore"),
  minValuesPolicy: oneOf("Strict", "BestEffort"),
  reservedCapacity: flag,
  spotToSpotConsolidation: flag,
  effortLimit: count,
};

/**
 * A cluster planned as a policy file says.
 * @throws CommandError that names the file and the field.
 */
export async function withPolicyFile<T extends { readonly snapshot: Snapshot; readonly policy: Policy }>(
  cluster: T,
  file: string | undefined,
): Promise<T> {
  if (file === undefined) return cluster;
  const documents = await readDocuments(file);
  const [given] = documents;
  if (documents.length !== 1 || !isRecord(given))
    throw new CommandError(`${shownName(file)}: top level: Invalid value: must be a map of policies`);
  for (const [field, value] of Object.entries(given)) {
    const test = FIELDS[field];
    if (!test)
      throw new CommandError(
        `${shownName(file)}: ${field}: Unsupported value: one of ${Object.keys(FIELDS).join(", ")}`,
      );
    if (!test[0](value)) throw new CommandError(`${shownName(file)}: ${field}: Invalid value: must be ${test[1]}`);
  }
  const { freeAddresses, ...policy } = given as Partial<Policy> & { readonly freeAddresses?: Record<string, number> };
  const { snapshot } = cluster;
  const catalogues = Object.keys(snapshot.catalogues);
  return {
    ...cluster,
    policy: { ...cluster.policy, ...policy, ...(freeAddresses && { subnetAddresses: true }) },
    snapshot: freeAddresses
      ? { ...snapshot, freeAddresses: Object.fromEntries(catalogues.map((catalogue) => [catalogue, freeAddresses])) }
      : snapshot,
  };
}

function isSpread(value: unknown): boolean {
  return (
    isRecord(value) &&
    count[0](value["maxSkew"]) &&
    typeof value["topologyKey"] === "string" &&
    (value["whenUnsatisfiable"] === "DoNotSchedule" || value["whenUnsatisfiable"] === "ScheduleAnyway")
  );
}
