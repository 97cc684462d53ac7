import { InvalidField } from "../validation/invalid-field.ts";

/** How a quantity was written, which is also how it is printed. */
export type QuantityFormat = "DecimalSI" | "BinarySI" | "DecimalExponent";

const NANO = 1_000_000_000n;
const DECIMAL_SUFFIXES: readonly (readonly [suffix: string, exponent: number])[] = [
  ["n", -9], ["u", -6], ["m", -3], ["", 0], ["k", 3], ["M", 6], ["G", 9], ["T", 12], ["P", 15], ["E", 18],
]; // prettier-ignore
const BINARY_SUFFIXES = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"] as const;
const REMEMBERED = 10_000;
const PATTERN = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)(?:([numkMGTPE])|(Ki|Mi|Gi|Ti|Pi|Ei)|[eE]([+-]?\d+))?$/;

/**
 * An exact amount of a resource as Kubernetes writes it: `100m`, `1.5Gi`, `2e3`. Immutable; kept in nano-units.
 * Parsing and printing follow k8s.io/apimachinery resource.Quantity: amounts below 1n round up, printing is canonical.
 *
 * @example Quantity.parse("1000m", "cpu").toString() // "1"
 * @example Quantity.parse("1.5Gi", "memory").value // 1_610_612_736
 */
export class Quantity {
  /** Clusters write few texts many times over. Emptied when it is full, so that strange input cannot make it grow. */
  static readonly #parsed = new Map<string, Quantity>();
  static readonly zero = new Quantity(0n, "DecimalSI");
  readonly nano: bigint;
  readonly format: QuantityFormat;

  private constructor(nano: bigint, format: QuantityFormat) {
    this.nano = nano;
    this.format = format;
  }

  /** @param field where the text stands, for the error. @throws InvalidField */
  static parse(text: string | number, field: string): Quantity {
    const known = Quantity.#parsed.get(String(text));
    if (known) return known;
    const parsed = Quantity.#read(text, field);
    if (Quantity.#parsed.size >= REMEMBERED) Quantity.#parsed.clear();
    Quantity.#parsed.set(String(text), parsed);
    return parsed;
  }

  static #read(text: string | number, field: string): Quantity {
    const match = PATTERN.exec(String(text));
    if (!match) throw new InvalidField(field, text, "a quantity such as 100m, 2, 1.5Gi or 5e3");
    const [, sign, digits = "", decimal, binary, exponent] = match;
    if (exponent !== undefined && Math.abs(Number(exponent)) > 100)
      throw new InvalidField(field, text, "a quantity below 2^63");
    const [whole = "", fraction = ""] = digits.split(".");
    const unscaled = BigInt(whole + fraction || "0");
    let nano: bigint;
    if (binary) {
      nano = divideRoundingUp(
        unscaled * NANO * 1024n ** BigInt(BINARY_SUFFIXES.indexOf(binary as "Ki") + 1),
        10n ** BigInt(fraction.length),
      );
    } else {
      const suffixExponent =
        exponent === undefined ? DECIMAL_SUFFIXES.find(([suffix]) => suffix === (decimal ?? ""))![1] : Number(exponent);
      const scale = suffixExponent + 9 - fraction.length;
      nano = scale >= 0 ? unscaled * 10n ** BigInt(scale) : divideRoundingUp(unscaled, 10n ** BigInt(-scale));
    }
    const format = binary ? "BinarySI" : exponent === undefined ? "DecimalSI" : "DecimalExponent";
    return new Quantity(sign === "-" ? -nano : nano, format);
  }

  /** @param milli whole thousandths, as CPU is counted. */
  static fromMilli(milli: number | bigint, format: QuantityFormat = "DecimalSI"): Quantity {
    return new Quantity(BigInt(milli) * 1_000_000n, format);
  }

  /** @param units whole units, as bytes or pods are counted. */
  static fromUnits(units: number | bigint, format: QuantityFormat = "DecimalSI"): Quantity {
    return new Quantity(BigInt(units) * NANO, format);
  }

  /** Whole units, rounded up (Quantity.Value). */
  get value(): number {
    return Number(divideRoundingUp(this.nano, NANO));
  }

  /** Thousandths, rounded up (Quantity.MilliValue). */
  get milliValue(): number {
    return Number(divideRoundingUp(this.nano, 1_000_000n));
  }

  plus(other: Quantity): Quantity {
    return new Quantity(this.nano + other.nano, this.nano === 0n ? other.format : this.format);
  }

  minus(other: Quantity): Quantity {
    return new Quantity(this.nano - other.nano, this.nano === 0n ? other.format : this.format);
  }

  /** Negative, zero or positive, as in `Array.prototype.sort`. */
  compare(other: Quantity): number {
    return this.nano < other.nano ? -1 : this.nano > other.nano ? 1 : 0;
  }

  /** The canonical text: no fraction, the largest suffix that leaves none. */
  toString(): string {
    if (this.nano === 0n) return "0";
    const sign = this.nano < 0n ? "-" : "";
    const size = this.nano < 0n ? -this.nano : this.nano;
    if (this.format === "BinarySI" && size >= 1024n * NANO && size % NANO === 0n) return sign + binaryText(size / NANO);
    return sign + decimalText(size, this.format === "DecimalExponent");
  }
}

/** Away from zero for positive amounts, as Quantity.ScaledValue does; amounts here are sizes. */
function divideRoundingUp(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend % divisor === 0n || dividend < 0n ? quotient : quotient + 1n;
}

function binaryText(units: bigint): string {
  let index = -1;
  let rest = units;
  while (rest % 1024n === 0n && index < BINARY_SUFFIXES.length - 1) {
    rest /= 1024n;
    index++;
  }
  return `${rest}${index < 0 ? "" : BINARY_SUFFIXES[index]}`;
}

function decimalText(nano: bigint, exponentForm: boolean): string {
  let rest = nano;
  let index = 0;
  while (rest % 1000n === 0n && index < DECIMAL_SUFFIXES.length - 1) {
    rest /= 1000n;
    index++;
  }
  const [suffix, exponent] = DECIMAL_SUFFIXES[index]!;
  if (!exponentForm) return `${rest}${suffix}`;
  return exponent === 0 ? `${rest}` : `${rest}e${exponent}`;
}
