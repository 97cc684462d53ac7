import type { User } from "../user.ts";

/** What a request wants to do with a resource. */
export interface ResourceAccess {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  /** `""`: at cluster scope, or in all namespaces. */
  readonly namespace: string;
  readonly name: string;
}

/** A path outside of the resources: `/version`, `/openapi/v3`. */
export interface PathAccess {
  readonly verb: string;
  readonly path: string;
}

export interface Decision {
  readonly allowed: boolean;
  /** As in `status.reason` of access reviews. */
  readonly reason?: string;
}

export interface Authorizer {
  decide(user: User, access: ResourceAccess): Decision;
  decidePath(user: User, access: PathAccess): Decision;
}

export const MASTERS_GROUP = "system:masters";

export function isMaster(user: User): boolean {
  return user.groups.includes(MASTERS_GROUP);
}
