/** Claims of a token from an identity provider. */
export interface WebIdentityClaims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: string | readonly string[];
}

interface Statement {
  readonly Effect?: string;
  readonly Action?: string | readonly string[];
  readonly Principal?: {
    readonly Federated?: string | readonly string[];
    readonly Service?: string | readonly string[];
    readonly AWS?: string | readonly string[];
  };
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** Whether a role's trust policy lets the bearer of these claims assume it: principal, action, and conditions on `sub` and `aud`. */
export function trustsWebIdentity(trustPolicy: string, claims: WebIdentityClaims): boolean {
  const issuer = claims.iss.replace(/^https?:\/\//, "");
  const keys: Readonly<Record<string, readonly string[]>> = {
    [`${issuer}:sub`]: [claims.sub],
    [`${issuer}:aud`]: listOf(claims.aud),
  };
  return statementsOf(trustPolicy).some(
    (statement) =>
      statement.Effect === "Allow" &&
      listOf(statement.Action).includes("sts:AssumeRoleWithWebIdentity") &&
      listOf(statement.Principal?.Federated).some((arn) => arn.endsWith(`:oidc-provider/${issuer}`)) &&
      Object.entries(statement.Condition ?? {}).every(([operator, conditions]) =>
        Object.entries(conditions).every(([key, wanted]) =>
          (keys[key] ?? []).some((value) => listOf(wanted).some((each) => holds(operator, value, each))),
        ),
      ),
  );
}

/** Whether the trust policy lets this principal assume the role. The account's own root in it stands for everybody in the account. */
export function trustsPrincipal(trustPolicy: string, arn: string, accountId: string): boolean {
  return statementsOf(trustPolicy).some(
    (statement) =>
      statement.Effect === "Allow" &&
      listOf(statement.Action).includes("sts:AssumeRole") &&
      listOf(statement.Principal?.AWS).some(
        (each) => each === "*" || each === arn || each === accountId || each === `arn:aws:iam::${accountId}:root`,
      ),
  );
}

function statementsOf(policy: string): readonly Statement[] {
  const { Statement: statements } = JSON.parse(policy) as { Statement?: Statement | readonly Statement[] };
  return listOf(statements);
}

function listOf<T>(value: T | readonly T[] | undefined): readonly T[] {
  return value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

function holds(operator: string, value: string, wanted: string): boolean {
  const name = operator.replace(/^For(Any|All)Values?:/, "").replace(/IfExists$/, "");
  if (name === "StringEquals") return value === wanted;
  if (name === "StringNotEquals") return value !== wanted;
  if (name === "StringLike") {
    const source = wanted
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".");
    return new RegExp(`^${source}$`, "s").test(value);
  }
  // An operator that is not known here holds for nobody: refusing is the safe answer.
  return false;
}
