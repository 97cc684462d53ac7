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
/**
 * What was to be changed is gone: somebody else let it go in the meantime. Nothing failed; whoever decided looks again.
 * @see isStale
 */
export class ObjectGone extends Error {
  readonly code = "OBJECT_GONE";
}

/** The decision was made on something that has changed, or is gone, since. It is made again, and nobody need be told. */
export const isStale = (error: unknown): boolean => isConflict(error) || error instanceof ObjectGone;
export const isAlreadyExists = (error: unknown): boolean =>
  error instanceof KubeApiError && error.code === "AlreadyExists";
