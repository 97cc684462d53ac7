import { Environment } from "@marcbachmann/cel-js";
import { InvalidField, Quantity } from "@inlay/resources";
import { isIP } from "node:net";
import { compileRegExp, matchesAnywhere } from "../regular-expressions.ts";

/** Counts what a rule does. */
export interface Meter {
  /** False when the rule has done too much: from then on always. */
  spend(cost: number): boolean;
}

/** A rule did more work than it may. */
export class CostExceeded extends Error {
  readonly code = "CEL_COST_EXCEEDED";
  constructor() {
    super("operation cancelled: actual cost limit exceeded");
  }
}

class CelQuantity {
  readonly value: Quantity;
  constructor(value: Quantity) {
    this.value = value;
  }
}

/** Names of the functions that {@link instrument} writes into rules. */
export const TICK = "__tick";
export const MATCHES = "__matches";

const SELF_TYPES = {
  string: "string",
  integer: "int",
  number: "double",
  boolean: "bool",
  array: "list",
  object: "map",
} as const;

/** Reading a text costs a tenth of its length, as upstream counts it. */
export const COST_PER_CHARACTER = 0.1;

/**
 * CEL with the functions that Kubernetes adds: regular expressions (RE2), lists, quantities, IP addresses.
 *
 * @param selfType JSON schema type of `self`; undefined: anything.
 * @param meter charged by every loop and every function whose work grows with its input.
 */
export function celEnvironment(selfType: keyof typeof SELF_TYPES | undefined, meter: Meter): Environment {
  const environment = new Environment({
    unlistedVariablesAreDyn: false,
    homogeneousAggregateLiterals: false,
    enableOptionalTypes: true,
    limits: { maxAstNodes: 20_000, maxDepth: 100 },
  });
  environment.registerVariable("self", selfType === undefined ? "dyn" : SELF_TYPES[selfType]);
  environment.registerVariable("oldSelf", "dyn");
  const add = environment.registerFunction.bind(environment) as (
    signature: string,
    handler: (...args: never[]) => unknown,
  ) => void;
  const charge = (...texts: readonly string[]) => {
    if (!meter.spend(texts.reduce((sum, text) => sum + text.length, 1) * COST_PER_CHARACTER)) throw new CostExceeded();
  };

  // Loops and logical operators swallow errors, so an exhausted rule goes on with conditions that do not hold, and soon ends.
  add(`${TICK}(int): bool`, (cost: bigint) => meter.spend(Number(cost)));
  add(`string.${MATCHES}(string): bool`, (text: string, pattern: string) => {
    charge(text, pattern);
    return matchesAnywhere(pattern, text);
  });
  add("string.find(string): string", (text: string, pattern: string) => {
    charge(text, pattern);
    const matcher = compileRegExp(pattern).matcher(text);
    return matcher.find() ? (matcher.group() ?? "") : "";
  });
  const findAll = (text: string, pattern: string, most: number) => {
    charge(text, pattern);
    const matcher = compileRegExp(pattern).matcher(text);
    const found: string[] = [];
    while (found.length < most && matcher.find()) found.push(matcher.group() ?? "");
    return found;
  };
  add("string.findAll(string): list<string>", (text: string, pattern: string) => findAll(text, pattern, Infinity));
  add("string.findAll(string, int): list<string>", (text: string, pattern: string, most: bigint) =>
    findAll(text, pattern, most < 0n ? Infinity : Number(most)),
  );
  add("string.replace(string, string): string", (text: string, from: string, to: string) => {
    charge(text);
    return text.replaceAll(from, () => to);
  });
  add("string.charAt(int): string", (text: string, index: bigint) => {
    if (index < 0n || index > BigInt(text.length)) throw new Error(`index out of range: ${index}`);
    return text.charAt(Number(index));
  });
  addLists(add);
  addQuantities(environment, add);
  addAddresses(add);
  return environment;
}

type Add = (signature: string, handler: (...args: never[]) => unknown) => void;

function addLists(add: Add): void {
  const inOrder = (a: unknown, b: unknown) => (a as bigint) <= (b as bigint);
  add("list.isSorted(): bool", (list: readonly unknown[]) =>
    list.every((item, i) => i === 0 || inOrder(list[i - 1], item)),
  );
  add("list.sum(): dyn", (list: readonly unknown[]) =>
    list.reduce(
      (sum, item) => (typeof item === "bigint" ? (sum as bigint) + item : Number(sum) + (item as number)),
      0n as unknown,
    ),
  );
  const extreme = (name: string, better: (a: unknown, b: unknown) => boolean) =>
    add(`list.${name}(): dyn`, (list: readonly unknown[]) => {
      if (list.length === 0) throw new Error(`${name} called on empty list`);
      return list.reduce((best, item) => (better(item, best) ? item : best));
    });
  extreme("min", (a, b) => (a as bigint) < (b as bigint));
  extreme("max", (a, b) => (a as bigint) > (b as bigint));
  add("list.indexOf(dyn): int", (list: readonly unknown[], item: unknown) => BigInt(list.indexOf(item)));
  add("list.lastIndexOf(dyn): int", (list: readonly unknown[], item: unknown) => BigInt(list.lastIndexOf(item)));
}

function addQuantities(environment: Environment, add: Add): void {
  environment.registerType("kubernetes.Quantity", CelQuantity);
  const parse = (text: string): CelQuantity => new CelQuantity(Quantity.parse(text, "quantity"));
  add("quantity(string): kubernetes.Quantity", parse);
  add("isQuantity(string): bool", (text: string) => {
    try {
      parse(text);
      return true;
    } catch (error) {
      if (error instanceof InvalidField) return false;
      throw error;
    }
  });
  add("kubernetes.Quantity.compareTo(kubernetes.Quantity): int", (a: CelQuantity, b: CelQuantity) =>
    BigInt(Math.sign(a.value.compare(b.value))),
  );
  add(
    "kubernetes.Quantity.isGreaterThan(kubernetes.Quantity): bool",
    (a: CelQuantity, b: CelQuantity) => a.value.compare(b.value) > 0,
  );
  add(
    "kubernetes.Quantity.isLessThan(kubernetes.Quantity): bool",
    (a: CelQuantity, b: CelQuantity) => a.value.compare(b.value) < 0,
  );
  add("kubernetes.Quantity.sign(): int", (a: CelQuantity) =>
    BigInt(a.value.nano > 0n ? 1 : a.value.nano < 0n ? -1 : 0),
  );
  add("kubernetes.Quantity.isInteger(): bool", (a: CelQuantity) => a.value.nano % 1_000_000_000n === 0n);
  add("kubernetes.Quantity.asInteger(): int", (a: CelQuantity) => a.value.nano / 1_000_000_000n);
  add("kubernetes.Quantity.asApproximateFloat(): double", (a: CelQuantity) => Number(a.value.nano) / 1e9);
}

function addAddresses(add: Add): void {
  add("isIP(string): bool", (text: string) => isIP(text) !== 0);
  add("isCIDR(string): bool", (text: string) => {
    const [address = "", bits = "", ...rest] = text.split("/");
    const family = isIP(address);
    return rest.length === 0 && family !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
  });
  add(
    "isURL(string): bool",
    (text: string) => URL.canParse(text) || (text.startsWith("/") && URL.canParse(text, "http://h")),
  );
}
