import { InvalidFilter } from "../query/filter-error.ts";
import { ApiError } from "./api-error.ts";

/** PostgreSQL's codes that are answers to a request rather than failures of ours. */
const DATABASE: Readonly<Record<string, (message: string) => ApiError>> = {
  "23505": () => new ApiError(409, "ResourceAlreadyExists", "Something with this name already exists in this scope."),
  "22P05": () =>
    new ApiError(400, "InvalidText", "The body holds a character that cannot be kept (NUL or half a surrogate pair)."),
  "22021": () => new ApiError(400, "InvalidText", "The body holds a character that cannot be kept (NUL)."),
  "40001": () => new ApiError(409, "ResourceConflict", "Somebody else changed this at the same moment. Try again."),
  "40P01": () => new ApiError(409, "ResourceConflict", "Somebody else changed this at the same moment. Try again."),
};
/** The connection, or the server behind it, went away. */
const UNAVAILABLE = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|57P0[123]|53300|08\w{3})$/;

/** The one place where anything thrown becomes an answer. What is not known is a 500 whose text tells nothing of our insides. */
export function normaliseError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof InvalidFilter) return new ApiError(400, error.code, error.message, { field: "filters" });
  const { code, message, statusCode, validation, validationContext } = fieldsOf(error);
  if (Array.isArray(validation)) {
    const [first] = validation as readonly { instancePath?: string; message?: string; params?: unknown }[];
    const place = `${validationContext ?? "body"}${(first?.instancePath ?? "").replaceAll("/", ".")}`;
    return new ApiError(400, "InvalidField", `${place}: ${first?.message ?? message}`, {
      field: place,
      ...asObject(first?.params),
    });
  }
  if (code !== undefined && Object.hasOwn(DATABASE, code)) return DATABASE[code]?.(message) ?? internal();
  if (
    (code !== undefined && UNAVAILABLE.test(code)) ||
    /timeout exceeded when trying to connect|Connection terminated/.test(message)
  )
    return new ApiError(503, "DatabaseUnavailable", "The database does not answer. Try again in a moment.");
  if (statusCode === 413) return new ApiError(413, "BodyTooLarge", "The body is larger than 4 MiB.");
  if (statusCode === 415) return new ApiError(415, "UnsupportedMediaType", "The body must be application/json.");
  if (error instanceof SyntaxError || statusCode === 400)
    return new ApiError(400, "InvalidBody", `The request cannot be read: ${message}`);
  return internal();
}

const internal = (): ApiError =>
  new ApiError(500, "InternalError", "The server failed. The reference leads to its log.");

const asObject = (value: unknown): object => (typeof value === "object" && value !== null ? value : {});

function fieldsOf(error: unknown): {
  code?: string;
  message: string;
  statusCode?: number;
  validation?: unknown;
  validationContext?: string;
} {
  const fields = asObject(error) as Record<string, unknown>;
  return {
    code: typeof fields["code"] === "string" ? fields["code"] : undefined,
    message: error instanceof Error ? error.message : String(error),
    statusCode: typeof fields["statusCode"] === "number" ? fields["statusCode"] : undefined,
    validation: fields["validation"],
    validationContext: typeof fields["validationContext"] === "string" ? fields["validationContext"] : undefined,
  };
}
