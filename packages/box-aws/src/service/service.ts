import type { OperationTable, Shape } from "./operation.ts";

/** Something that IAM must allow before a call goes through. */
export interface Permission {
  /** `iam:PassRole`; the operation itself where it is left out. */
  readonly action?: string;
  /** ARN; `*` where it is left out. */
  readonly resource?: string;
  /** Tags that the call gives. */
  readonly requestTags?: Readonly<Record<string, string>>;
  /** Tags that the resource carries; those that it is created with count. */
  readonly resourceTags?: Readonly<Record<string, string>>;
  /** Further condition keys. */
  readonly context?: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** One AWS service: what it can do and what it remembers. */
export interface Service {
  readonly operations: OperationTable;
  /** Everything that a call needs to be allowed; undefined: the operation itself, on no particular resource. */
  permissions?(operation: string, input: Shape): readonly Permission[] | undefined;
  /** Plain JSON of everything it remembers, for `--data`. */
  save(): unknown;
  restore(saved: unknown): void;
}

/** Tags as a request lists them, by key. */
export function tagRecord(
  tags: readonly { readonly Key?: string; readonly Value?: string }[] | undefined,
): Readonly<Record<string, string>> {
  return Object.fromEntries((tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
}
