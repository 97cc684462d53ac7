import type { NodeClaim } from "@inlay/resources";
import type { InstanceFacts } from "../instances/instance-facts.ts";
import { instanceIdOf, isTerminating, nodeClaimUidOf } from "../instances/instance-facts.ts";
import { TAG_NODECLAIM } from "../labels/aws-names.ts";

/** Younger instances may belong to a claim that nobody has heard of yet. */
const MIN_AGE_MS = 30_000;

/**
 * Instances that belong to nobody: no claim names them, and the claim that they were launched for is gone or has got another instance.
 * An instance whose claim has none yet is not leaked: the claim's next launch is answered with it.
 */
export function leakedInstances(
  instances: readonly InstanceFacts[],
  nodeClaims: readonly NodeClaim[],
  now: number,
): readonly InstanceFacts[] {
  const owned = new Set(nodeClaims.flatMap(({ status }) => instanceIdOf(status?.providerID ?? "") ?? []));
  const waiting = nodeClaims.filter(({ status }) => !status?.providerID);
  const waitingUids = new Set(waiting.map(({ metadata }) => metadata.uid));
  const waitingNames = new Set(waiting.map(({ metadata }) => metadata.name));
  return instances.filter((instance) => {
    if (owned.has(instance.id) || isTerminating(instance) || now - instance.launchedAt < MIN_AGE_MS) return false;
    const uid = nodeClaimUidOf(instance);
    return uid === undefined ? !waitingNames.has(instance.tags[TAG_NODECLAIM] ?? "") : !waitingUids.has(uid);
  });
}
