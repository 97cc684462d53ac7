import { isDeepStrictEqual } from "node:util";
import type { KubeObject } from "@inlay/resources";
import { nameIsDns1035, nameIsSubdomain } from "../definitions/validation/names.ts";
import type { FieldError } from "../schema/field-error.ts";
import { duplicateValue, GoText, invalidValue, requiredValue, unsupportedValue } from "../schema/field-problems.ts";
import { goQuote } from "../schema/go-json.ts";
import { at, listAt, textAt } from "../schema/paths.ts";
import { JsonPathError, parseJsonPath } from "./json-path.ts";
import { validateStructure } from "./validate-structure.ts";

const APPROVAL = "api-approved.kubernetes.io";
const STRATEGIES = ["None", "Webhook"];
const COLUMN_TYPES = ["boolean", "date", "integer", "number", "string"];

/** A new CustomResourceDefinition: its names, versions and schemas (apiextensions validation). */
export function validateNewCrd(crd: KubeObject): readonly FieldError[] {
  const plural = textAt(crd, "spec", "names", "plural");
  const group = textAt(crd, "spec", "group");
  const errors: FieldError[] = [];
  if (crd.metadata.name !== `${plural}.${group}`)
    errors.push(invalidValue("metadata.name", crd.metadata.name, 'must be spec.names.plural+"."+spec.group'));
  return [...errors, ...validateSpec(crd), ...validateStored(crd), ...validateApproval(crd)];
}

/** Group, scope, plural and kind stay once names have been accepted. */
export function validateCrdUpdate(crd: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors: FieldError[] = [...validateSpec(crd), ...validateStored(crd)];
  const isEstablished = listAt(old, "status", "conditions").some(
    (c) => textAt(c, "type") === "Established" && textAt(c, "status") === "True",
  );
  const fixed: readonly (readonly string[])[] = [
    ["spec", "group"],
    ["spec", "names", "plural"],
    ...(isEstablished ? [["spec", "scope"], ["spec", "names", "kind"]] : []),
  ]; // prettier-ignore
  const changed = fixed.filter((path) => !isDeepStrictEqual(at(crd, ...path), at(old, ...path)));
  if (changed.length > 0)
    return changed.map((path) => invalidValue(path.join("."), textAt(crd, ...path), "field is immutable"));
  return errors;
}

function validateSpec(crd: KubeObject): readonly FieldError[] {
  const errors: FieldError[] = [];
  const group = textAt(crd, "spec", "group");
  if (group === "") errors.push(requiredValue("spec.group"));
  else for (const fault of nameIsSubdomain(group, false)) errors.push(invalidValue("spec.group", group, fault));
  if (group !== "" && !group.includes("."))
    errors.push(invalidValue("spec.group", group, "should be a domain with at least one dot"));
  const scope = textAt(crd, "spec", "scope");
  if (scope === "") errors.push(requiredValue("spec.scope"));
  else if (scope !== "Cluster" && scope !== "Namespaced")
    errors.push(unsupportedValue("spec.scope", scope, ["Cluster", "Namespaced"]));
  const versions = listAt(crd, "spec", "versions");
  const hasDefaults = JSON.stringify(versions).includes('"default":');
  if (at(crd, "spec", "preserveUnknownFields") === true) {
    if (hasDefaults)
      errors.push(
        invalidValue("spec.preserveUnknownFields", true, "must be false in order to use defaults in the schema"),
      );
    const detail =
      "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead";
    errors.push(invalidValue("spec.preserveUnknownFields", true, detail));
  }
  errors.push(...validateVersions(versions));
  errors.push(...validateNames(at(crd, "spec", "names"), "spec.names"));
  const strategy = textAt(crd, "spec", "conversion", "strategy");
  if (!STRATEGIES.includes(strategy)) errors.push(unsupportedValue("spec.conversion.strategy", strategy, STRATEGIES));
  return errors;
}

function validateVersions(versions: readonly unknown[]): readonly FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  for (const [index, version] of versions.entries()) {
    const field = `spec.versions[${index}]`;
    const name = textAt(version, "name");
    for (const fault of nameIsDns1035(name, false)) errors.push(invalidValue(`${field}.name`, name, fault));
    if (names.has(name)) errors.push(duplicateValue(`${field}.name`, name));
    names.add(name);
    errors.push(...validateVersion(version, field));
  }
  for (const fault of nameIsDns1035(textAt(versions[0], "name"), false))
    errors.push(invalidValue("spec.version", textAt(versions[0], "name"), fault));
  if (versions.filter((version) => at(version, "storage") === true).length !== 1)
    errors.push(
      invalidValue(
        "spec.versions",
        new GoText(versionsText(versions)),
        "must have exactly one version marked as storage version",
      ),
    );
  return errors;
}

