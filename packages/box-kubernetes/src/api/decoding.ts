import { apiVersionOf } from "@inlay/resources";
import { decodeObject } from "../schema/decode-object.ts";
import type { Mutable, ResourceDefinition } from "../schema/resource-definition.ts";
import type { FieldValidation } from "../patch/apply-patch.ts";
import type { ApiError } from "./api-error.ts";
import { badRequest } from "./failures.ts";
import type { ResourceRegistry } from "./resource-registry.ts";

/** A body that could be read, not yet as a kind. */
export interface Document {
  readonly value: Mutable;
  /** `duplicate field "spec.replicas"`: keys that stand twice in the text. */
  readonly duplicates: () => readonly string[];
}

/** Where Go's scheme is declared; part of its error messages. */
const SCHEME = "pkg/api/legacyscheme/scheme.go:30";

/**
 * A document as an object of its kind: canonical, without unknown fields. Those are refused, warned of or passed over in silence.
 *
 * @throws ApiError 400 in the wording of the real server's decoder
 */
export function decodeDocument(
  registry: ResourceRegistry,
  definition: ResourceDefinition,
  { value, duplicates }: Document,
  fieldValidation: FieldValidation,
  warnings: string[],
): Mutable {
  checkKind(registry, definition, value);
  const { object, unknownFields, error } = decodeObject(definition, value);
  if (error !== undefined) throw unfit(definition, definition.kind, error);
  if (fieldValidation === "Ignore") return object;
  const problems = [...duplicates(), ...unknownFields];
  if (problems.length === 0) return object;
  if (fieldValidation === "Strict")
    throw unfit(definition, definition.kind, `strict decoding error: ${problems.join(", ")}`);
  warnings.push(...problems);
  return object;
}

/** An object that somebody in this process made: nothing to refuse, only to make canonical. @throws ApiError 400 */
export function canonical(definition: ResourceDefinition, value: Mutable): Mutable {
  const { object, error } = decodeObject(definition, value);
  if (error !== undefined) throw unfit(definition, definition.kind, error);
  return object;
}

function unfit({ kind, version }: ResourceDefinition, given: string, why: string): ApiError {
  return badRequest(`${given} in version "${version}" cannot be handled as a ${kind}: ${why}`);
}

function checkKind(registry: ResourceRegistry, definition: ResourceDefinition, value: Mutable): void {
  const expected = apiVersionOf(definition);
  const { apiVersion, kind } = value as { readonly apiVersion?: string; readonly kind?: string };
  if (definition.custom) return checkCustomKind(definition, expected, apiVersion, kind);
  const givenVersion = apiVersion || expected;
  const givenKind = kind || definition.kind;
  if (givenVersion === expected && givenKind === definition.kind) return;
  if (!registry.byKind(givenVersion, givenKind))
    throw unfit(
      definition,
      givenKind,
      `no kind "${givenKind}" is registered for version "${givenVersion}" in scheme "${SCHEME}"`,
    );
  const group = definition.group === "" ? "core" : (definition.group.split(".")[0] ?? "");
  const version = givenVersion.split("/").at(-1) ?? "";
  throw unfit(
    definition,
    givenKind,
    `converting (${version}.${givenKind}) to (${group}.${definition.kind}): unknown conversion`,
  );
}

function checkCustomKind(
  { kind }: ResourceDefinition,
  expected: string,
  givenVersion: string | undefined,
  givenKind: string | undefined,
): void {
  if (!givenKind) throw badRequest("the object provided is unrecognized: Object 'Kind' is missing");
  if (givenVersion !== expected)
    throw badRequest(
      `the API version in the data (${givenVersion ?? ""}) does not match the expected API version (${expected})`,
    );
  if (givenKind !== kind)
    throw badRequest(`the kind in the data (${givenKind}) does not match the expected kind (${kind})`);
}
