import type { AwsService } from "../aws-simulation.ts";
import data from "../generated/shapes.json" with { type: "json" };

/**
 * Type of a member: s(tring), n(umber), b(oolean), t(imestamp), B (bytes), d(ocument), a structure by index, a list `l` or a map `m`.
 * `n` is the XML name of a list's elements.
 */
export type Kind =
  | "s"
  | "n"
  | "b"
  | "t"
  | "B"
  | "d"
  | number
  | { readonly l: Kind; readonly n?: string }
  | { readonly m: Kind; readonly k?: string; readonly v?: string };

export interface Member {
  readonly t: Kind;
  /** ec2QueryName */
  readonly q?: string;
  /** xmlName */
  readonly x?: string;
  /** xmlFlattened */
  readonly f?: 1;
  /** httpQuery */
  readonly query?: string;
  /** jsonName */
  readonly j?: string;
  /** httpLabel */
  readonly label?: 1;
}

export type Structure = Readonly<Record<string, Member>>;

export interface WireOperation {
  readonly i: Kind;
  readonly o: Kind;
  /** Method, path template, status. */
  readonly http?: readonly [method: string, path: string, status: number];
}

interface WireData {
  readonly services: Readonly<
    Record<
      AwsService,
      { readonly operations: Readonly<Record<string, WireOperation>>; readonly others: readonly string[] }
    >
  >;
  readonly shapes: readonly Structure[];
}

const wire = data as unknown as WireData;

export function wireOperation(service: AwsService, name: string): WireOperation | undefined {
  const { operations } = wire.services[service];
  return Object.hasOwn(operations, name) ? operations[name] : undefined;
}

export function wireOperations(service: AwsService): Readonly<Record<string, WireOperation>> {
  return wire.services[service].operations;
}

/** Whether AWS has the operation, served here or not. */
export function isOperation(service: AwsService, name: string): boolean {
  return wireOperation(service, name) !== undefined || wire.services[service].others.includes(name);
}

export function structureOf(kind: Kind): Structure {
  return typeof kind === "number" ? wire.shapes[kind]! : {};
}
