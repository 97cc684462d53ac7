import type { ObjectCache, SingletonDefinition } from "@inlay/kube";
import type { EC2NodeClass } from "@inlay/resources";
import type { InstanceTypes, ResolvedInstanceType } from "../instance-types/instance-types.ts";
import type { ProviderMetrics } from "./provider-metrics.ts";

const PERIOD_MS = 60_000;
const MIB = 2 ** 20;

/** Shows once a minute what is offered at what price; only when something changed. An offering of any class counts as available. */
export function offeringMetricsController(
  instanceTypes: InstanceTypes,
  nodeClasses: ObjectCache<EC2NodeClass>,
  metrics: ProviderMetrics,
): SingletonDefinition {
  let shown: readonly (readonly ResolvedInstanceType[])[] = [];
  return {
    name: "cloudprovider.metrics",
    reconcile: async () => {
      const lists = nodeClasses
        .all()
        .filter((nodeClass) => (nodeClass.status?.subnets?.length ?? 0) > 0)
        .map((nodeClass) => instanceTypes.list(nodeClass));
      if (lists.length !== shown.length || lists.some((list, index) => list !== shown[index])) show(lists, metrics);
      shown = lists;
      return { requeueAfterMs: PERIOD_MS };
    },
  };
}

function show(lists: readonly (readonly ResolvedInstanceType[])[], metrics: ProviderMetrics): void {
  const available = new Set<string>();
  for (const { facts, instanceType } of lists.flat()) {
    metrics.cpuCores.set({ instance_type: facts.name }, facts.vcpus);
    metrics.memoryBytes.set({ instance_type: facts.name }, facts.memoryMib * MIB);
    for (const offering of instanceType.offerings) {
      const labels = { instance_type: facts.name, capacity_type: offering.capacityType, zone: offering.zone };
      const key = Object.values(labels).join("/");
      if (offering.available) available.add(key);
      metrics.offeringAvailable.set(labels, available.has(key) ? 1 : 0);
      metrics.offeringPrice.set(labels, offering.pricePerHour);
    }
  }
}