function validateVersion(version: unknown, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const schema = at(version, "schema", "openAPIV3Schema");
  if (schema === undefined) errors.push(requiredValue(`${field}.schema.openAPIV3Schema`, "schemas are required"));
  else errors.push(...validateStructure(schema, `${field}.schema.openAPIV3Schema`));
  for (const [index, column] of listAt(version, "additionalPrinterColumns").entries()) {
    const here = `${field}.additionalPrinterColumns[${index}]`;
    if (textAt(column, "name") === "") errors.push(requiredValue(`${here}.name`));
    const type = textAt(column, "type");
    if (type === "") errors.push(requiredValue(`${here}.type`, `must be one of ${COLUMN_TYPES.join(",")}`));
    else if (!COLUMN_TYPES.includes(type))
      errors.push(invalidValue(`${here}.type`, type, `must be one of ${COLUMN_TYPES.join(",")}`));
    errors.push(...validatePath(textAt(column, "jsonPath"), `${here}.jsonPath`));
  }
  const scale = at(version, "subresources", "scale");
  if (scale !== undefined)
    for (const [name, root] of [["specReplicasPath", ".spec."], ["statusReplicasPath", ".status."]] as const) {
      const path = textAt(scale, name);
      const here = `${field}.subresources.scale.${name}`;
      if (path === "") errors.push(requiredValue(here));
      else if (!path.startsWith(root)) errors.push(invalidValue(here, path, `should be a json path under ${root.slice(0, -1)}`));
    } // prettier-ignore
  if (listAt(version, "selectableFields").length > 0 && schema === undefined) {
    const detail = "selectableFields may only be set when version.schema.openAPIV3Schema is not included";
    errors.push(invalidValue(`${field}.selectableFields`, "", detail));
  }
  return errors;
}

function validatePath(path: string, field: string): readonly FieldError[] {
  if (path === "") return [requiredValue(field)];
  try {
    parseJsonPath(path);
    return [];
  } catch (error) {
    if (error instanceof JsonPathError) return [invalidValue(field, path, error.message)];
    throw error;
  }
}

function validateNames(names: unknown, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (const name of ["plural", "singular", "kind", "listKind"]) {
    const value = textAt(names, name);
    if (value === "") errors.push(requiredValue(`${field}.${name}`));
    else
      for (const fault of nameIsDns1035(value.toLowerCase(), false))
        errors.push(invalidValue(`${field}.${name}`, value, fault));
  }
  for (const list of ["shortNames", "categories"])
    for (const [index, value] of listAt(names, list).map(String).entries())
      for (const fault of nameIsDns1035(value, false))
        errors.push(invalidValue(`${field}.${list}[${index}]`, value, fault));
  if (textAt(names, "kind") !== "" && textAt(names, "kind") === textAt(names, "listKind"))
    errors.push(invalidValue(`${field}.listKind`, textAt(names, "listKind"), "kind and listKind may not be the same"));
  return errors;
}

function validateStored(crd: KubeObject): readonly FieldError[] {
  const stored = listAt(crd, "status", "storedVersions").map(String);
  const storage = listAt(crd, "spec", "versions").filter((version) => at(version, "storage") === true).map((version) => textAt(version, "name")); // prettier-ignore
  const listed = new GoText(stored.length === 0 ? "[]string(nil)" : `[]string{${stored.map(goQuote).join(", ")}}`);
  if (stored.length === 0)
    return [invalidValue("status.storedVersions", listed, "must have at least one stored version")];
  const missing = storage.at(-1);
  if (missing !== undefined && !stored.includes(missing))
    return [invalidValue("status.storedVersions", listed, `must have the storage version ${missing}`)];
  return [];
}

function validateApproval(crd: KubeObject): readonly FieldError[] {
  const group = textAt(crd, "spec", "group");
  if (!/(^|\.)(k8s|kubernetes)\.io$/.test(group)) return [];
  if ((crd.metadata.annotations?.[APPROVAL] ?? "") !== "") return [];
  const detail = `protected groups must have approval annotation "${APPROVAL}", see https://github.com/kubernetes/enhancements/pull/1111`;
  return [requiredValue(`metadata.annotations[${APPROVAL}]`, detail)];
}

/** The versions as Go prints them; pointers have no meaning here. */
function versionsText(versions: readonly unknown[]): string {
  const pointer = (value: unknown, type: string) =>
    value === undefined ? `(*${type})(nil)` : `(*${type})(0xc000000000)`;
  const flag = (value: unknown) => String(value === true);
  const one = (version: unknown) => {
    const columns = listAt(version, "additionalPrinterColumns").map(
      (c) =>
        `apiextensions.CustomResourceColumnDefinition{Name:${goQuote(textAt(c, "name"))}, Type:${goQuote(textAt(c, "type"))}, Format:${goQuote(textAt(c, "format"))}, Description:${goQuote(textAt(c, "description"))}, Priority:${Number(at(c, "priority") ?? 0)}, JSONPath:${goQuote(textAt(c, "jsonPath"))}}`,
    );
    const fields = listAt(version, "selectableFields").map(
      (f) => `apiextensions.SelectableField{JSONPath:${goQuote(textAt(f, "jsonPath"))}}`,
    );
    const list = (type: string, items: readonly string[]) =>
      items.length === 0 ? `[]${type}(nil)` : `[]${type}{${items.join(", ")}}`;
    return `apiextensions.CustomResourceDefinitionVersion{Name:${goQuote(textAt(version, "name"))}, Served:${flag(at(version, "served"))}, Storage:${flag(at(version, "storage"))}, Deprecated:${flag(at(version, "deprecated"))}, DeprecationWarning:${pointer(at(version, "deprecationWarning"), "string")}, Schema:${pointer(at(version, "schema"), "apiextensions.CustomResourceValidation")}, Subresources:${pointer(at(version, "subresources"), "apiextensions.CustomResourceSubresources")}, AdditionalPrinterColumns:${list("apiextensions.CustomResourceColumnDefinition", columns)}, SelectableFields:${list("apiextensions.SelectableField", fields)}}`;
  };
  return `[]apiextensions.CustomResourceDefinitionVersion{${versions.map(one).join(", ")}}`;
}
