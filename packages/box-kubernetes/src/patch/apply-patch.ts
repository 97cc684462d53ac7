import { ApiError } from "../api/api-error.ts";
import { decodeObject } from "../schema/decode-object.ts";
import type { Decoded } from "../schema/decode.ts";
import { goJson, goPrint, goQuote, sortedDeep, sortedOnce } from "../schema/go-json.ts";
import { isRecord } from "../schema/paths.ts";
import type { Mutable, ResourceDefinition } from "../schema/resource-definition.ts";
import { duplicateFields, JsonSyntaxError, parseJson } from "../schema/scan-json.ts";
import { applyJsonPatch } from "./json-patch.ts";
import { applyMergePatch } from "./merge-patch.ts";
import { PatchError } from "./patch-error.ts";
import { applyStrategicMergePatch } from "./strategic-merge-patch.ts";

/** `fieldValidation` of a request. */
export type FieldValidation = "Strict" | "Warn" | "Ignore";

export interface Patched {
  /** Decoded, and the caller's to change; defaults are not filled in. */
  readonly object: Mutable;
  /** Texts of `Warning` headers. */
  readonly warnings: readonly string[];
}

/** Server-side apply has its own way: see apply/. */
export type MergePatchType = "json" | "merge" | "strategic";

/**
 * The object that a patch makes of another, as the real server makes it: same results, same errors.
 *
 * @param current as stored; not changed.
 * @param patch the parsed body, see {@link parsePatch}.
 * @throws ApiError 400, 413, 422 or 500
 */
export function applyPatch(
  definition: ResourceDefinition,
  current: object,
  type: MergePatchType,
  patch: unknown,
  fieldValidation: FieldValidation = "Ignore",
): Patched {
  checkShape(type, patch);
  const document = current as Mutable;
  let result: unknown;
  try {
    if (type === "json") result = applyJsonPatch(document, patch as readonly unknown[]);
    else if (type === "merge") result = applyMergePatch(document, patch);
    else result = applyStrategicMergePatch(document, patch as Mutable, definition.schema);
  } catch (error) {
    throw error instanceof PatchError ? statusOf(error) : error;
  }
  const text = () => (type === "strategic" ? goPrint(patch) : goJson(orderedResult(definition, result)));
  if (!isRecord(result))
    throw undecodable(
      text(),
      `json: cannot unmarshal ${Array.isArray(result) ? "array" : typeof result} into Go value`,
    );
  const decoded: Decoded = decodeObject(definition, result, type === "strategic" ? "unstructured" : "json");
  if (decoded.error !== undefined) throw undecodable(text(), decoded.error);
  const unknown = type === "strategic" ? [...decoded.unknownFields].sort() : decoded.unknownFields;
  if (unknown.length > 0 && fieldValidation === "Strict")
    throw undecodable(text(), `strict decoding error: ${unknown.join(", ")}`);
  return { object: decoded.object, warnings: fieldValidation === "Warn" ? unknown : [] };
}

/**
 * The body of a JSON, merge or strategic patch. @throws ApiError 400
 *
 * @returns `duplicates`: `duplicate field "…"`, to be refused or warned of as fieldValidation says.
 */
export function parsePatch(
  type: MergePatchType,
  text: string,
): { readonly patch: unknown; readonly duplicates: readonly string[] } {
  const prefix = type === "strategic" ? "" : "error decoding patch: ";
  try {
    const patch = parseJson(text);
    checkShape(type, patch);
    return { patch, duplicates: duplicateFields(text) };
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw new ApiError(400, "BadRequest", prefix + error.message);
    throw error;
  }
}

function checkShape(type: MergePatchType, patch: unknown): void {
  const isList = Array.isArray(patch);
  if (type === "json" ? isList : isRecord(patch)) return;
  const prefix = type === "strategic" ? "" : "error decoding patch: ";
  const given = isList
    ? "array"
    : isRecord(patch)
      ? "object"
      : typeof patch === "boolean"
        ? "bool"
        : patch === null
          ? "null"
          : typeof patch;
  const wanted = type === "json" ? "[]handlers.jsonPatchOp" : "map[string]interface {}";
  throw new ApiError(400, "BadRequest", `${prefix}json: cannot unmarshal ${given} into Go value of type ${wanted}`);
}

function orderedResult(definition: ResourceDefinition, result: unknown): unknown {
  return definition.custom ? sortedDeep(result) : isRecord(result) ? sortedOnce(result) : result;
}

function undecodable(patched: string, message: string): ApiError {
  const cause = `Invalid value: ${goQuote(patched)}: ${message}`;
  return new ApiError(422, "Invalid", ` "" is invalid: patch: ${cause}`, {
    causes: [{ reason: "FieldValueInvalid", message: cause, field: "patch" }],
  });
}

function statusOf(error: PatchError): ApiError {
  switch (error.kind) {
    case "malformed":
      return new ApiError(400, "BadRequest", error.message);
    case "tooLarge":
      return new ApiError(413, "RequestEntityTooLarge", `Request entity too large: ${error.message}`);
    case "rejected":
      return new ApiError(422, "Invalid", "the server rejected our request due to an error in our request", {});
    case "failed":
      return new ApiError(500, "", error.message);
  }
}
