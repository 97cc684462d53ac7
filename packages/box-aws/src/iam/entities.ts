import { AwsError } from "../service/aws-error.ts";
import type { Shape } from "../service/operation.ts";
import { pageOf } from "../service/paging.ts";
import type { Random } from "../service/seeded-random.ts";
import { text } from "../service/text.ts";

/** What all of IAM's entities have in common: names, paths, ids, tags, lists. */
export interface Entity {
  readonly name: string;
  /** `/` or `/karpenter/us-east-1/`. */
  readonly path: string;
  readonly id: string;
  readonly arn: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  tags: readonly Tag[];
}

export interface Tag {
  readonly Key?: string;
  readonly Value?: string;
}

/** What makes entities: the account they are in, the time, and chance for their ids. */
export interface EntityMaker {
  readonly accountId: string;
  readonly random: Random;
  readonly now: () => number;
}

const ID_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const NAME = /^[\w+=,.@-]{1,128}$/;
const PATH = /^\/(?:[\x21-\x7e]*\/)?$/;

/** @param kind as in the ARN: `role`, `instance-profile`. @param idPrefix `AROA`. @throws AwsError ValidationError */
export function newEntity(maker: EntityMaker, kind: string, idPrefix: string, name: string, input: Shape): Entity {
  const path = pathOf(input.Path);
  return {
    name,
    path,
    id:
      idPrefix + Array.from({ length: 17 }, () => ID_LETTERS[Math.floor(maker.random() * ID_LETTERS.length)]).join(""),
    arn: `arn:aws:iam::${maker.accountId}:${kind}${path}${name}`,
    createdAt: maker.now(),
    tags: [...((input.Tags ?? []) as readonly Tag[])],
  };
}

/** @throws AwsError ValidationError */
export function nameOf(value: unknown, member: string): string {
  const name = text(value ?? "");
  if (NAME.test(name)) return name;
  throw new AwsError(
    "ValidationError",
    `The specified value for ${member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
  );
}

/** A path or a path prefix; `/` where there is none. */
export function pathOf(value: unknown): string {
  const path = value === undefined ? "/" : text(value);
  if (PATH.test(path) || (path.startsWith("/") && /^[\x21-\x7e]+$/.test(path))) return path;
  throw new AwsError(
    "ValidationError",
    "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.",
  );
}

export function mergeTags(old: readonly Tag[], added: unknown): readonly Tag[] {
  return [...new Map([...old, ...((added ?? []) as readonly Tag[])].map((tag) => [tag.Key, tag])).values()];
}

export function withoutTags(old: readonly Tag[], keys: unknown): readonly Tag[] {
  const gone = new Set((keys ?? []) as readonly string[]);
  return old.filter((tag) => !gone.has(tag.Key ?? ""));
}

/** A page of a list as IAM gives it: `IsTruncated` and `Marker`. */
export function listed<T>(items: readonly T[], input: Shape, member: string, describe: (item: T) => unknown): Shape {
  const { page, nextToken } = pageOf(
    items,
    (input.MaxItems as number | undefined) ?? 100,
    input.Marker as string | undefined,
    "ValidationError",
  );
  return { [member]: page.map(describe), IsTruncated: nextToken !== undefined, Marker: nextToken };
}

export function noSuchEntity(message: string): AwsError {
  return new AwsError("NoSuchEntity", message, 404);
}

export function alreadyExists(message: string): AwsError {
  return new AwsError("EntityAlreadyExists", message, 409);
}

export function deleteConflict(what: string): AwsError {
  return new AwsError("DeleteConflict", `Cannot delete entity, must ${what} first.`, 409);
}
