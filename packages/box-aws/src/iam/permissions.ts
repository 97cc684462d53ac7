import type { Shape } from "../service/operation.ts";
import { type Permission, tagRecord } from "../service/service.ts";
import { text } from "../service/text.ts";
import { pathOf, type Tag } from "./entities.ts";
import type { InstanceProfiles } from "./instance-profiles.ts";
import type { Roles } from "./roles.ts";

/** What IAM's own operations need: the entity that they are about, with its tags, and the right to pass on a role. */
export function iamPermissions(
  accountId: string,
  roles: Roles,
  profiles: InstanceProfiles,
): (operation: string, input: Shape) => readonly Permission[] | undefined {
  const arn = (kind: string, path: string, name: unknown) => `arn:aws:iam::${accountId}:${kind}${path}${text(name)}`;

  function role(input: Shape): Permission {
    const found = roles.find(text(input.RoleName));
    return {
      resource: found?.arn ?? arn("role", pathOf(input.Path), input.RoleName),
      resourceTags: tagRecord(found?.tags ?? (input.Tags as readonly Tag[] | undefined)),
    };
  }
  function profile(input: Shape): Permission {
    const found = profiles.find(text(input.InstanceProfileName));
    return {
      resource: found?.arn ?? arn("instance-profile", pathOf(input.Path), input.InstanceProfileName),
      resourceTags: tagRecord(found?.tags ?? (input.Tags as readonly Tag[] | undefined)),
    };
  }

  return (operation, input) => {
    if (operation === "AddRoleToInstanceProfile") {
      const { resource } = role(input);
      const context = { "iam:PassedToService": "ec2.amazonaws.com" };
      return [profile(input), { action: "iam:PassRole", ...(resource === undefined ? {} : { resource }), context }];
    }
    const kind =
      input.InstanceProfileName !== undefined ? "InstanceProfile" : input.RoleName !== undefined ? "Role" : "";
    if (kind !== "") {
      const subject = kind === "Role" ? role(input) : profile(input);
      const given = input.Tags as readonly Tag[] | undefined;
      if (!given || given.length === 0) return [subject];
      const tagged = { ...subject, requestTags: tagRecord(given) };
      // Tags given at creation need the right to tag as well.
      return operation.startsWith("Create") ? [tagged, { ...tagged, action: `iam:Tag${kind}` }] : [tagged];
    }
    if (input.UserName !== undefined) return [{ resource: arn("user", pathOf(input.Path), input.UserName) }];
    if (input.PolicyArn !== undefined) return [{ resource: text(input.PolicyArn) }];
    if (input.PolicyName !== undefined) return [{ resource: arn("policy", pathOf(input.Path), input.PolicyName) }];
    return undefined;
  };
}
