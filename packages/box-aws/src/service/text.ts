/** A member as text: what clients sent as a string; anything else in its JSON form, absent as `""`. */
export function text(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined || value === null ? "" : JSON.stringify(value);
}
