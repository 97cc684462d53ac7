import type { FieldValidation } from "../../patch/apply-patch.ts";
import type { FieldError } from "../../schema/field-error.ts";
import type { DeleteOptions } from "../api.ts";
import { badRequest, invalid, plainFailure } from "../failures.ts";
import { isTrue } from "./request-info.ts";

const META_GROUP = "meta.k8s.io";
const MANAGER_LIMIT_BYTES = 128;

export interface ListQuery {
  readonly labelSelector: string;
  readonly fieldSelector: string;
  /** 0: none. */
  readonly limit: number;
  readonly continueToken: string;
  readonly resourceVersion: string;
  readonly match: string;
  /** Undefined: not given. */
  readonly sendInitialEvents: boolean | undefined;
  readonly allowBookmarks: boolean;
  readonly timeoutSeconds: number | undefined;
}

/** @throws ApiError 400, 422, 500 */
export function listQuery(query: URLSearchParams, isWatch: boolean): ListQuery {
  const initial = query.get("sendInitialEvents");
  const options: ListQuery = {
    labelSelector: query.get("labelSelector") ?? "",
    fieldSelector: query.get("fieldSelector") ?? "",
    limit: Math.max(0, integerOption(query, "limit") ?? 0),
    continueToken: query.get("continue") ?? "",
    resourceVersion: query.get("resourceVersion") ?? "",
    match: query.get("resourceVersionMatch") ?? "",
    sendInitialEvents: initial === null ? undefined : isTrue(initial),
    allowBookmarks: isTrue(query.get("allowWatchBookmarks")),
    timeoutSeconds: integerOption(query, "timeoutSeconds"),
  };
  const errors = isWatch ? watchErrors(options) : listErrors(options);
  if (errors.length > 0) throw invalid(META_GROUP, "ListOptions", "", errors);
  return options;
}

const MATCH_FIELD = "resourceVersionMatch";

