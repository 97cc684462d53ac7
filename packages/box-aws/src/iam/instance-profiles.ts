import { AwsError } from "../service/aws-error.ts";
import type { OperationTable } from "../service/operation.ts";
import { text } from "../service/text.ts";
import {
  alreadyExists,
  deleteConflict,
  type Entity,
  type EntityMaker,
  listed,
  mergeTags,
  nameOf,
  newEntity,
  noSuchEntity,
  pathOf,
  withoutTags,
} from "./entities.ts";
import { describeRole, type Roles } from "./roles.ts";

export interface InstanceProfile extends Entity {
  /** At most one. */
  readonly roleNames: string[];
}

/** Instance profiles: what gives a role to an instance. */
export class InstanceProfiles {
  readonly #profiles = new Map<string, InstanceProfile>();
  readonly #maker: EntityMaker;
  readonly #roles: Roles;

  constructor(maker: EntityMaker, roles: Roles) {
    this.#maker = maker;
    this.#roles = roles;
  }

  /** @throws AwsError NoSuchEntity */
  require(name: unknown): InstanceProfile {
    const found = this.#profiles.get(text(name));
    if (!found) throw noSuchEntity(`Instance Profile ${text(name)} cannot be found.`);
    return found;
  }

  find(nameOrArn: string): InstanceProfile | undefined {
    const found = this.#profiles.get(nameOrArn.split("/").at(-1) ?? "");
    return found && (found.name === nameOrArn || found.arn === nameOrArn) ? found : undefined;
  }

  withRole(roleName: string): readonly InstanceProfile[] {
    return [...this.#profiles.values()].filter((each) => each.roleNames.includes(roleName));
  }

  readonly operations: OperationTable = {
    CreateInstanceProfile: (input, context) => {
      const name = nameOf(input.InstanceProfileName, "instanceProfileName");
      if (this.#profiles.has(name)) throw alreadyExists(`Instance Profile ${name} already exists.`);
      const created: InstanceProfile = {
        ...newEntity(this.#maker, "instance-profile", "AIPA", name, input),
        roleNames: [],
      };
      this.#profiles.set(name, created);
      context.touched(created.arn);
      return { InstanceProfile: this.#describe(created) };
    },
    GetInstanceProfile: (input) => ({ InstanceProfile: this.#describe(this.require(input.InstanceProfileName)) }),
    ListInstanceProfiles: (input) =>
      listed(
        [...this.#profiles.values()].filter((each) => each.path.startsWith(pathOf(input.PathPrefix))),
        input,
        "InstanceProfiles",
        (each) => this.#describe(each),
      ),
    ListInstanceProfilesForRole: (input) =>
      listed(this.withRole(this.#roles.require(input.RoleName).name), input, "InstanceProfiles", (each) =>
        this.#describe(each),
      ),
    AddRoleToInstanceProfile: (input, context) => {
      const found = this.require(input.InstanceProfileName);
      const { name } = this.#roles.require(input.RoleName);
      if (found.roleNames.length > 0)
        throw new AwsError("LimitExceeded", "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1", 409);
      found.roleNames.push(name);
      context.touched(found.arn);
      return {};
    },
    RemoveRoleFromInstanceProfile: (input, context) => {
      const found = this.require(input.InstanceProfileName);
      const index = found.roleNames.indexOf(text(input.RoleName));
      if (index < 0) throw noSuchEntity(`The role with name ${text(input.RoleName)} cannot be found.`);
      found.roleNames.splice(index, 1);
      context.touched(found.arn);
      return {};
    },
    DeleteInstanceProfile: (input, context) => {
      const found = this.require(input.InstanceProfileName);
      if (found.roleNames.length > 0) throw deleteConflict("remove roles from instance profile");
      this.#profiles.delete(found.name);
      context.touched(found.arn);
      return {};
    },
    TagInstanceProfile: (input, context) => {
      const found = this.require(input.InstanceProfileName);
      found.tags = mergeTags(found.tags, input.Tags);
      context.touched(found.arn);
      return {};
    },
    UntagInstanceProfile: (input, context) => {
      const found = this.require(input.InstanceProfileName);
      found.tags = withoutTags(found.tags, input.TagKeys);
      context.touched(found.arn);
      return {};
    },
    ListInstanceProfileTags: (input) =>
      listed(this.require(input.InstanceProfileName).tags, input, "Tags", (tag) => tag),
  };

  #describe(each: InstanceProfile) {
    return {
      InstanceProfileName: each.name,
      InstanceProfileId: each.id,
      Arn: each.arn,
      Path: each.path,
      CreateDate: new Date(each.createdAt),
      Roles: each.roleNames.map((name) => describeRole(this.#roles.require(name))),
      Tags: each.tags,
    };
  }

  save(): unknown {
    return [...this.#profiles.values()];
  }

  restore(saved: unknown): void {
    for (const each of saved as InstanceProfile[]) this.#profiles.set(each.name, each);
  }
}
