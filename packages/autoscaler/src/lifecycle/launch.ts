import { CreateFailed, isCloudError, type CloudInstance } from "@inlay/cloud";
import { errorText, type Logger, type ReconcileResult } from "@inlay/kube";
import type { NodeClaim, StringMap } from "@inlay/resources";
import type { Environment } from "../state/environment.ts";
import { deleteNodeClaim, patchNodeClaim, patchNodeClaimStatus } from "../state/writes.ts";
import { truncated, type lifecycleReport } from "./lifecycle-report.ts";

/**
 * Launches and records. The provider gives the same instance to the same claim however often it is asked, so a kill between any two lines here is
 * made good by asking again. The status comes last: once it says Launched, everything else is in place.
 */
export async function launch(
  environment: Environment,
  claim: NodeClaim,
  report: ReturnType<typeof lifecycleReport>,
  logger: Logger,
  signal: AbortSignal,
): Promise<ReconcileResult> {
  let instance: CloudInstance;
  try {
    instance = await environment.provider("nodeclaim.lifecycle").create(claim, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    return launchFailed(environment, claim, error, report, logger, signal);
  }
  const { labels, annotations } = launchedMetadata(claim, instance);
  const labelled = await patchNodeClaim(environment, claim, { metadata: { labels, annotations } }, signal);
  const launched = await patchNodeClaimStatus(
    environment,
    labelled,
    {
      conditions: [{ type: "Launched", status: "True" }],
      fields: {
        providerID: instance.providerID,
        imageID: instance.imageID,
        capacity: instance.capacity,
        allocatable: instance.allocatable,
      },
    },
    signal,
  );
  report.launched(logger, launched);
  return {};
}

/** The provider's labels below single-valued requirements below the claim's own labels; of annotations the provider's win. */
export function launchedMetadata(
  claim: NodeClaim,
  instance: Pick<CloudInstance, "labels" | "annotations">,
): { readonly labels: StringMap; readonly annotations: StringMap } {
  const single = claim.spec.requirements.filter(({ operator, values }) => operator === "In" && values?.length === 1);
  const required = Object.fromEntries(single.map(({ key, values }) => [key, values![0]!]));
  return {
    labels: { ...required, ...instance.labels, ...claim.metadata.labels },
    annotations: { ...claim.metadata.annotations, ...instance.annotations },
  };
}

async function launchFailed(
  environment: Environment,
  claim: NodeClaim,
  error: unknown,
  report: ReturnType<typeof lifecycleReport>,
  logger: Logger,
  signal: AbortSignal,
): Promise<ReconcileResult> {
  if (isCloudError(error, "INSUFFICIENT_CAPACITY")) {
    report.insufficientCapacity(logger, claim, error);
    await deleteNodeClaim(environment, claim, signal);
    return {};
  }
  if (isCloudError(error, "NODE_CLASS_NOT_READY")) {
    report.nodeClassNotReady(logger, claim, error);
    await deleteNodeClaim(environment, claim, signal);
    return {};
  }
  const reason = error instanceof CreateFailed ? error.conditionReason : "LaunchFailed";
  const message = truncated(errorText(error));
  await patchNodeClaimStatus(
    environment,
    claim,
    { conditions: [{ type: "Launched", status: "Unknown", reason, message }] },
    signal,
  );
  // Told as an error of the reconcile, which also backs off.
  throw new Error("launching nodeclaim", { cause: error });
}
