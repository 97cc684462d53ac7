import { parsePatch, type FieldValidation } from "../../patch/apply-patch.ts";
import type { ResourceDefinition } from "../../schema/resource-definition.ts";
import { ApiError } from "../api-error.ts";
import type { PatchType } from "../api.ts";
import { badRequest, invalid } from "../failures.ts";
import type { HttpCall } from "./http-call.ts";
import { writeQuery, type WriteQuery } from "./query-options.ts";
import { mediaType, parseYaml, refusePrototypeKeys, unsupportedMediaType } from "./read-document.ts";
import { readBody } from "./request-body.ts";

const TYPES: Readonly<Record<string, PatchType>> = {
  "application/json-patch+json": "json",
  "application/merge-patch+json": "merge",
  "application/strategic-merge-patch+json": "strategic",
  "application/apply-patch+yaml": "apply",
};

export interface ReadPatch {
  readonly type: PatchType;
  readonly patch: unknown;
  readonly options: WriteQuery;
}

/** The body of a PATCH. @throws ApiError 400, 413, 415, 422 */
export async function readPatch(call: HttpCall, definition: ResourceDefinition): Promise<ReadPatch> {
  const type = TYPES[mediaType(call.request.headers["content-type"])];
  if (!type) throw new ApiError(415, "UnsupportedMediaType", "415: Unsupported Media Type", {});
  if (type === "strategic" && definition.custom)
    throw unsupportedMediaType(
      "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml",
    );
  const options = writeQuery(call.query, "PatchOptions");
  checkApplyOptions(type, options);
  const text = (await readBody(call.request)).toString();
  refusePrototypeKeys(text);
  if (type === "apply") return { type, patch: appliedDocument(text), options };
  const { patch, duplicates } = parsePatch(type, text);
  judgeDuplicates(duplicates, options.fieldValidation, call.warnings);
  return { type, patch, options };
}

function appliedDocument(text: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    throw badRequest(`error decoding YAML: ${(error as Error).message}`);
  }
}

function judgeDuplicates(duplicates: readonly string[], fieldValidation: FieldValidation, warnings: string[]): void {
  if (duplicates.length === 0 || fieldValidation === "Ignore") return;
  if (fieldValidation === "Strict") throw badRequest(`strict decoding error: ${duplicates.join(", ")}`);
  warnings.push(...duplicates);
}

function checkApplyOptions(type: PatchType, { fieldManager, force }: WriteQuery): void {
  if (type === "apply" && fieldManager === "")
    throw invalid("meta.k8s.io", "PatchOptions", "", [
      { reason: "FieldValueRequired", field: "fieldManager", message: "Required value: is required for apply patch" },
    ]);
  if (type !== "apply" && force !== undefined)
    throw invalid("meta.k8s.io", "PatchOptions", "", [
      { reason: "FieldValueForbidden", field: "force", message: "Forbidden: may not be specified for non-apply patch" },
    ]);
}
