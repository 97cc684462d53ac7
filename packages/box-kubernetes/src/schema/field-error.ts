import type { StatusCause } from "../api/api-error.ts";

/** One thing wrong with an object: becomes a cause of a 422 Invalid. `message` is upstream's wording, without the field. */
export interface FieldError {
  readonly reason:
    | "FieldValueRequired"
    | "FieldValueInvalid"
    | "FieldValueNotSupported"
    | "FieldValueDuplicate"
    | "FieldValueForbidden"
    | "FieldValueTooLong"
    | "FieldValueTooMany"
    | "FieldValueTypeInvalid"
    | "FieldValueNotFound"
    | "InternalError";
  /** `spec.template.spec.containers[0].image`. */
  readonly field: string;
  /** `Required value`, `Invalid value: "x": must be …`. */
  readonly message: string;
}

export function causeOf(error: FieldError): StatusCause {
  return { reason: error.reason, message: error.message, field: error.field };
}
