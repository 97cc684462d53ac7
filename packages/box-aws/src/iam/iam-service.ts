import { parsePolicy, type Statement } from "../authorization/policy-document.ts";
import { seededRandom } from "../service/seeded-random.ts";
import type { Service } from "../service/service.ts";
import type { AccessKeys } from "../sigv4/access-keys.ts";
import type { Clock } from "../time/clock.ts";
import type { EntityMaker } from "./entities.ts";
import { documentsOf } from "./identity-policies.ts";
import { IdentityProviders } from "./identity-providers.ts";
import { InstanceProfiles } from "./instance-profiles.ts";
import { iamPermissions } from "./permissions.ts";
import { Policies } from "./policies.ts";
import { type Role, Roles } from "./roles.ts";
import { Users } from "./users.ts";

export interface IamOptions {
  readonly accountId: string;
  readonly clock: Clock;
  readonly seed: number;
  readonly keys: AccessKeys;
}

export interface IamService extends Service {
  role(arn: string): Role | undefined;
  /** The profile, with the role in it if there is one; undefined: no such profile. */
  instanceProfile(nameOrArn: string): { readonly arn: string; readonly roleArn: string | undefined } | undefined;
  /** ARN of the identity provider that vouches for tokens of this issuer for one of these audiences. */
  identityProvider(issuer: string, audiences: readonly string[]): string | undefined;
  /**
   * Every policy of a role's session or of a user. Undefined: a principal without a record here, whose keys the box issued itself.
   * A session of a role that is gone has none.
   */
  statementsOf(principalArn: string): readonly Statement[] | undefined;
  /** Profiles that AWS's services make for their own instances. @throws AwsError when there is no such role. */
  createServiceProfile(name: string, roleArn: string): Promise<void>;
  deleteServiceProfile(name: string): Promise<void>;
}

/** Roles, users, policies, instance profiles and identity providers. Policies are kept here and judged in `authorization/`. */
export function createIamService({ accountId, clock, seed, keys }: IamOptions): IamService {
  const random = seededRandom(seed ^ 0x1a3);
  const maker: EntityMaker = { accountId, random, now: () => clock.now() };
  const policies = new Policies(
    maker,
    (arn) => [...roles.all(), ...users.all()].filter((each) => each.attachedPolicyArns.includes(arn)).length,
  );
  const roles: Roles = new Roles({ maker, policies, inProfile: (name) => profiles.withRole(name).length > 0 });
  const users: Users = new Users({ maker, policies, keys });
  const profiles: InstanceProfiles = new InstanceProfiles(maker, roles);
  const providers = new IdentityProviders(accountId, maker.now);
  const parsed = new Map<string, readonly Statement[]>();

  function statements(document: string): readonly Statement[] {
    let known = parsed.get(document);
    if (!known) parsed.set(document, (known = parsePolicy(document, "identity")));
    return known;
  }

  /** An operation on behalf of another service of AWS: recorded with that service's call. */
  const asService = async (operation: string, input: Readonly<Record<string, unknown>>) => {
    await profiles.operations[operation]!(input, {
      principal: { accessKeyId: "", arn: `arn:aws:iam::${accountId}:root`, accountId },
      accountId,
      region: "",
      requestId: "",
      endpoint: "",
      signal: new AbortController().signal,
      touched: () => {},
    });
  };

  return {
    operations: {
      ...roles.operations,
      ...policies.operations,
      ...profiles.operations,
      ...providers.operations,
      ...users.operations,
    },
    permissions: iamPermissions(accountId, roles, profiles),
    role: (arn) => roles.byArn(arn),
    instanceProfile: (nameOrArn) => {
      const found = profiles.find(nameOrArn);
      const roleName = found?.roleNames[0];
      return found && { arn: found.arn, roleArn: roleName === undefined ? undefined : roles.find(roleName)?.arn };
    },
    identityProvider: (issuer, audiences) => providers.accepting(issuer, audiences),
    statementsOf: (arn) => {
      const roleName = roleNameOf(arn);
      const identity = roleName === undefined ? users.byArn(arn) : roles.find(roleName);
      if (!identity) return roleName === undefined ? undefined : [];
      return documentsOf(identity, policies).flatMap(statements);
    },
    createServiceProfile: async (name, roleArn) => {
      const { name: roleName } = roles.byArn(roleArn) ?? roles.require(roleArn.split("/").at(-1));
      await asService("CreateInstanceProfile", { InstanceProfileName: name });
      await asService("AddRoleToInstanceProfile", { InstanceProfileName: name, RoleName: roleName });
    },
    deleteServiceProfile: async (name) => {
      for (const RoleName of profiles.find(name)?.roleNames.slice() ?? [])
        await asService("RemoveRoleFromInstanceProfile", { InstanceProfileName: name, RoleName });
      await asService("DeleteInstanceProfile", { InstanceProfileName: name });
    },
    save: () => ({
      random: random.save(),
      roles: roles.save(),
      policies: policies.save(),
      profiles: profiles.save(),
      providers: providers.save(),
      users: users.save(),
    }),
    restore: (saved) => {
      const state = saved as Record<"roles" | "policies" | "profiles" | "providers" | "users", unknown> & {
        readonly random: number;
      };
      random.restore(state.random);
      roles.restore(state.roles);
      policies.restore(state.policies);
      profiles.restore(state.profiles);
      providers.restore(state.providers);
      users.restore(state.users);
    },
  };
}

/** The role of a session, or of keys that are the role's own. */
function roleNameOf(arn: string): string | undefined {
  const [, ofSession, itself] =
    /^arn:aws:(?:sts::\d+:assumed-role\/([^/]+)\/|iam::\d+:role\/(?:.+\/)?([^/]+)$)/.exec(arn) ?? [];
  return ofSession ?? itself;
}
