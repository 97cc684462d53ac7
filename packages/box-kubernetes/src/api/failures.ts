import type { FieldError } from "../schema/field-error.ts";
import { causeOf } from "../schema/field-error.ts";
import { ApiError, type StatusCause, type StatusDetails } from "./api-error.ts";

/** What a failure is about: enough of a ResourceDefinition to name it. */
export interface Named {
  readonly group: string;
  readonly resource: string;
}

/** `pods`, `deployments.apps`. */
export function qualified({ group, resource }: Named): string {
  return group === "" ? resource : `${resource}.${group}`;
}

function details(of: Named, name: string, more: StatusDetails = {}): StatusDetails {
  return { ...(name && { name }), ...(of.group && { group: of.group }), kind: of.resource, ...more };
}

export function notFound(of: Named, name: string): ApiError {
  return new ApiError(404, "NotFound", `${qualified(of)} "${name}" not found`, details(of, name));
}

export function alreadyExists(of: Named, name: string): ApiError {
  return new ApiError(409, "AlreadyExists", `${qualified(of)} "${name}" already exists`, details(of, name));
}

const MODIFIED = "the object has been modified; please apply your changes to the latest version and try again";

export function conflict(of: Named, name: string, why: string = MODIFIED): ApiError {
  const message = `Operation cannot be fulfilled on ${qualified(of)} "${name}": ${why}`;
  return new ApiError(409, "Conflict", message, details(of, name));
}

export function forbidden(of: Named, name: string, why: string, causes?: readonly StatusCause[]): ApiError {
  const subject = name ? `${qualified(of)} "${name}"` : qualified(of);
  const more = causes ? { causes } : {};
  return new ApiError(403, "Forbidden", `${subject} is forbidden: ${why}`, details(of, name, more));
}

export function badRequest(message: string): ApiError {
  return new ApiError(400, "BadRequest", message);
}

/** No such path below a served group. */
export function noSuchResource(): ApiError {
  return new ApiError(404, "NotFound", "the server could not find the requested resource", {});
}

export function methodNotAllowed(): ApiError {
  return new ApiError(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", {});
}

export function internal(message: string): ApiError {
  return new ApiError(500, "InternalError", `Internal error occurred: ${message}`, { causes: [{ message }] });
}

/** A 500 with a bare message, as Go errors without a status come out. */
export function plainFailure(message: string): ApiError {
  return new ApiError(500, "", message);
}

/**
 * 422, all field errors in one. Equal ones are told once in the message, yet each has its cause, as upstream.
 *
 * @param kind `Deployment`; with the group it makes `Deployment.apps "d" is invalid: …`.
 */
export function invalid(group: string, kind: string, name: string, errors: readonly FieldError[]): ApiError {
  const texts = [...new Set(errors.map(({ field, message }) => `${field}: ${message}`))];
  const listed = texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`;
  const subject = group === "" ? kind : `${kind}.${group}`;
  return new ApiError(422, "Invalid", `${subject} "${name}" is invalid: ${listed}`, {
    ...(name && { name }),
    ...(group && { group }),
    ...(kind && { kind }),
    causes: errors.map(causeOf),
  });
}

/** 422 for what an update lacks; upstream names the resource here, not the kind. */
export function incompleteUpdate(of: Named, name: string, error: FieldError): ApiError {
  const message = `${qualified(of)} "${name}" is invalid: ${error.field}: ${error.message}`;
  return new ApiError(422, "Invalid", message, details(of, name, { causes: [causeOf(error)] }));
}

/** 504 after waiting for a revision that nobody has written yet. */
export function tooLargeResourceVersion(asked: number, current: number): ApiError {
  return new ApiError(504, "Timeout", `Timeout: Too large resource version: ${asked}, current: ${current}`, {
    causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
    retryAfterSeconds: 1,
  });
}
