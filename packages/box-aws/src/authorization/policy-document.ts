import { AwsError } from "../service/aws-error.ts";
import { isConditionOperator } from "./conditions.ts";

/** One statement of a policy, with every list written out. */
export interface Statement {
  readonly effect: "Allow" | "Deny";
  readonly actions: readonly string[] | undefined;
  readonly notActions: readonly string[] | undefined;
  readonly resources: readonly string[] | undefined;
  readonly notResources: readonly string[] | undefined;
  /** Principals by kind (`AWS`, `Service`, `Federated`); `{AWS: ["*"]}` for `"*"`. Only trust policies have them. */
  readonly principals: Readonly<Record<string, readonly string[]>>;
  /** Operator → key → values. */
  readonly conditions: readonly (readonly [operator: string, key: string, values: readonly string[]])[];
}

export type PolicyKind = "identity" | "trust";

/**
 * Reads a policy as IAM does when it is created.
 *
 * @param text JSON.
 * @throws AwsError MalformedPolicyDocument
 */
export function parsePolicy(text: string, kind: PolicyKind): readonly Statement[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw malformed("This policy contains invalid Json");
  }
  if (!isRecord(document)) throw malformed("Syntax errors in policy.");
  for (const key of Object.keys(document))
    if (!["Version", "Id", "Statement"].includes(key)) throw malformed("Syntax errors in policy.");
  const { Version: version } = document;
  if (version !== undefined && version !== "2012-10-17" && version !== "2008-10-17")
    throw malformed("The policy must contain a valid version string");
  return listOf(document.Statement).map((statement) => readStatement(statement, kind));
}

function readStatement(value: unknown, kind: PolicyKind): Statement {
  if (!isRecord(value)) throw malformed("Syntax errors in policy.");
  const { Effect: effect } = value;
  if (effect !== "Allow" && effect !== "Deny") throw malformed(`Invalid effect: ${JSON.stringify(effect)}`);
  const statement: Statement = {
    effect,
    actions: strings(value.Action),
    notActions: strings(value.NotAction),
    resources: strings(value.Resource),
    notResources: strings(value.NotResource),
    principals: principalsOf(value.Principal),
    conditions: conditionsOf(value.Condition),
  };
  if (!statement.actions && !statement.notActions) throw malformed("Policy statement must contain actions.");
  for (const action of [...(statement.actions ?? []), ...(statement.notActions ?? [])])
    if (action !== "*" && !/^[\w-]+:[\w*?]+$/.test(action))
      throw malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
  if (kind === "identity") {
    if (value.Principal !== undefined) throw malformed("Policy document should not specify a principal.");
    if (!statement.resources && !statement.notResources) throw malformed("Policy statement must contain resources.");
  } else if (value.Principal === undefined) {
    throw malformed("Missing required field Principal");
  }
  return statement;
}

function principalsOf(value: unknown): Statement["principals"] {
  if (value === undefined) return {};
  if (value === "*") return { AWS: ["*"] };
  if (!isRecord(value)) throw malformed("Invalid principal in policy");
  return Object.fromEntries(Object.entries(value).map(([kind, names]) => [kind, strings(names) ?? []]));
}

function conditionsOf(value: unknown): Statement["conditions"] {
  if (value === undefined) return [];
  if (!isRecord(value)) throw malformed("Syntax errors in policy.");
  return Object.entries(value).flatMap(([operator, keys]) => {
    if (!isConditionOperator(operator)) throw malformed(`Invalid Condition type : ${operator}.`);
    if (!isRecord(keys)) throw malformed("Syntax errors in policy.");
    return Object.entries(keys).map(([key, values]) => [operator, key, strings(values) ?? []] as const);
  });
}

function strings(value: unknown): readonly string[] | undefined {
  if (value === undefined) return undefined;
  return listOf(value).map((each) => {
    if (typeof each === "string") return each;
    if (typeof each === "boolean" || typeof each === "number") return String(each);
    throw malformed("Syntax errors in policy.");
  });
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function malformed(message: string): AwsError {
  return new AwsError("MalformedPolicyDocument", message);
}
