import { Quantity, type KubeObject } from "@inlay/resources";

export type Amounts = ReadonlyMap<string, Quantity>;

/** core/v1 ResourceQuota. */
export interface ResourceQuota extends KubeObject {
  readonly spec?: {
    readonly hard?: Readonly<Record<string, string>>;
    readonly scopes?: readonly string[];
    readonly scopeSelector?: { readonly matchExpressions?: readonly ScopeRequirement[] };
  };
  readonly status?: {
    readonly hard?: Readonly<Record<string, string>>;
    readonly used?: Readonly<Record<string, string>>;
  };
}

export interface ScopeRequirement {
  readonly scopeName: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

export function amountsFrom(list: Readonly<Record<string, string>> | undefined): Amounts {
  return new Map(Object.entries(list ?? {}).map(([name, text]) => [name, Quantity.parse(text, name)]));
}

export function listFrom(amounts: Amounts): Readonly<Record<string, string>> {
  return Object.fromEntries([...amounts].sort(byKey).map(([name, amount]) => [name, amount.toString()]));
}

/** @example printed(new Map([["pods", Quantity.fromUnits(1)]])) // "pods=1" */
export function printed(amounts: Amounts): string {
  return [...amounts]
    .sort(byKey)
    .map(([name, amount]) => `${name}=${amount.toString()}`)
    .join(",");
}

export function sum(a: Amounts, b: Amounts): Amounts {
  const total = new Map(a);
  for (const [name, amount] of b) total.set(name, (total.get(name) ?? Quantity.zero).plus(amount));
  return total;
}

export function difference(a: Amounts, b: Amounts): Amounts {
  const rest = new Map(a);
  for (const [name, amount] of b) rest.set(name, (rest.get(name) ?? Quantity.zero).minus(amount));
  return rest;
}

export function only(amounts: Amounts, names: (name: string) => boolean): Amounts {
  return new Map([...amounts].filter(([name]) => names(name)));
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
