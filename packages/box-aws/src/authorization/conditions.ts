import { BlockList, isIP } from "node:net";
import { matchesWildcard } from "../service/wildcard.ts";

/** What is known of a request, by condition key (`aws:RequestTag/team`). Keys are compared without case. */
export class ConditionContext {
  readonly #values = new Map<string, readonly string[]>();

  constructor(values: Readonly<Record<string, string | readonly string[] | undefined>>) {
    for (const [key, value] of Object.entries(values)) {
      if (value !== undefined) this.#values.set(key.toLowerCase(), typeof value === "string" ? [value] : value);
    }
  }

  /** Undefined: the request does not have this key. */
  get(key: string): readonly string[] | undefined {
    return this.#values.get(key.toLowerCase());
  }

  /** With `${key}` in a policy replaced by the request's value, as policy variables are. */
  fill(text: string): string {
    return text.replace(/\$\{([^}]+)\}/g, (whole, key: string) => {
      if (key === "*" || key === "?" || key === "$") return key;
      return this.get(key)?.[0] ?? whole;
    });
  }
}

type Comparison = (given: string, wanted: string) => boolean;

const numbers =
  (holds: (given: number, wanted: number) => boolean): Comparison =>
  (given, wanted) =>
    holds(Number(given), Number(wanted));
const dates =
  (holds: (given: number, wanted: number) => boolean): Comparison =>
  (given, wanted) =>
    holds(instant(given), instant(wanted));
const instant = (text: string) => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text));

/** Whether an address lies in a range such as `10.0.0.0/8`; a range that is none holds nobody. */
function isInRange(address: string, range: string): boolean {
  const [network = "", bits] = range.split("/");
  const family = isIP(network) === 6 ? "ipv6" : "ipv4";
  const list = new BlockList();
  try {
    list.addSubnet(network, bits === undefined ? (family === "ipv4" ? 32 : 128) : Number(bits), family);
    return list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
  } catch {
    return false;
  }
}

/** The operators that ask for something. `Not` in front of the last word makes the opposite. */
const COMPARISONS: Readonly<Record<string, Comparison>> = {
  StringEquals: (given, wanted) => given === wanted,
  StringEqualsIgnoreCase: (given, wanted) => given.toLowerCase() === wanted.toLowerCase(),
  StringLike: (given, wanted) => matchesWildcard(wanted, given),
  ArnEquals: (given, wanted) => matchesWildcard(wanted, given),
  ArnLike: (given, wanted) => matchesWildcard(wanted, given),
  IpAddress: isInRange,
  Bool: (given, wanted) => given.toLowerCase() === wanted.toLowerCase(),
  NumericEquals: numbers((given, wanted) => given === wanted),
  NumericLessThan: numbers((given, wanted) => given < wanted),
  NumericLessThanEquals: numbers((given, wanted) => given <= wanted),
  NumericGreaterThan: numbers((given, wanted) => given > wanted),
  NumericGreaterThanEquals: numbers((given, wanted) => given >= wanted),
  DateEquals: dates((given, wanted) => given === wanted),
  DateLessThan: dates((given, wanted) => given < wanted),
  DateLessThanEquals: dates((given, wanted) => given <= wanted),
  DateGreaterThan: dates((given, wanted) => given > wanted),
  DateGreaterThanEquals: dates((given, wanted) => given >= wanted),
};
/** The operators that forbid something, and what they negate. */
const NEGATIONS: Readonly<Record<string, string>> = {
  StringNotEquals: "StringEquals",
  StringNotEqualsIgnoreCase: "StringEqualsIgnoreCase",
  StringNotLike: "StringLike",
  ArnNotEquals: "ArnEquals",
  ArnNotLike: "ArnLike",
  NotIpAddress: "IpAddress",
  NumericNotEquals: "NumericEquals",
  DateNotEquals: "DateEquals",
};

interface Operator {
  readonly name: string;
  readonly set: "ForAnyValue" | "ForAllValues" | undefined;
  readonly ifExists: boolean;
}

function readOperator(text: string): Operator {
  const [, set, name = "", ifExists] = /^(?:(ForAnyValue|ForAllValues):)?(\w+?)(IfExists)?$/.exec(text) ?? [];
  return { name, set: set as Operator["set"], ifExists: ifExists !== undefined };
}

export function isConditionOperator(text: string): boolean {
  const { name } = readOperator(text);
  return name === "Null" || Object.hasOwn(COMPARISONS, name) || Object.hasOwn(NEGATIONS, name);
}

/** Whether a condition holds (IAM's reference, "condition operators" and "multivalued context keys"). */
export function conditionHolds(
  operatorText: string,
  key: string,
  wanted: readonly string[],
  context: ConditionContext,
): boolean {
  const operator = readOperator(operatorText);
  const given = context.get(key);
  if (operator.name === "Null") return wanted.some((each) => (each.toLowerCase() === "true") === (given === undefined));
  const negated = Object.hasOwn(NEGATIONS, operator.name);
  const compare = COMPARISONS[negated ? NEGATIONS[operator.name]! : operator.name];
  if (!compare) return false;
  if (given === undefined || given.length === 0) {
    if (operator.set === "ForAnyValue") return false;
    return negated || operator.ifExists || operator.set === "ForAllValues";
  }
  const good = (value: string) => wanted.some((each) => compare(value, context.fill(each))) !== negated;
  return operator.set === "ForAllValues" || (operator.set === undefined && negated)
    ? given.every(good)
    : given.some(good);
}
