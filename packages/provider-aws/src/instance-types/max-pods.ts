import type { KubeletConfiguration } from "@inlay/resources";
import type { AmiFamily } from "../images/ami-family.ts";
import type { TypeFacts } from "./type-facts.ts";

const PODS_WITHOUT_ENI_LIMIT = 110;

/** Pods that get an address of the default card's interfaces: each interface keeps one address, two pods use the host's. */
export function eniLimitedPods(facts: TypeFacts, reservedInterfaces: number): number {
  const interfaces = Math.max(0, facts.maximumNetworkInterfaces - reservedInterfaces);
  return interfaces === 0 ? 0 : interfaces * (facts.ipv4AddressesPerInterface - 1) + 2;
}

/** `pods` of a node: what the node class sets, else the family's rule; never more than podsPerCore allows. */
export function maxPods(
  facts: TypeFacts,
  family: AmiFamily,
  kubelet: KubeletConfiguration | undefined,
  reservedInterfaces: number,
): number {
  const byFamily = family.eniPodDensity ? eniLimitedPods(facts, reservedInterfaces) : PODS_WITHOUT_ENI_LIMIT;
  const pods = kubelet?.maxPods ?? byFamily;
  const perCore = kubelet?.podsPerCore ?? 0;
  return perCore > 0 && family.supportsPodsPerCore ? Math.min(pods, perCore * facts.vcpus) : pods;
}
