import { isDeepStrictEqual } from "node:util";
import type { FieldError } from "../schema/field-error.ts";
import {
  invalidType,
  invalidValue,
  requiredValue,
  tooLong,
  tooMany,
  unsupportedValue,
} from "../schema/field-problems.ts";
import { goJson } from "../schema/go-json.ts";
import { isRecord } from "../schema/paths.ts";
import { isSchema, ownProperty } from "../schema/prune.ts";
import type { Schema } from "../schema/schema.ts";
import { beforeOfItem, beforeOfMember, isUnchanged, type Before } from "./correlation.ts";
import { hasFormat } from "./formats.ts";
import { matchesAnywhere } from "./regular-expressions.ts";

/**
 * Everything that a value breaks of a structural schema, in the wording and order of the real server's OpenAPI validator.
 *
 * @param root where the value stands; messages tell the path below it, as upstream's do.
 * @param before on an update: parts that did not change are not judged again.
 */
export function validateValue(schema: Schema, value: unknown, root = "", before?: Before): readonly FieldError[] {
  return new Validator(root).value(schema, value, "", before).errors;
}

/** `matches` counts what held: of several failed alternatives the one that held most is told. */
interface Outcome {
  readonly errors: FieldError[];
  matches: number;
}

class Validator {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  value(schema: Schema, value: unknown, path: string, before: Before): Outcome {
    const out: Outcome = { errors: [], matches: 1 };
    if (isUnchanged(value, before)) return out;
    const type = typeOf(value);
    this.#type(schema, value, type, path, out);
    if (value === null || value === undefined) {
      this.#enum(schema, value, path, out);
      return out;
    }
    this.#alternatives(schema, value, path, out);
    if (typeof value === "string") this.#string(schema, value, path, out);
    if (typeof value === "number") this.#number(schema, value, path, out);
    if (Array.isArray(value)) this.#list(schema, value, path, out, before);
    this.#enum(schema, value, path, out);
    if (isRecord(value)) this.#object(schema, value, path, out, before);
    return out;
  }

  #type(schema: Schema, value: unknown, type: string, path: string, out: Outcome): void {
    const expected =
      schema["x-kubernetes-int-or-string"] === true
        ? ["integer", "string"]
        : schema.type === undefined
          ? []
          : [schema.type];
    if (expected.length === 0) return;
    out.matches += 2;
    if (value === null || value === undefined) {
      if (schema.nullable === true) return;
      out.errors.push(
        invalidType(this.#at(path), "null", `${path} in body must be of type ${expected.join(",")}: "null"`),
      );
      return;
    }
    const fits = expected.includes(type) || (type === "integer" && expected.includes("number"));
    if (!fits)
      out.errors.push(
        invalidType(this.#at(path), type, `${path} in body must be of type ${expected.join(",")}: "${type}"`),
      );
  }

  #string(schema: Schema, text: string, path: string, out: Outcome): void {
    out.matches += 1;
    const length = codePoints(text);
    const at = this.#at(path);
    if (schema.maxLength !== undefined && length > schema.maxLength) out.errors.push(tooLong(at, schema.maxLength));
    else if (schema.minLength !== undefined && length < schema.minLength)
      out.errors.push(invalidValue(at, text, `${path} in body should be at least ${schema.minLength} chars long`));
    else if (schema.pattern !== undefined && !matchesAnywhere(schema.pattern, text))
      out.errors.push(invalidValue(at, text, `${path} in body should match '${schema.pattern}'`));
    if (schema.format !== undefined && !hasFormat(schema.format, text))
      out.errors.push(invalidType(at, text, `${path} in body must be of type ${schema.format}: ${goJson(text)}`));
  }

