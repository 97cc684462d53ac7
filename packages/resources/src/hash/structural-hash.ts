const OFFSET = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;
const encoder = new TextEncoder();

/**
 * A 64-bit hash of plain data, in decimal: equal for equal content whatever the order of keys and of list elements (lists count
 * as sets), and blind to zero values (absent, null, "", 0, false, empty lists and objects).
 * The equalities are those of Karpenter's drift hashes; the numbers are our own and are compared under our own version only.
 */
export function structuralHash(value: unknown): string {
  let hash = OFFSET;
  for (const byte of encoder.encode(canonicalText(value))) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * PRIME);
  return hash.toString();
}

/** `""` for zero values. */
function canonicalText(value: unknown): string {
  if (value === undefined || value === null || value === "" || value === 0 || value === false) return "";
  if (Array.isArray(value)) {
    const parts = new Set(value.map((element: unknown) => canonicalText(element) || "0"));
    return parts.size === 0 ? "" : `[${[...parts].sort().join(",")}]`;
  }
  if (typeof value === "object") {
    const parts = Object.entries(value)
      .map(([key, field]) => [key, canonicalText(field)] as const)
      .filter(([, text]) => text !== "")
      .map(([key, text]) => `${JSON.stringify(key)}:${text}`);
    return parts.length === 0 ? "" : `{${parts.sort().join(",")}}`;
  }
  return JSON.stringify(value) ?? "";
}