/** k8s.io/apimachinery metainternalversion validation.ValidateListOptions. */
function listErrors({ match, resourceVersion, continueToken, sendInitialEvents }: ListQuery): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (match !== "") {
    if (resourceVersion === "")
      errors.push(forbiddenField(MATCH_FIELD, "resourceVersionMatch is forbidden unless resourceVersion is provided"));
    if (continueToken !== "")
      errors.push(forbiddenField(MATCH_FIELD, "resourceVersionMatch is forbidden when continue is provided"));
    if (match !== "Exact" && match !== "NotOlderThan")
      errors.push(unsupported(MATCH_FIELD, JSON.stringify(match), ["Exact", "NotOlderThan", ""]));
    if (match === "Exact" && resourceVersion === "0")
      errors.push(forbiddenField(MATCH_FIELD, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
  }
  if (sendInitialEvents !== undefined)
    errors.push(forbiddenField("sendInitialEvents", "sendInitialEvents is forbidden for list"));
  return errors;
}

function watchErrors({ match, continueToken, sendInitialEvents }: ListQuery): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (sendInitialEvents !== undefined && match !== "NotOlderThan")
    errors.push(forbiddenField(MATCH_FIELD, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
  if (match !== "") {
    if (sendInitialEvents === undefined)
      errors.push(
        forbiddenField(MATCH_FIELD, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"),
      );
    if (match !== "NotOlderThan") errors.push(unsupported(MATCH_FIELD, JSON.stringify(match), ["NotOlderThan"]));
  }
  if (continueToken !== "")
    errors.push(forbiddenField(MATCH_FIELD, "resourceVersionMatch is forbidden when continue is provided"));
  return errors;
}

/** 0: not given. @throws ApiError 500, as the real server does for what is no number */
export function parseResourceVersion(text: string): number {
  if (text === "") return 0;
  if (!/^\d+$/.test(text))
    throw plainFailure(
      `resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
    );
  return Number(text);
}

export type WriteKind = "CreateOptions" | "UpdateOptions" | "PatchOptions" | "DeleteOptions";

export interface WriteQuery {
  readonly dryRun: boolean;
  readonly fieldManager: string;
  readonly fieldValidation: FieldValidation;
  readonly force: boolean | undefined;
}

/** @throws ApiError 422 */
export function writeQuery(query: URLSearchParams, kind: WriteKind): WriteQuery {
  const dryRun = query.getAll("dryRun");
  const fieldManager = query.get("fieldManager") ?? "";
  const fieldValidation = query.get("fieldValidation") ?? "";
  const errors = [
    ...dryRunErrors(dryRun),
    ...managerErrors(fieldManager),
    ...(["", "Ignore", "Strict", "Warn"].includes(fieldValidation)
      ? []
      : [unsupported("fieldValidation", JSON.stringify(fieldValidation), ["", "Ignore", "Strict", "Warn"])]),
  ];
  if (errors.length > 0) throw invalid(META_GROUP, kind, "", errors);
  const force = query.get("force");
  return {
    dryRun: dryRun.length > 0,
    fieldManager,
    fieldValidation: (fieldValidation || "Warn") as WriteQuery["fieldValidation"],
    force: force === null ? undefined : isTrue(force),
  };
}

function dryRunErrors(values: readonly string[]): readonly FieldError[] {
  if (values.every((value) => value === "All")) return [];
  return [unsupported("dryRun", `[]string{${values.map((value) => JSON.stringify(value)).join(", ")}}`, ["All"])];
}

function managerErrors(manager: string): readonly FieldError[] {
  const field = "fieldManager";
  if (Buffer.byteLength(manager) > MANAGER_LIMIT_BYTES)
    return [
      { reason: "FieldValueTooLong", field, message: `Too long: may not be more than ${MANAGER_LIMIT_BYTES} bytes` },
    ];
  const position = manager.search(/\p{C}/u);
  if (position < 0) return [];
  const code = manager.codePointAt(position) ?? 0;
  const unprintable = `invalid character U+${code.toString(16).toUpperCase().padStart(4, "0")} (at position ${position})`;
  return [{ reason: "FieldValueInvalid", field, message: `Invalid value: ${goQuoted(manager)}: ${unprintable}` }];
}

const GO_ESCAPES: Readonly<Record<string, string>> = { "\\u0007": "\\a", "\\u000b": "\\v" };

function goQuoted(text: string): string {
  return JSON.stringify(text).replaceAll(/\\u0007|\\u000b/g, (escaped) => GO_ESCAPES[escaped] ?? escaped);
}

/** Options of a DELETE, from its body when it has one, else from the query. */
export interface DeleteRequest extends DeleteOptions {
  readonly dryRun: boolean;
}

interface RawDeleteOptions extends DeleteOptions {
  readonly dryRun?: readonly string[] | null;
  readonly orphanDependents?: boolean | null;
}

/** @throws ApiError 400, 422 */
export function deleteOptions(query: URLSearchParams, body: RawDeleteOptions | undefined): DeleteRequest {
  const grace = integerOption(query, "gracePeriodSeconds");
  const policy = query.get("propagationPolicy");
  const orphan = query.get("orphanDependents");
  const raw: RawDeleteOptions = body ?? {
    dryRun: query.getAll("dryRun"),
    ...(grace !== undefined && { gracePeriodSeconds: grace }),
    ...(policy !== null && { propagationPolicy: policy as DeleteOptions["propagationPolicy"] }),
    ...(orphan !== null && { orphanDependents: isTrue(orphan) }),
  };
  const dryRun = [...(raw.dryRun ?? []), ...(body ? query.getAll("dryRun") : [])];
  const errors = [...dryRunErrors(dryRun), ...policyErrors(raw)];
  if (errors.length > 0) throw invalid(META_GROUP, "DeleteOptions", "", errors);
  const { gracePeriodSeconds, propagationPolicy, preconditions, orphanDependents } = raw;
  const wanted = propagationPolicy ?? impliedPolicy(orphanDependents);
  return {
    dryRun: dryRun.length > 0,
    ...(gracePeriodSeconds != null && { gracePeriodSeconds }),
    ...(wanted != null && { propagationPolicy: wanted }),
    ...(preconditions != null && { preconditions }),
  };
}

function impliedPolicy(orphanDependents: boolean | null | undefined): DeleteOptions["propagationPolicy"] {
  if (orphanDependents == null) return undefined;
  return orphanDependents ? "Orphan" : "Background";
}

function policyErrors({ propagationPolicy: policy, orphanDependents }: RawDeleteOptions): readonly FieldError[] {
  const field = "propagationPolicy";
  if (policy == null) return [];
  if (orphanDependents != null)
    return [
      {
        reason: "FieldValueInvalid",
        field,
        message: `Invalid value: ${JSON.stringify(policy)}: orphanDependents and deletionPropagation cannot be both set`,
      },
    ];
  if (["Foreground", "Background", "Orphan"].includes(policy)) return [];
  return [unsupported(field, JSON.stringify(policy), ["Foreground", "Background", "Orphan", "nil"])];
}

/** @throws ApiError 400 */
export function integerOption(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === "") return undefined;
  if (!/^[+-]?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

function forbiddenField(field: string, why: string): FieldError {
  return { reason: "FieldValueForbidden", field, message: `Forbidden: ${why}` };
}

function unsupported(field: string, given: string, supported: readonly string[]): FieldError {
  const listed = supported.map((value) => JSON.stringify(value)).join(", ");
  return {
    reason: "FieldValueNotSupported",
    field,
    message: `Unsupported value: ${given}: supported values: ${listed}`,
  };
}
