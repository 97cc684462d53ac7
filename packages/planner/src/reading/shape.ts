/**
 * What a value must look like. A shape returns undefined when it does, else where and why not: `.labels: Invalid value: must be a map`.
 * Only fields that the planner reads are looked at; paths are put together for what is wrong only.
 */
export type Shape = (value: unknown) => string | undefined;

const must = (what: string) => `: Invalid value: must be ${what}`;
const kind =
  (what: string, test: (value: unknown) => boolean): Shape =>
  (value) =>
    test(value) ? undefined : must(what);

export const text = kind("text", (value) => typeof value === "string");
export const number = kind("a number", (value) => typeof value === "number" && Number.isFinite(value));
/** A quantity, a percentage or a count: `500m`, `10%`, `2`. What it says is checked where it is read. */
export const amount = kind("a quantity", (value) => typeof value === "string" || typeof value === "number");
export const flag = kind("true or false", (value) => typeof value === "boolean");

export function listOf(item: Shape): Shape {
  return (value) => {
    if (!Array.isArray(value)) return must("a list");
    for (let index = 0; index < value.length; index++) {
      const problem = item(value[index]);
      if (problem !== undefined) return `[${index}]${problem}`;
    }
    return undefined;
  };
}

export function mapOf(item: Shape): Shape {
  return (value) => {
    if (!isRecord(value)) return must("a map");
    for (const key in value) {
      const problem = item(value[key]);
      if (problem !== undefined) return `[${key}]${problem}`;
    }
    return undefined;
  };
}

/** An object with these fields; others may be there too. Null counts as absent for a needed field, and is wrong for another. */
export function record(needed: Readonly<Record<string, Shape>>, optional: Readonly<Record<string, Shape>> = {}): Shape {
  const required = Object.keys(needed);
  const shapes = new Map(Object.entries({ ...needed, ...optional }));
  return (value) => {
    if (!isRecord(value)) return must("an object");
    for (const key of required) if ((value[key] ?? undefined) === undefined) return `.${key}: Required value`;
    // Objects have few of the fields that they could have.
    for (const key in value) {
      const part = value[key];
      const problem = part === undefined ? undefined : shapes.get(key)?.(part);
      if (problem !== undefined) return `.${key}${problem}`;
    }
    return undefined;
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