  #number(schema: Schema, value: number, path: string, out: Outcome): void {
    out.matches += 2;
    const at = this.#at(path);
    const add = (text: string) => out.errors.push(invalidValue(at, value, `${path} in body should be ${text}`));
    if (schema.format === "int32" && (value >= 2 ** 31 || value < -(2 ** 31)))
      out.errors.push(invalidValue("<nil>", "", `Checked value must be of type integer with format int32 in ${path}`));
    const { multipleOf, maximum, minimum } = schema;
    if (multipleOf !== undefined && !isMultiple(value, multipleOf)) add(`a multiple of ${multipleOf}`);
    if (minimum !== undefined && (schema.exclusiveMinimum === true ? value <= minimum : value < minimum))
      add(`greater than ${schema.exclusiveMinimum === true ? "" : "or equal to "}${minimum}`);
    if (maximum !== undefined && (schema.exclusiveMaximum === true ? value >= maximum : value > maximum))
      add(`less than ${schema.exclusiveMaximum === true ? "" : "or equal to "}${maximum}`);
  }

  #list(schema: Schema, list: readonly unknown[], path: string, out: Outcome, before: Before): void {
    out.matches += 2;
    const { items, minItems, maxItems } = schema;
    if (items)
      for (const [index, item] of list.entries())
        this.#merge(out, this.value(items, item, `${path}[${index}]`, beforeOfItem(schema, before, item)));
    if (minItems !== undefined && list.length < minItems)
      out.errors.push(
        invalidValue(this.#at(path), list.length, `${path} in body should have at least ${minItems} items`),
      );
    if (maxItems !== undefined && list.length > maxItems)
      out.errors.push(tooMany(this.#at(path), list.length, maxItems));
  }

  #enum(schema: Schema, value: unknown, path: string, out: Outcome): void {
    if (!schema.enum || schema.enum.length === 0) return;
    out.matches += 1;
    if (schema.enum.some((allowed) => isDeepStrictEqual(allowed, value))) return;
    const supported = schema.enum.map((allowed) => (typeof allowed === "string" ? allowed : goJson(allowed)));
    out.errors.push(unsupportedValue(this.#at(path), value, supported));
  }

  #object(schema: Schema, object: Readonly<Record<string, unknown>>, path: string, out: Outcome, before: Before): void {
    out.matches += 1;
    const { minProperties, maxProperties, required = [], additionalProperties } = schema;
    const keys = Object.keys(object);
    if (minProperties !== undefined && keys.length < minProperties)
      out.errors.push(
        invalidValue(this.#at(path), keys.length, `${path} in body should have at least ${minProperties} properties`),
      );
    if (maxProperties !== undefined && keys.length > maxProperties)
      out.errors.push(tooMany(this.#at(path), keys.length, maxProperties));
    if (isSchema(additionalProperties))
      for (const key of keys)
        if (!ownProperty(schema, key))
          this.#merge(
            out,
            this.value(additionalProperties, object[key], `${path}.${key}`, beforeOfMember(before, key)),
          );
    for (const [name, property] of Object.entries(schema.properties ?? {}))
      if (Object.hasOwn(object, name))
        this.#merge(
          out,
          this.value(property, object[name], path === "" ? name : `${path}.${name}`, beforeOfMember(before, name)),
        );
    for (const name of required)
      if (!Object.hasOwn(object, name)) out.errors.push(requiredValue(this.#at(`${path}.${name}`)));
  }

  #alternatives(schema: Schema, value: unknown, path: string, out: Outcome): void {
    out.matches += 1;
    const whole = (text: string) => out.errors.push(invalidValue("<nil>", "", `"${path}" ${text}`));
    if (schema.anyOf && schema.anyOf.length > 0) {
      const outcomes = schema.anyOf.map((s) => this.value(s, value, path, undefined));
      if (!outcomes.some((o) => o.errors.length === 0)) {
        whole("must validate at least one schema (anyOf)");
        this.#merge(out, best(outcomes));
      }
    }
    if (schema.oneOf && schema.oneOf.length > 0) {
      const outcomes = schema.oneOf.map((s) => this.value(s, value, path, undefined));
      const valid = outcomes.filter((o) => o.errors.length === 0).length;
      if (valid === 0) {
        whole("must validate one and only one schema (oneOf). Found none valid");
        this.#merge(out, best(outcomes));
      } else if (valid > 1) whole(`must validate one and only one schema (oneOf). Found ${valid} valid alternatives`);
    }
    if (schema.allOf && schema.allOf.length > 0) {
      const outcomes = schema.allOf.map((s) => this.value(s, value, path, undefined));
      for (const outcome of outcomes) this.#merge(out, outcome);
      const valid = outcomes.filter((o) => o.errors.length === 0).length;
      if (valid < outcomes.length)
        whole(`must validate all the schemas (allOf)${valid === 0 ? ". None validated" : ""}`);
    }
    if (schema.not && this.value(schema.not, value, path, undefined).errors.length === 0)
      whole("must not validate the schema (not)");
  }

  #merge(into: Outcome, other: Outcome): void {
    into.errors.push(...other.errors);
    into.matches += other.matches;
  }

  /** `.spec` (required at the root) and `spec.size` alike. */
  #at(path: string): string {
    const below = path.replace(/^\./, "");
    return this.#root === "" ? below : below === "" ? this.#root : `${this.#root}.${below}`;
  }
}

function best(outcomes: readonly Outcome[]): Outcome {
  return outcomes.reduce((a, b) => (b.matches > a.matches ? b : a));
}

function typeOf(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? "integer" : "number";
  return typeof value;
}

/** Decimal fractions are compared with some slack, as upstream's float division is exact enough for them. */
function isMultiple(value: number, factor: number): boolean {
  const times = value / factor;
  return Math.abs(times - Math.round(times)) < 1e-9;
}

/** Lengths count code points, as Go counts runes. */
function codePoints(text: string): number {
  let count = 0;
  for (const _char of text) count++;
  return count;
}
