import { parse } from "yaml";
import type { User } from "@inlay/box-kubernetes";
import type { ConfigMap } from "@inlay/resources";

/** One line of aws-auth's `mapRoles` or `mapUsers`. */
interface MappedPrincipal {
  readonly arn: string;
  readonly username: string;
  readonly groups: readonly string[];
}

/** Placeholders of a mapped user name. */
export interface PrincipalFacts {
  readonly accountId: string;
  readonly sessionName: string;
  /** Private DNS name of the instance that is calling; only machines have one. */
  readonly privateDnsName?: string;
}

/**
 * Who an IAM principal is to the cluster: an administrator of the account (who made the cluster), or what the ConfigMap
 * kube-system/aws-auth maps it to. Undefined: nobody, the API answers 401.
 *
 * @param arn as STS tells it; `assumed-role/ROLE/SESSION` counts as the role.
 */
export function mappedUser(
  arn: string,
  administrators: readonly string[],
  awsAuth: ConfigMap | undefined,
  privateDnsName?: string,
): User | undefined {
  const principal = canonicalPrincipal(arn);
  const facts = { ...principal, ...(privateDnsName === undefined ? {} : { privateDnsName }) };
  const identity = {
    uid: `aws-iam-authenticator:${principal.accountId}:${principal.arn}`,
    extra: { arn: [principal.arn] },
  };
  if (administrators.includes(principal.arn))
    return { name: "kubernetes-admin", groups: ["system:masters", "system:authenticated"], ...identity };
  const entries = [
    ...mappedPrincipals(awsAuth?.data?.["mapRoles"], "rolearn"),
    ...mappedPrincipals(awsAuth?.data?.["mapUsers"], "userarn"),
  ];
  const found = entries.find((entry) => entry.arn === principal.arn);
  if (!found) return undefined;
  return { name: filled(found.username, facts), groups: [...found.groups, "system:authenticated"], ...identity };
}

/** Role and session of an assumed role; a role's path is no part of its mapping. */
function canonicalPrincipal(arn: string): { arn: string; accountId: string; sessionName: string } {
  const accountId = arn.split(":")[4] ?? "";
  const assumed = /^arn:([a-z-]+):sts::(\d+):assumed-role\/([^/]+)\/(.+)$/.exec(arn);
  if (assumed)
    return { arn: `arn:${assumed[1]}:iam::${assumed[2]}:role/${assumed[3]}`, accountId, sessionName: assumed[4]! };
  const role = /^(arn:[a-z-]+:iam::\d+:role\/)(?:.*\/)?([^/]+)$/.exec(arn);
  return { arn: role ? role[1]! + role[2]! : arn, accountId, sessionName: "" };
}

function mappedPrincipals(text: string | undefined, field: "rolearn" | "userarn"): readonly MappedPrincipal[] {
  if (!text) return [];
  let list: unknown;
  try {
    list = parse(text, { logLevel: "error" });
  } catch {
    return [];
  }
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: Partial<Record<string, unknown>> | null) => {
    const { [field]: arn, username, groups } = entry ?? {};
    if (typeof arn !== "string" || typeof username !== "string") return [];
    const names = Array.isArray(groups) ? groups.filter((group): group is string => typeof group === "string") : [];
    return [{ arn, username, groups: names }];
  });
}

function filled(username: string, facts: PrincipalFacts): string {
  return username
    .replaceAll("{{EC2PrivateDNSName}}", facts.privateDnsName ?? "")
    .replaceAll("{{AccountID}}", facts.accountId)
    .replaceAll("{{SessionNameRaw}}", facts.sessionName)
    .replaceAll("{{SessionName}}", facts.sessionName.replaceAll("@", "-"));
}
