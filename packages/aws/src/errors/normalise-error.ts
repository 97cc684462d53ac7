import { AwsError, THROTTLING_CODES } from "./aws-error.ts";

/** Codes of lost or refused connections, as Node reports them. */
const CONNECTION_CODES = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN"]);
const CONNECTION_NAMES = new Set(["TimeoutError", "NetworkingError"]);

/** What the SDK throws, as far as it is read here. */
interface Thrown {
  readonly name?: unknown;
  readonly Code?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly $fault?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/** The one edge where anything that the SDK throws becomes an AwsError. */
export function normaliseError(operation: string, thrown: unknown): AwsError {
  if (thrown instanceof AwsError) return thrown;
  const error: Thrown = typeof thrown === "object" && thrown !== null ? thrown : {};
  const spellings = [error.Code, error.code, error.name].filter(
    (code): code is string => typeof code === "string" && code !== "" && code !== "Error",
  );
  const codes = [...new Set(spellings.flatMap((code) => [code, code.replace(/^.*#/, "")]))];
  const status = error.$metadata?.httpStatusCode ?? 0;
  const message = typeof error.message === "string" && error.message !== "" ? error.message : String(thrown);
  return new AwsError(
    operation,
    codes,
    message,
    {
      status,
      retryable: isRetryable(codes, status, error.$fault),
      ...(error.$metadata?.requestId === undefined ? {} : { requestId: error.$metadata.requestId }),
    },
    { cause: thrown },
  );
}

function isRetryable(codes: readonly string[], status: number, fault: unknown): boolean {
  return (
    status >= 500 ||
    status === 429 ||
    fault === "server" ||
    codes.some((code) => (THROTTLING_CODES as readonly string[]).includes(code)) ||
    codes.some((code) => CONNECTION_CODES.has(code) || CONNECTION_NAMES.has(code))
  );
}
