import type { OperationContext, OperationTable, Shape } from "../service/operation.ts";
import { text } from "../service/text.ts";
import type { AccessKeys } from "../sigv4/access-keys.ts";
import {
  alreadyExists,
  deleteConflict,
  type EntityMaker,
  listed,
  nameOf,
  newEntity,
  noSuchEntity,
  pathOf,
} from "./entities.ts";
import { type Identity, identityPolicyOperations } from "./identity-policies.ts";
import type { Policies } from "./policies.ts";

export interface UsersParts {
  readonly maker: EntityMaker;
  readonly policies: Policies;
  readonly keys: AccessKeys;
}

/** Users with their access keys. The box's own administrator needs no record here. */
export class Users {
  readonly #users = new Map<string, Identity>();
  readonly operations: OperationTable;

  constructor(parts: UsersParts) {
    this.operations = {
      ...this.#operations(parts),
      ...identityPolicyOperations("User", (input) => this.#require(input.UserName), parts.policies),
    };
  }

  byArn(arn: string): Identity | undefined {
    const found = this.#users.get(arn.split("/").at(-1) ?? "");
    return found?.arn === arn ? found : undefined;
  }

  all(): readonly Identity[] {
    return [...this.#users.values()];
  }

  #require(name: unknown): Identity {
    const found = this.#users.get(text(name));
    if (!found) throw noSuchEntity(`The user with name ${text(name)} cannot be found.`);
    return found;
  }

  #operations({ maker, keys }: UsersParts): OperationTable {
    /** The named user's ARN, or the caller's own. */
    const whose = (input: Shape, context: OperationContext) =>
      input.UserName === undefined ? context.principal.arn : this.#require(input.UserName).arn;
    return {
      CreateUser: (input, context) => {
        const name = nameOf(input.UserName, "userName");
        if (this.#users.has(name)) throw alreadyExists(`User with name ${name} already exists.`);
        const created: Identity = {
          ...newEntity(maker, "user", "AIDA", name, input),
          attachedPolicyArns: [],
          inlinePolicies: {},
        };
        this.#users.set(name, created);
        context.touched(created.arn);
        return { User: describeUser(created) };
      },
      GetUser: (input, context) => {
        if (input.UserName !== undefined) return { User: describeUser(this.#require(input.UserName)) };
        const { arn } = context.principal;
        const known = this.byArn(arn);
        if (known) return { User: describeUser(known) };
        const name = arn.split("/").at(-1) ?? "";
        return { User: { UserName: name, UserId: context.accountId, Arn: arn, Path: "/", CreateDate: new Date(0) } };
      },
      ListUsers: (input) =>
        listed(
          this.all().filter((each) => each.path.startsWith(pathOf(input.PathPrefix))),
          input,
          "Users",
          describeUser,
        ),
      DeleteUser: (input, context) => {
        const found = this.#require(input.UserName);
        if (keys.of(found.arn).length > 0) throw deleteConflict("delete access keys");
        if (found.attachedPolicyArns.length > 0) throw deleteConflict("detach all policies");
        if (Object.keys(found.inlinePolicies).length > 0) throw deleteConflict("delete policies");
        this.#users.delete(found.name);
        context.touched(found.arn);
        return {};
      },
      CreateAccessKey: (input, context) => {
        const arn = whose(input, context);
        const key = keys.issue(arn);
        context.touched(key.accessKeyId);
        return {
          AccessKey: {
            UserName: arn.split("/").at(-1),
            AccessKeyId: key.accessKeyId,
            SecretAccessKey: key.secretAccessKey,
            Status: "Active",
            CreateDate: new Date(maker.now()),
          },
        };
      },
      ListAccessKeys: (input, context) => {
        const arn = whose(input, context);
        return listed(keys.of(arn), input, "AccessKeyMetadata", (key) => ({
          UserName: arn.split("/").at(-1),
          AccessKeyId: key.accessKeyId,
          Status: "Active",
          CreateDate: new Date(key.createdAt),
        }));
      },
      DeleteAccessKey: (input, context) => {
        const id = text(input.AccessKeyId);
        if (!keys.of(whose(input, context)).some((key) => key.accessKeyId === id))
          throw noSuchEntity(`The Access Key with id ${id} cannot be found.`);
        keys.revoke(id);
        context.touched(id);
        return {};
      },
    };
  }

  save(): unknown {
    return this.all();
  }

  restore(saved: unknown): void {
    for (const each of saved as Identity[]) this.#users.set(each.name, each);
  }
}

function describeUser(user: Identity) {
  return {
    UserName: user.name,
    UserId: user.id,
    Arn: user.arn,
    Path: user.path,
    CreateDate: new Date(user.createdAt),
    Tags: user.tags,
  };
}
