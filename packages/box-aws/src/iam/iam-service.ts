import { text } from "../service/text.ts";
import { AwsError } from "../service/aws-error.ts";
import type { OperationTable, Shape } from "../service/operation.ts";
import { pageOf } from "../service/paging.ts";
import { type Random, seededRandom } from "../service/seeded-random.ts";
import type { Service } from "../service/service.ts";
import type { Clock } from "../time/clock.ts";

interface Tag {
  readonly Key?: string;
  readonly Value?: string;
}
export interface Role {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly description: string;
  readonly maxSessionSeconds: number;
  /** The trust policy, as JSON text. */
  trustPolicy: string;
  readonly attachedPolicyArns: string[];
  /** Inline policies by name. */
  readonly inlinePolicies: Record<string, string>;
  tags: Tag[];
}
interface Policy {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly document: string;
  readonly description: string;
}
interface InstanceProfile {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly roleNames: string[];
  tags: Tag[];
}
interface IdentityProvider {
  readonly arn: string;
  readonly url: string;
  readonly clientIds: readonly string[];
  readonly thumbprints: readonly string[];
  readonly createdAt: number;
}

export interface IamOptions {
  readonly accountId: string;
  readonly clock: Clock;
  readonly seed: number;
}

export interface IamService extends Service {
  role(arn: string): Role | undefined;
  roleArnOfInstanceProfile(
    nameOrArn: string,
  ): { readonly arn: string; readonly roleArn: string | undefined } | undefined;
  /** Documents of every policy that the role carries, inline and attached. */
  policyDocumentsOf(role: Role): readonly string[];
}

const ID_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const NAME = /^[\w+=,.@-]{1,128}$/;

function noSuchEntity(kind: string, name: string): AwsError {
  return new AwsError("NoSuchEntity", `The ${kind} with name ${name} cannot be found.`, 404);
}
function alreadyExists(kind: string, name: string): AwsError {
  return new AwsError("EntityAlreadyExists", `${kind} with name ${name} already exists.`, 409);
}

