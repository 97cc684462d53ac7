/**
 * A call that AWS refused, or that never got an answer. Match on `code`: it is AWS's own code where there is one.
 * The SDK spells some codes twice (IAM: name `NoSuchEntityException`, Code `NoSuchEntity`); {@link isAwsError} accepts both.
 */
export class AwsError extends Error {
  readonly code: string;
  /** Every spelling of the code that the answer had. */
  readonly codes: readonly string[];
  /** HTTP status, 0 when no answer came. */
  readonly status: number;
  /** Whether the same call may succeed later: throttling, faults of the server, lost connections, time-outs. */
  readonly retryable: boolean;
  readonly requestId: string | undefined;
  /** `ec2.CreateFleet`. */
  readonly operation: string;

  constructor(
    operation: string,
    codes: readonly string[],
    message: string,
    facts: { readonly status: number; readonly retryable: boolean; readonly requestId?: string },
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.operation = operation;
    this.code = codes[0] ?? "Unknown";
    this.codes = codes;
    this.status = facts.status;
    this.retryable = facts.retryable;
    this.requestId = facts.requestId;
  }
}

/** Whether it is AWS's refusal with one of these codes, in either spelling. */
export function isAwsError(error: unknown, ...codes: readonly string[]): error is AwsError {
  return error instanceof AwsError && codes.some((code) => error.codes.includes(code));
}

/** A resource that is named in the call does not exist (the by-id code of launch templates has two spellings in the wild). */
export function isNotFoundAtAws(error: unknown): boolean {
  return isAwsError(
    error,
    "InvalidCapacityReservationId.NotFound",
    "InvalidInstanceID.NotFound",
    "InvalidLaunchTemplateName.NotFoundException",
    "InvalidLaunchTemplateId.NotFound",
    "InvalidLaunchTemplateId.NotFoundException",
    "QueueDoesNotExist",
    "AWS.SimpleQueueService.NonExistentQueue",
    "NoSuchEntity",
    "ParameterNotFound",
    "ResourceNotFoundException",
  );
}

export const isAlreadyExistsAtAws = (error: unknown): boolean =>
  isAwsError(error, "EntityAlreadyExists", "InvalidLaunchTemplateName.AlreadyExistsException");

export const isUnauthorizedAtAws = (error: unknown): boolean =>
  isAwsError(error, "UnauthorizedOperation", "AccessDenied", "AccessDeniedException", "AuthFailure");

export const isThrottledByAws = (error: unknown): boolean => isAwsError(error, ...THROTTLING_CODES);

/** A dry run that would have succeeded. */
export const isDryRunSuccess = (error: unknown): boolean => isAwsError(error, "DryRunOperation");

export const THROTTLING_CODES = [
  "RequestLimitExceeded",
  "Throttling",
  "ThrottlingException",
  "ThrottledException",
  "TooManyRequestsException",
  "RequestThrottled",
  "RequestThrottledException",
  "SlowDown",
] as const;
