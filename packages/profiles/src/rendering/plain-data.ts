/** Values as YAML gives them: what is expected is taken, anything else counts as not there. */
export type Data = Readonly<Record<string, unknown>>;

export const map = (value: unknown): Data =>
  value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Data) : {};
export const text = (value: unknown): string =>
  value === undefined || value === null || typeof value === "object" ? "" : String(value as string | number | boolean);
export const without = (data: Data, key: string): Data =>
  Object.fromEntries(Object.entries(data).filter(([name]) => name !== key));
