/** What can go wrong at a cloud, by what the autoscaler does about it. Match on `code`. */
export abstract class CloudError extends Error {
  abstract readonly code:
    | "INSUFFICIENT_CAPACITY"
    | "NODE_CLASS_NOT_READY"
    | "NODE_CLAIM_NOT_FOUND"
    | "CREATE_FAILED"
    | "UNAUTHORIZED"
    | "THROTTLED";
}

/** No capacity for anything the claim allows: the claim is deleted and its pods are planned again. */
export class InsufficientCapacity extends CloudError {
  readonly code = "INSUFFICIENT_CAPACITY";
}

/** The node class cannot be launched from yet: the claim is deleted and its pods are planned again. */
export class NodeClassNotReady extends CloudError {
  readonly code = "NODE_CLASS_NOT_READY";
}

/** The instance is gone (or never was): finalizers may be released. */
export class NodeClaimNotFound extends CloudError {
  readonly code = "NODE_CLAIM_NOT_FOUND";
}

/** The launch failed for a reason that waiting may cure. Reason and message go to the claim's `Launched` condition. */
export class CreateFailed extends CloudError {
  readonly code = "CREATE_FAILED";
  readonly conditionReason: string;

  constructor(conditionReason: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.conditionReason = conditionReason;
  }
}

/** The cloud refused the call for lack of permission. */
export class Unauthorized extends CloudError {
  readonly code = "UNAUTHORIZED";
}

/** The cloud asked to slow down, and the client's own retries did not help. */
export class Throttled extends CloudError {
  readonly code = "THROTTLED";
}

export function isCloudError(error: unknown, code: CloudError["code"]): boolean {
  return error instanceof CloudError && error.code === code;
}
