import { AwsError } from "../service/aws-error.ts";
import type { Shape } from "../service/operation.ts";
import type { Service } from "../service/service.ts";
import { text } from "../service/text.ts";
import { decodeFailure } from "../authorization/authorizer.ts";
import type { Decision } from "../authorization/evaluate.ts";
import type { StartSession } from "./role-session.ts";
import { audiencesOf, trustsPrincipal, trustsWebIdentity, type WebIdentityClaims } from "./trust.ts";

export type { WebIdentityClaims };

/** A role as far as STS looks at it. */
export interface AssumableRole {
  readonly id: string;
  readonly name: string;
  readonly trustPolicy: string;
  readonly maxSessionSeconds: number;
}

export interface StsOptions {
  readonly startSession: StartSession;
  readonly role: (arn: string) => AssumableRole | undefined;
  /** ARN of the identity provider that vouches for tokens of this issuer for one of these audiences. */
  readonly identityProvider: (issuer: string, audiences: readonly string[]) => string | undefined;
  /** What the caller's own policies say. */
  readonly decide: (principalArn: string, action: string, resource: string) => Decision;
  /** @throws when the token is not good. */
  readonly verifyWebIdentity: (token: string) => Promise<WebIdentityClaims>;
}

const SHORTEST_SESSION_S = 900;
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;

export function createStsService(options: StsOptions): Service {
  const { startSession, role, identityProvider, decide, verifyWebIdentity } = options;

  /** Temporary keys for a role, and the names under which their bearer goes. */
  function assume({ id, name, maxSessionSeconds }: AssumableRole, input: Shape) {
    const session = text(input.RoleSessionName);
    const seconds = Number(input.DurationSeconds ?? 3600);
    if (!SESSION_NAME.test(session))
      throw new AwsError(
        "ValidationError",
        `1 validation error detected: Value '${session}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
      );
    if (seconds < SHORTEST_SESSION_S || seconds > maxSessionSeconds)
      throw new AwsError(
        "ValidationError",
        `The requested DurationSeconds ${seconds} is not between ${SHORTEST_SESSION_S} and the MaxSessionDuration set for this role (${maxSessionSeconds}).`,
      );
    const started = startSession({ id, name }, session, seconds);
    return {
      AssumedRoleUser: { Arn: started.arn, AssumedRoleId: started.id },
      Credentials: {
        AccessKeyId: started.accessKeyId,
        SecretAccessKey: started.secretAccessKey,
        SessionToken: started.sessionToken,
        Expiration: started.expiration,
      },
    };
  }

  async function claimsOf(token: string): Promise<WebIdentityClaims> {
    try {
      return await verifyWebIdentity(token);
    } catch (error) {
      if (error instanceof Error && error.message.includes('"exp"'))
        throw new AwsError("ExpiredTokenException", "Token expired");
      throw new AwsError(
        "InvalidIdentityToken",
        "The web identity token that was passed could not be validated by AWS",
      );
    }
  }

  return {
    operations: {
      GetCallerIdentity: (_, { principal }) => ({
        Account: principal.accountId,
        Arn: principal.arn,
        UserId: userIdOf(principal.arn, principal.accountId, role),
      }),
      AssumeRole: (input, { principal, accountId }) => {
        const roleArn = text(input.RoleArn);
        const found = role(roleArn);
        const own = decide(principal.arn, "sts:AssumeRole", roleArn);
        const caller = { arn: principal.arn, accountId, mayByOwnPolicies: own === "allowed" };
        if (!found || own === "explicit-deny" || !trustsPrincipal(found.trustPolicy, caller))
          throw new AwsError(
            "AccessDenied",
            `User: ${principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
            403,
          );
        return assume(found, input);
      },
      DecodeAuthorizationMessage: (input) => ({ DecodedMessage: decodeFailure(text(input.EncodedMessage)) }),
      AssumeRoleWithWebIdentity: async (input) => {
        const claims = await claimsOf(text(input.WebIdentityToken));
        const audiences = audiencesOf(claims);
        const provider = identityProvider(claims.iss, audiences);
        if (provider === undefined)
          throw new AwsError(
            "InvalidIdentityToken",
            `No OpenIDConnect provider found in your account for ${claims.iss}`,
          );
        const found = role(text(input.RoleArn));
        if (!found || !trustsWebIdentity(found.trustPolicy, claims, provider))
          throw new AwsError("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", 403);
        return {
          ...assume(found, input),
          SubjectFromWebIdentityToken: claims.sub,
          Audience: audiences[0],
          Provider: provider,
        };
      },
    },
    save: () => null,
    restore: () => {},
  };
}

function userIdOf(arn: string, accountId: string, role: StsOptions["role"]): string {
  if (arn.endsWith(":root")) return accountId;
  const [, roleName, session] = /:assumed-role\/([^/]+)\/(.+)$/.exec(arn) ?? [];
  if (roleName !== undefined) return `${role(`arn:aws:iam::${accountId}:role/${roleName}`)?.id ?? "AROA"}:${session}`;
  return `AIDA${arn
    .replace(/[^A-Za-z0-9]/g, "")
    .slice(-16)
    .toUpperCase()}`;
}
