import { ConditionContext } from "../authorization/conditions.ts";
import { trusts } from "../authorization/evaluate.ts";
import { parsePolicy } from "../authorization/policy-document.ts";

/** Claims of a token from an identity provider. */
export interface WebIdentityClaims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: string | readonly string[];
}

export function audiencesOf(claims: WebIdentityClaims): readonly string[] {
  return typeof claims.aud === "string" ? [claims.aud] : claims.aud;
}

/**
 * Whether a role's trust policy lets the bearer of these claims assume it: principal, action, and conditions on `sub` and `aud`.
 *
 * @param providerArn the account's identity provider that vouches for the token.
 */
export function trustsWebIdentity(trustPolicy: string, claims: WebIdentityClaims, providerArn: string): boolean {
  const issuer = claims.iss.replace(/^https?:\/\//, "");
  return trusts(parsePolicy(trustPolicy, "trust"), {
    action: "sts:AssumeRoleWithWebIdentity",
    isPrincipal: (kind, name) => kind === "Federated" && name === providerArn,
    context: new ConditionContext({
      [`${issuer}:sub`]: claims.sub,
      [`${issuer}:aud`]: audiencesOf(claims),
      "aws:FederatedProvider": providerArn,
    }),
  });
}

/**
 * Whether the trust policy lets this principal assume the role. Naming somebody is enough; naming the account (its root, its number) hands the
 * decision to the account's own policies.
 */
export function trustsPrincipal(
  trustPolicy: string,
  caller: { readonly arn: string; readonly accountId: string; readonly mayByOwnPolicies: boolean },
): boolean {
  const { arn, accountId, mayByOwnPolicies } = caller;
  const role = arn.replace(/^arn:aws:sts::(\d+):assumed-role\/([^/]+)\/.*$/, "arn:aws:iam::$1:role/$2");
  const account = [`arn:aws:iam::${accountId}:root`, accountId];
  return trusts(parsePolicy(trustPolicy, "trust"), {
    action: "sts:AssumeRole",
    isPrincipal: (kind, name) =>
      kind === "AWS" && (["*", arn, role].includes(name) || (mayByOwnPolicies && account.includes(name))),
    context: new ConditionContext({ "aws:PrincipalArn": role, "aws:PrincipalAccount": accountId }),
  });
}

/** Whether the trust policy lets a service of AWS assume the role. @param service `ec2.amazonaws.com`. */
export function trustsService(
  trustPolicy: string,
  service: string,
  accountId: string,
  action = "sts:AssumeRole",
): boolean {
  return trusts(parsePolicy(trustPolicy, "trust"), {
    action,
    isPrincipal: (kind, name) => kind === "Service" && name === service,
    context: new ConditionContext({ "aws:SourceAccount": accountId }),
  });
}
