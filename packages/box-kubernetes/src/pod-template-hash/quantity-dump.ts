/** Digits that surely fit an int64. */
const INT64_DIGITS = 18;
/** Big decimals are rounded to nanos. */
const NANO = 1_000_000_000n;
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, "": 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };

/**
 * The private parts of a Go resource.Quantity that was parsed from canonical text: a scaled int64, or a big decimal when that might not
 * fit, and the text itself when the parser keeps it.
 */
export function quantityDump(text: string | undefined): string {
  if (text === undefined) return parts(0n, 0, undefined, "", "");
  if (text === "0") return parts(0n, 0, undefined, "0", "DecimalSI");
  const [, sign = "", whole = "", suffix = ""] = /^(-?)(\d+)(.*)$/.exec(text) ?? [];
  const digits = BigInt(whole || "0");
  const signed = (value: bigint) => (sign === "-" ? -value : value);
  const power = BINARY[suffix];
  if (power !== undefined) {
    const precision = 15 - whole.length - Math.trunc((power * 3) / 10) - 1;
    const value = digits << BigInt(power);
    if (precision < 0) return parts(0n, 0, signed(value * NANO), "", "BinarySI");
    const isKept = power % 10 === 0 && (digits & 7n) !== 0n;
    return parts(signed(value), 0, undefined, isKept ? text : "", "BinarySI");
  }
  const isExponent = /^[eE]-?\d+$/.test(suffix);
  const scale = isExponent ? Number(suffix.slice(1)) : (DECIMAL[suffix] ?? 0);
  const isKept = scale % 3 === 0 && !whole.endsWith("000") && !whole.startsWith("0");
  const format = isExponent ? "DecimalExponent" : "DecimalSI";
  if (whole.length > INT64_DIGITS) return parts(0n, 0, signed(digits * 10n ** BigInt(scale + 9)), "", format);
  return parts(signed(digits), scale, undefined, isKept ? text : "", format);
}

function parts(value: bigint, scale: number, big: bigint | undefined, kept: string, format: string): string {
  const decimal =
    big === undefined
      ? "(*inf.Dec)<nil>"
      : `(*inf.Dec){unscaled:(big.Int){neg:(bool)${big < 0n} abs:(big.nat)[${words(big < 0n ? -big : big).join(" ")}]} scale:(inf.Scale)9}`;
  return `{i:(resource.int64Amount){value:(int64)${value} scale:(resource.Scale)${scale}} d:(resource.infDecAmount){Dec:${decimal}} s:(string)${kept} Format:(resource.Format)${format}}`;
}

/** 64-bit words, least significant first. */
function words(value: bigint): readonly bigint[] {
  const out: bigint[] = [];
  for (let rest = value; rest > 0n; rest >>= 64n) out.push(rest & 0xffff_ffff_ffff_ffffn);
  return out;
}
