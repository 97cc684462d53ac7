import type { AwsService, Principal } from "../aws-simulation.ts";
import { AwsError } from "../service/aws-error.ts";
import type { Shape } from "../service/operation.ts";
import type { Permission, Service } from "../service/service.ts";
import type { Clock } from "../time/clock.ts";
import { ConditionContext } from "./conditions.ts";
import { type Decision, evaluate } from "./evaluate.ts";
import type { Statement } from "./policy-document.ts";

export interface AuthorizerParts {
  readonly services: Readonly<Record<AwsService, Service>>;
  /** Policies of a principal, all together. Undefined: the box's own key (an administrator's), which nothing binds. */
  readonly statementsOf: (principalArn: string) => readonly Statement[] | undefined;
  readonly region: string;
  readonly clock: Clock;
}

/** A call as it is judged: who does what. */
export interface JudgedCall {
  readonly service: AwsService;
  readonly operation: string;
  readonly principal: Principal;
  readonly userAgent: string;
}

/** AWS answers this to everybody who can sign, whatever policies say. */
const ALWAYS_ALLOWED = new Set(["sts:GetCallerIdentity", "sts:AssumeRole"]);

/**
 * The one place where IAM policies meet calls: every permission that a call needs must be allowed by the caller's policies.
 * AssumeRole is judged where the role's trust policy is at hand, with `decide` for the caller's own part of it.
 */
export class Authorizer {
  readonly #parts: AuthorizerParts;

  constructor(parts: AuthorizerParts) {
    this.#parts = parts;
  }

  /** @throws AwsError with the service's own code when the caller may not. */
  check(call: JudgedCall, input: Shape): void {
    const { service, operation, principal } = call;
    if (principal.arn === "" || ALWAYS_ALLOWED.has(`${service}:${operation}`)) return;
    const statements = this.#parts.statementsOf(principal.arn);
    if (!statements) return;
    const permissions = this.#parts.services[service].permissions?.(operation, input) ?? [{}];
    for (const permission of permissions) {
      const action = permission.action ?? `${service}:${operation}`;
      const resource = permission.resource ?? "*";
      const decision = evaluate(statements, { action, resource, context: this.#context(call, permission) });
      if (decision !== "allowed") throw refusal(service, { principalArn: principal.arn, action, resource, decision });
    }
  }

  /** What somebody's own policies say of an action, apart from any call. */
  decide(principalArn: string, action: string, resource: string): Decision {
    const statements = this.#parts.statementsOf(principalArn);
    if (!statements) return "allowed";
    const principal = { accessKeyId: "", arn: principalArn, accountId: principalArn.split(":")[4] ?? "" };
    return evaluate(statements, { action, resource, context: this.#context({ principal, userAgent: "" }, {}) });
  }

  #context(
    { principal, userAgent }: Pick<JudgedCall, "principal" | "userAgent">,
    permission: Permission,
  ): ConditionContext {
    const now = this.#parts.clock.now();
    return new ConditionContext({
      "aws:CurrentTime": new Date(now).toISOString(),
      "aws:EpochTime": String(Math.floor(now / 1000)),
      "aws:PrincipalAccount": principal.accountId,
      "aws:PrincipalArn": roleArnOf(principal.arn),
      "aws:RequestedRegion": this.#parts.region,
      "ec2:Region": this.#parts.region,
      "aws:SecureTransport": "false",
      "aws:SourceIp": "127.0.0.1",
      "aws:UserAgent": userAgent,
      "aws:username": /:user\/(?:.*\/)?([^/]+)$/.exec(principal.arn)?.[1],
      ...permission.context,
      ...tagKeys("aws:RequestTag", permission.requestTags),
      "aws:TagKeys": permission.requestTags && Object.keys(permission.requestTags),
      ...tagKeys("aws:ResourceTag", permission.resourceTags),
      ...tagKeys("ec2:ResourceTag", permission.resourceTags),
      ...tagKeys("iam:ResourceTag", permission.resourceTags),
    });
  }
}

function tagKeys(prefix: string, tags: Readonly<Record<string, string>> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(tags ?? {}).map(([key, value]) => [`${prefix}/${key}`, value]));
}

/** Conditions see a session under its role's ARN. */
function roleArnOf(arn: string): string {
  return arn.replace(/^arn:aws:sts::(\d+):assumed-role\/([^/]+)\/.*$/, "arn:aws:iam::$1:role/$2");
}

const REFUSALS: Readonly<Record<AwsService, readonly [code: string, status: number]>> = {
  ec2: ["UnauthorizedOperation", 403],
  iam: ["AccessDenied", 403],
  sts: ["AccessDenied", 403],
  sqs: ["AccessDenied", 403],
  eks: ["AccessDeniedException", 403],
  ssm: ["AccessDeniedException", 400],
  pricing: ["AccessDeniedException", 400],
};

interface Refusal {
  readonly principalArn: string;
  readonly action: string;
  readonly resource: string;
  readonly decision: Exclude<Decision, "allowed">;
}

/** The refusal as AWS words it; EC2 adds what an administrator can have decoded, and names no resource where the action knows none. */
function refusal(service: AwsService, { principalArn, action, resource, decision }: Refusal): AwsError {
  const [code, status] = REFUSALS[service];
  const why =
    decision === "explicit-deny"
      ? "with an explicit deny in an identity-based policy"
      : `because no identity-based policy allows the ${action} action`;
  const where = service === "ec2" && resource === "*" ? "" : ` on resource: ${resource}`;
  const message = `User: ${principalArn} is not authorized to perform: ${action}${where} ${why}`;
  if (service !== "ec2") return new AwsError(code, message, status);
  const encoded =
    resource === "*"
      ? ""
      : `. Encoded authorization failure message: ${encodedFailure({ principalArn, action, resource, decision })}`;
  return new AwsError(code, `You are not authorized to perform this operation. ${message}${encoded}`, status);
}

/** Opaque to whoever is refused; `sts decode-authorization-message` reads it. */
function encodedFailure({ principalArn, action, resource, decision }: Refusal): string {
  const failure = {
    allowed: false,
    explicitDeny: decision === "explicit-deny",
    context: { principal: { arn: principalArn }, action, resource },
  };
  return Buffer.from(JSON.stringify(failure)).toString("base64url");
}

/** @throws AwsError when the text is no such message. */
export function decodeFailure(encoded: string): string {
  const text = Buffer.from(encoded, "base64url").toString("utf8");
  if (!text.startsWith('{"allowed":false,'))
    throw new AwsError("InvalidAuthorizationMessageException", "Message is not valid");
  return text;
}