/** Roles, policies, instance profiles and identity providers. Policies are kept as documents; this file judges none of them. */
export function createIamService(options: IamOptions): IamService {
  const { accountId, clock } = options;
  const random = seededRandom(options.seed ^ 0x1a3);
  const roles = new Map<string, Role>();
  const policies = new Map<string, Policy>();
  const profiles = new Map<string, InstanceProfile>();
  const providers = new Map<string, IdentityProvider>();

  const role = (name: unknown): Role => {
    const found = roles.get(text(name));
    if (!found) throw noSuchEntity("role", text(name));
    return found;
  };
  const profile = (name: unknown): InstanceProfile => {
    const found = profiles.get(text(name));
    if (!found) throw new AwsError("NoSuchEntity", `Instance Profile ${text(name)} cannot be found.`, 404);
    return found;
  };
  const policy = (arn: unknown): Policy => {
    const found = policies.get(text(arn)) ?? awsManagedPolicy(text(arn), clock.now());
    if (!found) throw new AwsError("NoSuchEntity", `Policy ${text(arn)} does not exist or is not attachable.`, 404);
    return found;
  };

  const roleOperations: OperationTable = {
    CreateRole: (input, context) => {
      const name = nameOf(input.RoleName, "roleName");
      if (roles.has(name)) throw alreadyExists("Role", name);
      const path = pathOf(input.Path);
      const created: Role = {
        name,
        path,
        id: idOf(random, "AROA"),
        arn: `arn:aws:iam::${accountId}:role${path}${name}`,
        createdAt: clock.now(),
        description: text(input.Description ?? ""),
        maxSessionSeconds: Number(input.MaxSessionDuration ?? 3600),
        trustPolicy: documentOf(input.AssumeRolePolicyDocument),
        attachedPolicyArns: [],
        inlinePolicies: {},
        tags: [...((input.Tags ?? []) as Tag[])],
      };
      roles.set(name, created);
      context.touched(created.arn);
      return { Role: describeRole(created) };
    },
    GetRole: (input) => ({ Role: describeRole(role(input.RoleName)) }),
    ListRoles: (input) =>
      listed(
        [...roles.values()].filter((each) => each.path.startsWith(pathOf(input.PathPrefix))),
        input,
        "Roles",
        describeRole,
      ),
    DeleteRole: (input, context) => {
      const found = role(input.RoleName);
      if (found.attachedPolicyArns.length > 0)
        throw new AwsError("DeleteConflict", "Cannot delete entity, must detach all policies first.", 409);
      if ([...profiles.values()].some((each) => each.roleNames.includes(found.name)))
        throw new AwsError(
          "DeleteConflict",
          "Cannot delete entity, must remove roles from instance profile first.",
          409,
        );
      roles.delete(found.name);
      context.touched(found.arn);
      return {};
    },
    TagRole: (input) => {
      const found = role(input.RoleName);
      found.tags = mergeTags(found.tags, input.Tags);
      return {};
    },
    UpdateAssumeRolePolicy: (input) => {
      role(input.RoleName).trustPolicy = documentOf(input.PolicyDocument);
      return {};
    },
    AttachRolePolicy: (input) => {
      const found = role(input.RoleName);
      const { arn } = policy(input.PolicyArn);
      if (!found.attachedPolicyArns.includes(arn)) found.attachedPolicyArns.push(arn);
      return {};
    },
    DetachRolePolicy: (input) => {
      const found = role(input.RoleName);
      const index = found.attachedPolicyArns.indexOf(text(input.PolicyArn));
      if (index < 0) throw new AwsError("NoSuchEntity", `Policy ${text(input.PolicyArn)} was not found.`, 404);
      found.attachedPolicyArns.splice(index, 1);
      return {};
    },
    ListAttachedRolePolicies: (input) =>
      listed(role(input.RoleName).attachedPolicyArns, input, "AttachedPolicies", (arn) => ({
        PolicyArn: arn,
        PolicyName: policy(arn).name,
      })),
    PutRolePolicy: (input) => {
      role(input.RoleName).inlinePolicies[nameOf(input.PolicyName, "policyName")] = documentOf(input.PolicyDocument);
      return {};
    },
    GetRolePolicy: (input) => {
      const document = role(input.RoleName).inlinePolicies[text(input.PolicyName)];
      if (document === undefined) throw noSuchEntity("role policy", text(input.PolicyName));
      return { RoleName: input.RoleName, PolicyName: input.PolicyName, PolicyDocument: encodeURIComponent(document) };
    },
    DeleteRolePolicy: (input) => {
      const { inlinePolicies } = role(input.RoleName);
      if (!Object.hasOwn(inlinePolicies, text(input.PolicyName)))
        throw noSuchEntity("role policy", text(input.PolicyName));
      delete inlinePolicies[text(input.PolicyName)];
      return {};
    },
    ListRolePolicies: (input) =>
      listed(Object.keys(role(input.RoleName).inlinePolicies), input, "PolicyNames", (name) => name),
  };

  const policyOperations: OperationTable = {
    CreatePolicy: (input, context) => {
      const name = nameOf(input.PolicyName, "policyName");
      const path = pathOf(input.Path);
      const arn = `arn:aws:iam::${accountId}:policy${path}${name}`;
      if (policies.has(arn))
        throw new AwsError(
          "EntityAlreadyExists",
          `A policy called ${name} already exists. Duplicate names are not allowed.`,
          409,
        );
      const created: Policy = {
        name,
        path,
        arn,
        id: idOf(random, "ANPA"),
        createdAt: clock.now(),
        document: documentOf(input.PolicyDocument),
        description: text(input.Description ?? ""),
      };
      policies.set(arn, created);
      context.touched(arn);
      return { Policy: describePolicy(created, 0) };
    },
    GetPolicy: (input) => {
      const found = policy(input.PolicyArn);
      return { Policy: describePolicy(found, attachmentsOf(found.arn)) };
    },
    GetPolicyVersion: (input) => {
      const found = policy(input.PolicyArn);
      return {
        PolicyVersion: {
          VersionId: "v1",
          IsDefaultVersion: true,
          CreateDate: new Date(found.createdAt),
          Document: encodeURIComponent(found.document),
        },
      };
    },
    ListPolicies: (input) =>
      listed([...policies.values()], input, "Policies", (each) => describePolicy(each, attachmentsOf(each.arn))),
    DeletePolicy: (input, context) => {
      const found = policy(input.PolicyArn);
      if (attachmentsOf(found.arn) > 0)
        throw new AwsError("DeleteConflict", "Cannot delete a policy attached to entities.", 409);
      policies.delete(found.arn);
      context.touched(found.arn);
      return {};
    },
  };
  const attachmentsOf = (arn: string) =>
    [...roles.values()].filter((each) => each.attachedPolicyArns.includes(arn)).length;

  const profileOperations: OperationTable = {
    CreateInstanceProfile: (input, context) => {
      const name = nameOf(input.InstanceProfileName, "instanceProfileName");
      if (profiles.has(name))
        throw new AwsError("EntityAlreadyExists", `Instance Profile ${name} already exists.`, 409);
      const path = pathOf(input.Path);
      const created: InstanceProfile = {
        name,
        path,
        id: idOf(random, "AIPA"),
        arn: `arn:aws:iam::${accountId}:instance-profile${path}${name}`,
        createdAt: clock.now(),
        roleNames: [],
        tags: [...((input.Tags ?? []) as Tag[])],
      };
      profiles.set(name, created);
      context.touched(created.arn);
      return { InstanceProfile: describeProfile(created) };
    },
    GetInstanceProfile: (input) => ({ InstanceProfile: describeProfile(profile(input.InstanceProfileName)) }),
    ListInstanceProfiles: (input) =>
      listed(
        [...profiles.values()].filter((each) => each.path.startsWith(pathOf(input.PathPrefix))),
        input,
        "InstanceProfiles",
        describeProfile,
      ),
    ListInstanceProfilesForRole: (input) => {
      const { name } = role(input.RoleName);
      return listed(
        [...profiles.values()].filter((each) => each.roleNames.includes(name)),
        input,
        "InstanceProfiles",
        describeProfile,
      );
    },
    AddRoleToInstanceProfile: (input, context) => {
      const found = profile(input.InstanceProfileName);
      const { name } = role(input.RoleName);
      if (found.roleNames.length > 0)
        throw new AwsError("LimitExceeded", "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1", 409);
      found.roleNames.push(name);
      context.touched(found.arn);
      return {};
    },
    RemoveRoleFromInstanceProfile: (input, context) => {
      const found = profile(input.InstanceProfileName);
      const index = found.roleNames.indexOf(text(input.RoleName));
      if (index < 0) throw noSuchEntity("role", text(input.RoleName));
      found.roleNames.splice(index, 1);
      context.touched(found.arn);
      return {};
    },
    DeleteInstanceProfile: (input, context) => {
      const found = profile(input.InstanceProfileName);
      if (found.roleNames.length > 0)
        throw new AwsError(
          "DeleteConflict",
          "Cannot delete entity, must remove roles from instance profile first.",
          409,
        );
      profiles.delete(found.name);
      context.touched(found.arn);
      return {};
    },
    TagInstanceProfile: (input) => {
      const found = profile(input.InstanceProfileName);
      found.tags = mergeTags(found.tags, input.Tags);
      return {};
    },
  };

  const providerOperations: OperationTable = {
    CreateOpenIDConnectProvider: (input, context) => {
      const url = text(input.Url ?? "");
      const arn = `arn:aws:iam::${accountId}:oidc-provider/${url.replace(/^https?:\/\//, "")}`;
      if (providers.has(arn))
        throw new AwsError("EntityAlreadyExists", `Provider with url ${url} already exists.`, 409);
      providers.set(arn, {
        arn,
        url,
        clientIds: (input.ClientIDList ?? []) as string[],
        thumbprints: (input.ThumbprintList ?? []) as string[],
        createdAt: clock.now(),
      });
      context.touched(arn);
      return { OpenIDConnectProviderArn: arn };
    },
    GetOpenIDConnectProvider: (input) => {
      const found = providers.get(text(input.OpenIDConnectProviderArn));
      if (!found)
        throw new AwsError(
          "NoSuchEntity",
          `OpenIDConnect Provider not found for arn ${text(input.OpenIDConnectProviderArn)}`,
          404,
        );
      return {
        Url: found.url.replace(/^https?:\/\//, ""),
        ClientIDList: found.clientIds,
        ThumbprintList: found.thumbprints,
        CreateDate: new Date(found.createdAt),
      };
    },
    ListOpenIDConnectProviders: () => ({ OpenIDConnectProviderList: [...providers.keys()].map((Arn) => ({ Arn })) }),
    DeleteOpenIDConnectProvider: (input) => {
      providers.delete(text(input.OpenIDConnectProviderArn));
      return {};
    },
  };

  function describeProfile(each: InstanceProfile) {
    return {
      InstanceProfileName: each.name,
      InstanceProfileId: each.id,
      Arn: each.arn,
      Path: each.path,
      CreateDate: new Date(each.createdAt),
      Roles: each.roleNames.map((name) => describeRole(role(name))),
      Tags: each.tags,
    };
  }

  return {
    operations: { ...roleOperations, ...policyOperations, ...profileOperations, ...providerOperations },
    role: (arn) => [...roles.values()].find((each) => each.arn === arn),
    roleArnOfInstanceProfile: (nameOrArn) => {
      const found = [...profiles.values()].find((each) => each.name === nameOrArn || each.arn === nameOrArn);
      const roleName = found?.roleNames[0];
      return found && { arn: found.arn, roleArn: roleName === undefined ? undefined : role(roleName).arn };
    },
    policyDocumentsOf: (each) => [
      ...Object.values(each.inlinePolicies),
      ...each.attachedPolicyArns.map((arn) => policy(arn).document),
    ],
    save: () => ({
      roles: [...roles.values()],
      policies: [...policies.values()],
      profiles: [...profiles.values()],
      providers: [...providers.values()],
    }),
    restore: (saved) => {
      const state = saved as {
        roles: Role[];
        policies: Policy[];
        profiles: InstanceProfile[];
        providers: IdentityProvider[];
      };
      for (const each of state.roles) roles.set(each.name, each);
      for (const each of state.policies) policies.set(each.arn, each);
      for (const each of state.profiles) profiles.set(each.name, each);
      for (const each of state.providers) providers.set(each.arn, each);
    },
  };
}

function listed<T>(items: readonly T[], input: Shape, member: string, describe: (item: T) => unknown): Shape {
  const { page, nextToken } = pageOf(
    items,
    (input.MaxItems as number | undefined) ?? 100,
    input.Marker as string | undefined,
    "ValidationError",
  );
  return { [member]: page.map(describe), IsTruncated: nextToken !== undefined, Marker: nextToken };
}

function describeRole(role: Role) {
  return {
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    Path: role.path,
    CreateDate: new Date(role.createdAt),
    AssumeRolePolicyDocument: encodeURIComponent(role.trustPolicy),
    Description: role.description === "" ? undefined : role.description,
    MaxSessionDuration: role.maxSessionSeconds,
    Tags: role.tags,
  };
}

function describePolicy(policy: Policy, attachments: number) {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: "v1",
    AttachmentCount: attachments,
    IsAttachable: true,
    CreateDate: new Date(policy.createdAt),
    UpdateDate: new Date(policy.createdAt),
    Description: policy.description === "" ? undefined : policy.description,
  };
}

