import type { AccessKeys } from "../sigv4/access-keys.ts";
import type { Clock } from "../time/clock.ts";
import type { AssumableRole } from "./sts-service.ts";

/** Somebody who has become a role for a while. */
export interface RoleSession {
  readonly arn: string;
  /** `AROA…:session` */
  readonly id: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
  readonly expiration: Date;
}

export type StartSession = (
  role: Pick<AssumableRole, "id" | "name">,
  sessionName: string,
  seconds: number,
) => RoleSession;

/** Issues temporary keys, whose bearer goes under the role's name and the session's. */
export function sessionStarter(keys: AccessKeys, clock: Clock, accountId: string): StartSession {
  return ({ id, name }, sessionName, seconds) => {
    const arn = `arn:aws:sts::${accountId}:assumed-role/${name}/${sessionName}`;
    const expiresAt = clock.now() + seconds * 1000;
    const { accessKeyId, secretAccessKey, sessionToken } = keys.issue(arn, expiresAt);
    return {
      arn,
      id: `${id}:${sessionName}`,
      accessKeyId,
      secretAccessKey,
      sessionToken,
      expiration: new Date(expiresAt),
    };
  };
}
