/** A request that is refused, with Palette's stable code. The only error that handlers throw on purpose. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  /** What a client may show or use: the field, or what is there now. */
  readonly details: unknown;

  constructor(status: number, code: string, message: string, details?: unknown) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

/** Input that cannot be used: where it stands, what was given and what would be accepted. */
export const invalid = (field: string, given: unknown, accepted: string): ApiError =>
  new ApiError(400, "InvalidField", `${field}: Invalid value: ${JSON.stringify(given)}: must be ${accepted}`, {
    field,
  });

/** Not there, or not for this caller: the two look the same. */
export const notFound = (kind: string, uid: string): ApiError =>
  new ApiError(404, "ResourceNotFound", `There is no ${kind} ${JSON.stringify(uid)} in this scope.`);

export const alreadyExists = (what: string): ApiError =>
  new ApiError(409, "ResourceAlreadyExists", `${what} already exists in this scope.`);

export const forbidden = (message: string): ApiError => new ApiError(403, "Forbidden", message);

export const unauthorized = (message: string): ApiError => new ApiError(401, "Unauthorized", message);
