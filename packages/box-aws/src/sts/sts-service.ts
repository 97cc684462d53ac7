import { text } from "../service/text.ts";
import { AwsError } from "../service/aws-error.ts";
import type { Service } from "../service/service.ts";
import type { AccessKeys, IssuedKey } from "../sigv4/access-keys.ts";
import type { Clock } from "../time/clock.ts";
import { trustsPrincipal, trustsWebIdentity, type WebIdentityClaims } from "./trust-policy.ts";

export type { WebIdentityClaims };

export interface StsOptions {
  readonly keys: AccessKeys;
  readonly clock: Clock;
  readonly role: (
    arn: string,
  ) => { readonly id: string; readonly name: string; readonly trustPolicy: string } | undefined;
  /** @throws when the token is not good. */
  readonly verifyWebIdentity: (token: string) => Promise<WebIdentityClaims>;
}

export function createStsService({ keys, clock, role, verifyWebIdentity }: StsOptions): Service {
  /** Temporary keys for a role, and the names under which their bearer goes. */
  function assume(roleArn: string, session: string, seconds: number, accountId: string) {
    const { id, name } = role(roleArn)!;
    const arn = `arn:aws:sts::${accountId}:assumed-role/${name}/${session}`;
    const expiresAt = clock.now() + seconds * 1000;
    const key = keys.issue(arn, expiresAt);
    return {
      AssumedRoleUser: { Arn: arn, AssumedRoleId: `${id}:${session}` },
      Credentials: credentials(key, expiresAt),
    };
  }

  return {
    operations: {
      GetCallerIdentity: (_, { principal }) => ({
        Account: principal.accountId,
        Arn: principal.arn,
        UserId: userIdOf(principal.arn, principal.accountId),
      }),
      AssumeRole: (input, { principal, accountId }) => {
        const roleArn = text(input.RoleArn);
        const found = role(roleArn);
        if (!found || !trustsPrincipal(found.trustPolicy, principal.arn, accountId))
          throw new AwsError(
            "AccessDenied",
            `User: ${principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
            403,
          );
        return assume(roleArn, text(input.RoleSessionName), Number(input.DurationSeconds ?? 3600), accountId);
      },
      AssumeRoleWithWebIdentity: async (input, { accountId }) => {
        const roleArn = text(input.RoleArn);
        let claims: WebIdentityClaims;
        try {
          claims = await verifyWebIdentity(text(input.WebIdentityToken));
        } catch (error) {
          const message = error instanceof Error ? error.message : "";
          if (/"exp"/.test(message)) throw new AwsError("ExpiredTokenException", "Token expired");
          throw new AwsError(
            "InvalidIdentityToken",
            "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements",
          );
        }
        const found = role(roleArn);
        if (!found || !trustsWebIdentity(found.trustPolicy, claims))
          throw new AwsError("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", 403);
        const answer = assume(roleArn, text(input.RoleSessionName), Number(input.DurationSeconds ?? 3600), accountId);
        return {
          ...answer,
          SubjectFromWebIdentityToken: claims.sub,
          Audience: typeof claims.aud === "string" ? claims.aud : claims.aud[0],
          Provider: claims.iss,
        };
      },
    },
    save: () => null,
    restore: () => {},
  };
}

function credentials(key: IssuedKey, expiresAt: number) {
  return {
    AccessKeyId: key.accessKeyId,
    SecretAccessKey: key.secretAccessKey,
    SessionToken: key.sessionToken,
    Expiration: new Date(expiresAt),
  };
}

function userIdOf(arn: string, accountId: string): string {
  return arn.endsWith(":root")
    ? accountId
    : `AIDA${arn
        .replace(/[^A-Za-z0-9]/g, "")
        .slice(-16)
        .toUpperCase()}`;
}
