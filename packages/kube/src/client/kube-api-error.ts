/** A call that the API server refused: its `Status`. Match on `code` (the reason) or `status` (HTTP). */
export class KubeApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;
  readonly causes: readonly { readonly reason?: string; readonly message?: string; readonly field?: string }[];

  constructor(
    status: number,
    code: string,
    message: string,
    causes: KubeApiError["causes"] = [],
    retryAfterSeconds?: number,
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.causes = causes;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export const isNotFound = (error: unknown): boolean => error instanceof KubeApiError && error.code === "NotFound";
export const isConflict = (error: unknown): boolean => error instanceof KubeApiError && error.code === "Conflict";
export const isAlreadyExists = (error: unknown): boolean =>
  error instanceof KubeApiError && error.code === "AlreadyExists";
