import { parsePolicy } from "../authorization/policy-document.ts";
import type { OperationTable } from "../service/operation.ts";
import { text } from "../service/text.ts";
import {
  alreadyExists,
  deleteConflict,
  type EntityMaker,
  listed,
  mergeTags,
  nameOf,
  newEntity,
  noSuchEntity,
  pathOf,
  withoutTags,
} from "./entities.ts";
import { type Identity, identityPolicyOperations } from "./identity-policies.ts";
import type { Policies } from "./policies.ts";

export interface Role extends Identity {
  readonly description: string;
  readonly maxSessionSeconds: number;
  /** The trust policy, as JSON text. */
  trustPolicy: string;
}

export interface RolesParts {
  readonly maker: EntityMaker;
  readonly policies: Policies;
  /** Whether an instance profile holds the role. */
  readonly inProfile: (roleName: string) => boolean;
}

export class Roles {
  readonly #roles = new Map<string, Role>();
  readonly operations: OperationTable;

  constructor(parts: RolesParts) {
    this.operations = {
      ...this.#operations(parts),
      ...identityPolicyOperations("Role", (input) => this.require(input.RoleName), parts.policies),
    };
  }

  /** @throws AwsError NoSuchEntity */
  require(name: unknown): Role {
    const found = this.#roles.get(text(name));
    if (!found) throw noSuchEntity(`The role with name ${text(name)} cannot be found.`);
    return found;
  }

  find(name: string): Role | undefined {
    return this.#roles.get(name);
  }

  byArn(arn: string): Role | undefined {
    const found = this.#roles.get(arn.split("/").at(-1) ?? "");
    return found?.arn === arn ? found : undefined;
  }

  all(): readonly Role[] {
    return [...this.#roles.values()];
  }

  #operations({ maker, inProfile }: RolesParts): OperationTable {
    return {
      CreateRole: (input, context) => {
        const name = nameOf(input.RoleName, "roleName");
        if (this.#roles.has(name)) throw alreadyExists(`Role with name ${name} already exists.`);
        const trustPolicy = text(input.AssumeRolePolicyDocument);
        parsePolicy(trustPolicy, "trust");
        const created: Role = {
          ...newEntity(maker, "role", "AROA", name, input),
          description: text(input.Description ?? ""),
          maxSessionSeconds: Number(input.MaxSessionDuration ?? 3600),
          trustPolicy,
          attachedPolicyArns: [],
          inlinePolicies: {},
        };
        this.#roles.set(name, created);
        context.touched(created.arn);
        return { Role: describeRole(created) };
      },
      GetRole: (input) => ({ Role: describeRole(this.require(input.RoleName)) }),
      ListRoles: (input) =>
        listed(
          this.all().filter((each) => each.path.startsWith(pathOf(input.PathPrefix))),
          input,
          "Roles",
          describeRole,
        ),
      DeleteRole: (input, context) => {
        const found = this.require(input.RoleName);
        if (inProfile(found.name)) throw deleteConflict("remove roles from instance profile");
        if (found.attachedPolicyArns.length > 0) throw deleteConflict("detach all policies");
        if (Object.keys(found.inlinePolicies).length > 0) throw deleteConflict("delete policies");
        this.#roles.delete(found.name);
        context.touched(found.arn);
        return {};
      },
      TagRole: (input, context) => {
        const found = this.require(input.RoleName);
        found.tags = mergeTags(found.tags, input.Tags);
        context.touched(found.arn);
        return {};
      },
      UntagRole: (input, context) => {
        const found = this.require(input.RoleName);
        found.tags = withoutTags(found.tags, input.TagKeys);
        context.touched(found.arn);
        return {};
      },
      ListRoleTags: (input) => listed(this.require(input.RoleName).tags, input, "Tags", (tag) => tag),
      UpdateAssumeRolePolicy: (input, context) => {
        const found = this.require(input.RoleName);
        const trustPolicy = text(input.PolicyDocument);
        parsePolicy(trustPolicy, "trust");
        found.trustPolicy = trustPolicy;
        context.touched(found.arn);
        return {};
      },
    };
  }

  save(): unknown {
    return this.all();
  }

  restore(saved: unknown): void {
    for (const each of saved as Role[]) this.#roles.set(each.name, each);
  }
}

export function describeRole(role: Role) {
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
    RoleLastUsed: {},
  };
}
