/** `metav1.StatusReason`: what client code matches on. */
export type StatusReason =
  | "BadRequest"
  | "Unauthorized"
  | "Forbidden"
  | "NotFound"
  | "AlreadyExists"
  | "Conflict"
  | "Gone"
  | "Expired"
  | "Invalid"
  | "Timeout"
  | "TooManyRequests"
  | "MethodNotAllowed"
  | "NotAcceptable"
  | "UnsupportedMediaType"
  | "RequestEntityTooLarge"
  | "InternalError"
  | "ServiceUnavailable"
  | "ServerTimeout";

export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

/** A refused call, as the `Status` object that a client gets. `status` is the HTTP status. */
export class ApiError extends Error {
  /** `""`: no reason is sent. */
  readonly code: StatusReason | "";
  readonly status: number;
  readonly details: StatusDetails | undefined;

  constructor(status: number, code: StatusReason | "", message: string, details?: StatusDetails) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}
