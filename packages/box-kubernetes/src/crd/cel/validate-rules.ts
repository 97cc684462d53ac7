import type { FieldError } from "../../schema/field-error.ts";
import { childPath, duplicateValue, forbidden, invalidValue, requiredValue } from "../../schema/field-problems.ts";
import { isRecord } from "../../schema/paths.ts";
import { isSchema, ownProperty } from "../../schema/prune.ts";
import type { Schema } from "../../schema/schema.ts";
import { beforeOfItem, beforeOfMember, isUnchanged, type Before } from "../correlation.ts";
import { compileRule, OBJECT_BUDGET, type Program } from "./program.ts";
import { toCel } from "./values.ts";

const programs = new WeakMap<Schema, readonly Program[]>();
const bearing = new WeakMap<Schema, boolean>();

/** The rules of one schema node, compiled once. */
export function programsOf(schema: Schema): readonly Program[] {
  let found = programs.get(schema);
  if (!found) {
    found = (schema["x-kubernetes-validations"] ?? []).map((rule) => compileRule(rule, schema));
    programs.set(schema, found);
  }
  return found;
}

/** Evaluates every CEL rule on and below a value. Stops when the object's budget is spent. */
export function validateRules(schema: Schema, value: unknown, before: Before): readonly FieldError[] {
  const run = new Run();
  run.visit(schema, value, "", before);
  return run.errors;
}

class Run {
  readonly errors: FieldError[] = [];
  #budget = OBJECT_BUDGET;

  visit(schema: Schema, value: unknown, path: string, before: Before): void {
    if (value === null || value === undefined || this.#budget <= 0 || !hasRules(schema)) return;
    this.#rules(schema, value, path, before);
    for (const part of schema.allOf ?? [])
      this.visit({ ...schema, ...part, allOf: undefined } as Schema, value, path, undefined);
    if (Array.isArray(value)) {
      const { items } = schema;
      if (items)
        for (const [index, item] of value.entries())
          this.visit(items, item, `${path}[${index}]`, beforeOfItem(schema, before, item));
    } else if (isRecord(value)) {
      for (const [key, member] of Object.entries(value)) {
        const property = ownProperty(schema, key);
        if (property) this.visit(property, member, childPath(path, key), beforeOfMember(before, key));
        else if (isSchema(schema.additionalProperties))
          this.visit(schema.additionalProperties, member, `${path}[${key}]`, beforeOfMember(before, key));
      }
    }
  }

  #rules(schema: Schema, value: unknown, path: string, before: Before): void {
    const rules = programsOf(schema);
    if (rules.length === 0) return;
    const self = toCel(schema, value);
    const oldSelf = before && { value: toCel(schema, alignedBefore(schema, before.value, value)) };
    const unchanged = isUnchanged(value, before);
    for (const program of rules) {
      if (this.#budget <= 0) return;
      if (program.usesOldSelf ? !oldSelf && program.rule.optionalOldSelf !== true : unchanged) continue;
      this.#judge(program, schema, self, oldSelf, path);
    }
  }

  #judge(program: Program, schema: Schema, self: unknown, oldSelf: Before, path: string): void {
    const { rule } = program;
    const result = program.evaluate(self, oldSelf, this.#budget);
    this.#budget -= result.cost;
    const type = schema["x-kubernetes-int-or-string"] === true ? "" : (schema.type ?? "");
    const told = rule.message ?? rule.rule.trim();
    if (result.kind === "exhausted") {
      this.#budget = 0;
      const detail = `'${result.message}': no further validation rules will be run due to call cost exceeds limit for rule: ${told}`;
      this.errors.push(invalidValue(path, type, detail));
    } else if (result.kind === "error") {
      const detail = /^no such overload|^found no matching overload/.test(result.message)
        ? `'${result.message}': call arguments did not match a supported operator, function or macro signature for rule: ${told}`
        : `${result.message} evaluating rule: ${told}`;
      this.errors.push(invalidValue(path, type, detail));
    } else if (result.value !== true) {
      const detail = program.message(self, oldSelf) ?? rule.message ?? `failed rule: ${rule.rule.trim()}`;
      this.errors.push(errorFor(rule.reason, withFieldPath(path, rule.fieldPath), type, detail));
    }
  }
}

function errorFor(reason: string | undefined, field: string, type: string, detail: string): FieldError {
  switch (reason ?? "") {
    case "FieldValueForbidden":
      return forbidden(field, detail);
    case "FieldValueRequired":
      return requiredValue(field, detail);
    case "FieldValueDuplicate":
      return duplicateValue(field, type);
    default:
      return invalidValue(field, type, detail);
  }
}

/** `.min` below `spec` is `spec.min`; `['a b']` is a key. */
function withFieldPath(path: string, fieldPath: string | undefined): string {
  if (fieldPath === undefined || fieldPath === "") return path;
  const joined = path + fieldPath.replaceAll(/\['([^']*)'\]/g, ".$1");
  return joined.replace(/^\./, "");
}

/** Sets and map lists have no order: the old items stand where the new ones are, so that equality does not see the order. */
function alignedBefore(schema: Schema, old: unknown, value: unknown): unknown {
  const listType = schema["x-kubernetes-list-type"];
  if (!Array.isArray(old) || !Array.isArray(value) || (listType !== "set" && listType !== "map")) return old;
  const keys = schema["x-kubernetes-list-map-keys"] ?? [];
  const idOf = (item: unknown) =>
    JSON.stringify(listType === "map" && isRecord(item) ? keys.map((key) => item[key] ?? null) : item);
  const position = new Map(value.map((item, index) => [idOf(item), index]));
  return [...(old as unknown[])].sort(
    (a, b) => (position.get(idOf(a)) ?? Infinity) - (position.get(idOf(b)) ?? Infinity) || 0,
  );
}

/** Whether there is any rule on or below the node. */
function hasRules(schema: Schema): boolean {
  let known = bearing.get(schema);
  if (known === undefined) {
    bearing.set(schema, true);
    known =
      (schema["x-kubernetes-validations"]?.length ?? 0) > 0 ||
      Object.values(schema.properties ?? {}).some(hasRules) ||
      (schema.items !== undefined && hasRules(schema.items)) ||
      (isSchema(schema.additionalProperties) && hasRules(schema.additionalProperties)) ||
      (schema.allOf ?? []).some(hasRules);
    bearing.set(schema, known);
  }
  return known;
}
