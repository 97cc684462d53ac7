import { InvalidField } from "@inlay/resources";

/** The body, which may have these fields only. @throws InvalidField */
export function fieldsOf(body: unknown, names: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw new InvalidField("body", body, `an object with ${names.join(", ")}`);
  for (const field of Object.keys(body))
    if (!names.includes(field))
      throw new InvalidField(field, (body as Record<string, unknown>)[field], `absent: there are ${names.join(", ")}`);
  return body as Readonly<Record<string, unknown>>;
}

export function text(fields: Readonly<Record<string, unknown>>, field: string): string | undefined {
  const value = fields[field];
  if (value !== undefined && typeof value !== "string") throw new InvalidField(field, value, "a text");
  return value;
}

export function required(fields: Readonly<Record<string, unknown>>, field: string): string {
  const value = text(fields, field);
  if (!value) throw new InvalidField(field, value ?? null, "a text; it is needed");
  return value;
}

export function oneOf<T extends string>(
  fields: Readonly<Record<string, unknown>>,
  field: string,
  values: readonly T[],
): T {
  const found = values.find((value) => value === fields[field]);
  if (found === undefined) throw new InvalidField(field, fields[field], `one of ${values.join(", ")}`);
  return found;
}
