import type { EC2NodeClass } from "@inlay/resources";
import type { Verdict } from "./conditions.ts";

/** Fields that are accepted and kept but do nothing yet. */
const INERT_FIELDS = [
  "placementGroupSelector",
  "capacityReservationSelectorTerms",
  "networkInterfaces",
  "connectionTracking",
  "cpuOptions",
] as const;

/** Not part of `Ready`: the class works, these parts of it do not. */
export const INERT_FIELDS_CONDITION = "InertFields";

/** Undefined when the class uses none of them: then there is no such condition. */
export function inertFieldsVerdict(spec: EC2NodeClass["spec"]): Verdict | undefined {
  const used = INERT_FIELDS.filter((field) => isSet(spec[field]));
  if (used.length === 0) return undefined;
  return {
    status: "True",
    reason: "NoEffectYet",
    message: `${used.map((field) => `spec.${field}`).join(", ")} ${used.length === 1 ? "has" : "have"} no effect yet: nodes are launched as if ${used.length === 1 ? "it were" : "they were"} not there`,
  };
}

function isSet(value: unknown): boolean {
  if (value === undefined || value === null) return false;
  return Array.isArray(value) ? value.length > 0 : true;
}
