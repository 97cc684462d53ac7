import { KubeApiError } from "./kube-api-error.ts";

interface Status {
  readonly kind?: string;
  readonly message?: string;
  readonly reason?: string;
  readonly code?: number;
  readonly details?: { readonly causes?: KubeApiError["causes"]; readonly retryAfterSeconds?: number };
}

/** Reasons for answers that carry none, such as those of a proxy in between. */
const REASON_OF_CODE: Readonly<Record<number, string>> = {
  400: "BadRequest",
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  405: "MethodNotAllowed",
  409: "Conflict",
  410: "Gone",
  413: "RequestEntityTooLarge",
  415: "UnsupportedMediaType",
  422: "Invalid",
  429: "TooManyRequests",
  500: "InternalError",
  503: "ServiceUnavailable",
  504: "Timeout",
};

/** The error in a `Status` object, or in whatever else stood in the answer's body. */
export function apiErrorOf(body: unknown, httpStatus: number, retryAfter?: string): KubeApiError {
  const status = isStatus(body) ? body : {};
  const code = status.code ?? httpStatus;
  const seconds = status.details?.retryAfterSeconds ?? Number(retryAfter);
  return new KubeApiError(
    code,
    status.reason || REASON_OF_CODE[code] || "Unknown",
    status.message ?? (typeof body === "string" && body !== "" ? body.slice(0, 500) : `the server answered ${code}`),
    status.details?.causes ?? [],
    Number.isFinite(seconds) && seconds > 0 ? seconds : undefined,
  );
}

export function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function isStatus(body: unknown): body is Status {
  return typeof body === "object" && body !== null && (body as Status).kind === "Status";
}
