import { matchesWildcard } from "../service/wildcard.ts";
import { type ConditionContext, conditionHolds } from "./conditions.ts";
import type { Statement } from "./policy-document.ts";

/** One thing that a caller must be allowed to do. */
export interface AuthorizationRequest {
  /** `ec2:RunInstances` */
  readonly action: string;
  /** An ARN, or `*` where the action knows no resources. */
  readonly resource: string;
  readonly context: ConditionContext;
}

export type Decision = "allowed" | "explicit-deny" | "no-allow";

/** What a principal's own policies say: one Deny outweighs every Allow, and without an Allow the answer is no. */
export function evaluate(statements: readonly Statement[], request: AuthorizationRequest): Decision {
  const applying = statements.filter((statement) => applies(statement, request));
  if (applying.some((statement) => statement.effect === "Deny")) return "explicit-deny";
  return applying.length > 0 ? "allowed" : "no-allow";
}

function applies(statement: Statement, { action, resource, context }: AuthorizationRequest): boolean {
  const isAction = (pattern: string) => matchesWildcard(pattern.toLowerCase(), action.toLowerCase());
  const isResource = (pattern: string) => matchesWildcard(context.fill(pattern), resource);
  if (statement.actions ? !statement.actions.some(isAction) : statement.notActions?.some(isAction)) return false;
  if (statement.resources ? !statement.resources.some(isResource) : statement.notResources?.some(isResource))
    return false;
  return statement.conditions.every(([operator, key, values]) => conditionHolds(operator, key, values, context));
}

/** Who wants to assume a role. */
export interface TrustRequest {
  readonly action: string;
  readonly isPrincipal: (kind: string, name: string) => boolean;
  readonly context: ConditionContext;
}

/** Whether a role's trust policy lets somebody assume it. */
export function trusts(statements: readonly Statement[], request: TrustRequest): boolean {
  const applying = statements.filter(
    ({ actions = [], principals, conditions }) =>
      actions.some((pattern) => matchesWildcard(pattern.toLowerCase(), request.action.toLowerCase())) &&
      Object.entries(principals).some(([kind, names]) => names.some((name) => request.isPrincipal(kind, name))) &&
      conditions.every(([operator, key, values]) => conditionHolds(operator, key, values, request.context)),
  );
  return applying.length > 0 && applying.every((statement) => statement.effect === "Allow");
}
