import type { RenderedLayer } from "../rendering/rendered-layer.ts";
import { readEksSettings, type EksSettings } from "../eks/eks-settings.ts";

/** What a change of the Kubernetes layer does in IAM and in the cluster's role mapping. */
export interface IamChange {
  readonly change: "added" | "changed" | "removed";
  readonly kind: "service account role" | "node role" | "role mapping" | "user mapping";
  /** Role's name or ARN. */
  readonly name: string;
  readonly detail: string;
}

export function iamChanges(before: readonly RenderedLayer[], after: readonly RenderedLayer[]): readonly IamChange[] {
  const [old, fresh] = [before, after].map((layers) =>
    entries(readEksSettings(layers.find(({ layer }) => layer === "k8s")?.data ?? {})),
  );
  if (!old || !fresh) return [];
  const changes: IamChange[] = [];
  for (const [key, entry] of fresh) {
    const previous = old.get(key);
    if (!previous) changes.push({ change: "added", ...entry });
    else if (previous.detail !== entry.detail) changes.push({ change: "changed", ...entry });
  }
  for (const [key, entry] of old) if (!fresh.has(key)) changes.push({ change: "removed", ...entry });
  return changes;
}

function entries(settings: EksSettings): ReadonlyMap<string, Omit<IamChange, "change">> {
  const all: Omit<IamChange, "change">[] = [
    ...settings.irsaRoles.map(({ name, policies, serviceAccount }) => ({
      kind: "service account role" as const,
      name,
      detail: `${policies.join(", ")} for ${serviceAccount ? `${serviceAccount.namespace}/${serviceAccount.name}` : "sts.amazonaws.com"}`,
    })),
    ...(settings.nodeRoleName === undefined
      ? []
      : [{ kind: "node role" as const, name: settings.nodeRoleName, detail: settings.nodeRolePolicies.join(", ") }]),
    ...settings.mapRoles.map(({ rolearn, username, groups }) => ({
      kind: "role mapping" as const,
      name: rolearn,
      detail: `${username} in ${groups.join(", ")}`,
    })),
    ...settings.mapUsers.map(({ userarn, username, groups }) => ({
      kind: "user mapping" as const,
      name: userarn,
      detail: `${username} in ${groups.join(", ")}`,
    })),
  ];
  return new Map(all.map((entry) => [`${entry.kind} ${entry.name}`, entry]));
}