/** AWS's own policies exist in every account; their documents are not simulated beyond "allows what it is named for". */
function awsManagedPolicy(arn: string, now: number): Policy | undefined {
  const match = /^arn:aws:iam::aws:policy(\/(?:[\w-]+\/)*)([\w-]+)$/.exec(arn);
  if (!match) return undefined;
  const [, path = "/", name = ""] = match;
  const document = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
  });
  return { name, path, arn, id: `ANPA${name.toUpperCase().slice(0, 16)}`, createdAt: now, document, description: "" };
}

function nameOf(value: unknown, member: string): string {
  const name = text(value ?? "");
  if (NAME.test(name)) return name;
  throw new AwsError(
    "ValidationError",
    `The specified value for ${member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
  );
}

function pathOf(value: unknown): string {
  return value === undefined ? "/" : text(value);
}

/** A policy document must be JSON. Clients send it plain; answers carry it URL-encoded. */
function documentOf(value: unknown): string {
  const document = text(value);
  try {
    const parsed: unknown = JSON.parse(document);
    if (typeof parsed === "object" && parsed !== null) return document;
  } catch {
    // Falls through to the refusal.
  }
  throw new AwsError("MalformedPolicyDocument", "This policy contains invalid Json");
}

function mergeTags(old: readonly Tag[], added: unknown): Tag[] {
  const tags = new Map([...old, ...((added ?? []) as Tag[])].map((tag) => [tag.Key, tag]));
  return [...tags.values()];
}

function idOf(random: Random, prefix: string): string {
  return prefix + Array.from({ length: 17 }, () => ID_LETTERS[Math.floor(random() * ID_LETTERS.length)]).join("");
}
