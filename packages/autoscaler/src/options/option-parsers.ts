import { Duration, InvalidField } from "@inlay/resources";

/** One setting of the controller: flag over environment over default. The table is what `--help` shows. */
export interface Option<T> {
  /** Without dashes: `metrics-port`. */
  readonly flag: string;
  readonly env: string;
  /** As it would be written. */
  readonly default: string;
  readonly help: string;
  /** @throws InvalidField that names the flag. */
  readonly parse: (text: string, field: string) => T;
}

export const text = (value: string): string => value;

export function wholeNumber(minimum: number): Option<number>["parse"] {
  return (value, field) => {
    if (!/^-?\d+$/.test(value) || Number(value) < minimum)
      throw new InvalidField(field, value, `a whole number of at least ${minimum}`);
    return Number(value);
  };
}

/** As Go's flag package would not: exactly true or false (Karpenter's own rule). */
export function boolean(value: string, field: string): boolean {
  if (value !== "true" && value !== "false") throw new InvalidField(field, value, "true or false");
  return value === "true";
}

export function milliseconds(value: string, field: string): number {
  const duration = Duration.parse(value, field).milliseconds;
  if (!Number.isFinite(duration)) throw new InvalidField(field, value, "a duration such as 10s or 1m30s");
  return duration;
}

export function oneOf<const T extends string>(...accepted: readonly T[]): Option<T>["parse"] {
  return (value, field) => {
    const found = accepted.find((each) => each === value);
    if (found === undefined) throw new InvalidField(field, value, `one of ${accepted.join(", ")}`);
    return found;
  };
}
