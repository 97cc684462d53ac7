import { podKeyOf } from "../cluster/pod-lifecycle.ts";
import type { PlannedNodeClaim } from "../plan.ts";
import { planProvisioning } from "../provisioning/plan-provisioning.ts";
import type { Policy, Snapshot } from "../snapshot.ts";

/** A way to buy a node: what the plan expects, or what comes next. */
export interface PricedOffering {
  readonly instanceType: string;
  readonly zone: string;
  readonly capacityType: string;
  readonly pricePerHour: number;
  /** Where it is another pool than the chosen one's. */
  readonly nodePool?: string;
}

/** The cheapest other offering that would hold the same pods on one node: of the claim itself, or of a claim of another pool. */
export function runnerUpOf(snapshot: Snapshot, policy: Policy, claim: PlannedNodeClaim): PricedOffering | undefined {
  const others = snapshot.nodePools
    .map(({ metadata }) => metadata.name)
    .filter((name) => name !== claim.nodePool)
    .flatMap((nodePool) => {
      const other = claimIn(snapshot, policy, nodePool, claim.pods);
      return other ? [{ ...other.cheapest, nodePool }] : [];
    });
  const { cheapest } = claim;
  const own = offeringsOf(snapshot, claim).filter(
    ({ instanceType, zone, capacityType }) =>
      instanceType !== cheapest.instanceType || zone !== cheapest.zone || capacityType !== cheapest.capacityType,
  );
  const text = (of: PricedOffering) => `${of.instanceType}/${of.zone}/${of.capacityType}/${of.nodePool ?? ""}`;
  return [...own, ...others].sort((a, b) => a.pricePerHour - b.pricePerHour || (text(a) < text(b) ? -1 : 1))[0];
}

/** The one claim that another pool alone would make for the pods, if one is enough. */
function claimIn(snapshot: Snapshot, policy: Policy, nodePool: string, pods: readonly string[]) {
  const wanted = new Set(pods);
  const { newNodeClaims } = planProvisioning(
    {
      ...snapshot,
      nodePools: snapshot.nodePools.filter(({ metadata }) => metadata.name === nodePool),
      pods: snapshot.pods.filter((pod) => pod.spec.nodeName || wanted.has(podKeyOf(pod))),
    },
    policy,
  );
  return newNodeClaims.length === 1 && newNodeClaims[0]!.pods.length === pods.length ? newNodeClaims[0] : undefined;
}

/** What the claim may be launched as, with capacity as far as is known. */
function offeringsOf(snapshot: Snapshot, claim: PlannedNodeClaim): PricedOffering[] {
  const catalogue = snapshot.catalogues[snapshot.catalogueOfNodePool[claim.nodePool] ?? ""] ?? [];
  const allowed = (key: string) =>
    claim.spec.requirements.find((each) => each.key === key && each.operator === "In")?.values;
  const zones = allowed("topology.kubernetes.io/zone");
  const capacityTypes = allowed("karpenter.sh/capacity-type");
  const names = new Set(claim.instanceTypes);
  const text = (instanceType: string, zone: string, capacityType: string) => `${instanceType}/${zone}/${capacityType}`;
  const short = new Set(
    (snapshot.unavailableOfferings ?? []).map((each) => text(each.instanceType, each.zone, each.capacityType)),
  );
  return catalogue
    .filter(({ name }) => names.has(name))
    .flatMap(({ name, offerings }) =>
      offerings
        .filter(({ available, zone, capacityType }) => available && !short.has(text(name, zone, capacityType)))
        .filter(
          ({ zone, capacityType }) =>
            (zones?.includes(zone) ?? true) && (capacityTypes?.includes(capacityType) ?? true),
        )
        .map(({ zone, capacityType, pricePerHour }) => ({ instanceType: name, zone, capacityType, pricePerHour })),
    );
}
