import type { ResourceList } from "../core/pod.ts";
import { Quantity } from "./quantity.ts";

/**
 * Resources as whole numbers for arithmetic: cpu in millicores, everything else in its own unit (bytes, pods, devices).
 * Exact up to 2^53. A key that is absent counts as zero.
 */
export type ResourceAmounts = Readonly<Record<string, number>>;

/** @throws InvalidField when a quantity cannot be read; the field is `<field>.<resource name>`. */
export function amountsOf(list: ResourceList | undefined, field = "resources"): ResourceAmounts {
  const amounts: Record<string, number> = {};
  for (const [name, text] of Object.entries(list ?? {})) {
    const quantity = Quantity.parse(text, `${field}.${name}`);
    amounts[name] = name === "cpu" ? quantity.milliValue : quantity.value;
  }
  return amounts;
}

/** The canonical text of each amount: cpu as `7910m`, memory in binary units, everything else decimal. */
export function resourceListOf(amounts: ResourceAmounts): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(amounts).map(([name, amount]) => [name, quantityOf(name, amount).toString()]),
  );
}

function quantityOf(name: string, amount: number): Quantity {
  if (name === "cpu") return Quantity.fromMilli(amount);
  const binary = name === "memory" || name === "ephemeral-storage" || name.startsWith("hugepages-");
  return Quantity.fromUnits(amount, binary ? "BinarySI" : "DecimalSI");
}

export function addAmounts(...summands: readonly ResourceAmounts[]): ResourceAmounts {
  const sum: Record<string, number> = {};
  for (const amounts of summands) for (const name in amounts) sum[name] = (sum[name] ?? 0) + amounts[name]!;
  return sum;
}

/** May go below zero: the caller decides what that means. */
export function subtractAmounts(from: ResourceAmounts, taken: ResourceAmounts): ResourceAmounts {
  const rest: Record<string, number> = { ...from };
  for (const name in taken) rest[name] = (rest[name] ?? 0) - taken[name]!;
  return rest;
}

/** The first resource of which more is needed than there is, or undefined when everything fits. */
export function firstShortage(needed: ResourceAmounts, available: ResourceAmounts): string | undefined {
  for (const name in needed) if (needed[name]! > 0 && needed[name]! > (available[name] ?? 0)) return name;
  return undefined;
}
