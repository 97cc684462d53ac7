import { matchesSelector, type LabelSelector, type ResourceRef } from "@inlay/resources";
import type { Api } from "../../api/api.ts";
import { sameJson } from "../../api/json-value.ts";
import type { PolicyRule } from "./policy-rule.ts";
import type { Role } from "./rbac-authorizer.ts";

export const CLUSTER_ROLES: ResourceRef = {
  group: "rbac.authorization.k8s.io",
  version: "v1",
  resource: "clusterroles",
};

export interface AggregatedRole extends Role {
  readonly aggregationRule?: { readonly clusterRoleSelectors?: readonly LabelSelector[] };
}

/** Keeps aggregated cluster roles equal to the sum of the roles they select. Ends with the signal. */
export function startRoleAggregation(api: Api, signal: AbortSignal): void {
  const roles = new Map<string, AggregatedRole>();
  let isPlanned = false;
  const plan = (): void => {
    if (isPlanned) return;
    isPlanned = true;
    setImmediate(() => {
      isPlanned = false;
      if (!signal.aborted) void aggregate(api, roles).catch(plan);
    });
  };
  const stop = api.watch<AggregatedRole>(CLUSTER_ROLES, {}, ({ type, object }) => {
    if (type === "DELETED") roles.delete(object.metadata.name);
    else roles.set(object.metadata.name, object);
    plan();
  });
  signal.addEventListener("abort", stop, { once: true });
}

async function aggregate(api: Api, roles: ReadonlyMap<string, AggregatedRole>): Promise<void> {
  for (const role of roles.values()) {
    if (!role.aggregationRule) continue;
    const rules = aggregatedRules(role, roles);
    if (!sameJson(rules, role.rules ?? [])) await api.update<AggregatedRole>(CLUSTER_ROLES, { ...role, rules });
  }
}

/** Rules of the selected roles, in the order of their names, each once. */
export function aggregatedRules(
  { aggregationRule, metadata }: AggregatedRole,
  roles: ReadonlyMap<string, AggregatedRole>,
): readonly PolicyRule[] {
  const selectors = aggregationRule?.clusterRoleSelectors ?? [];
  const selected = [...roles.values()]
    .filter((role) => role.metadata.name !== metadata.name)
    .filter((role) => selectors.some((selector) => matchesSelector(selector, role.metadata.labels)))
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  const rules: PolicyRule[] = [];
  for (const rule of selected.flatMap((role) => role.rules ?? []))
    if (!rules.some((known) => sameJson(known, rule))) rules.push(rule);
  return rules;
}
