import type { Api } from "@inlay/box-kubernetes";
import { CUSTOM_RESOURCE_DEFINITIONS, karpenterCustomResourceDefinitions } from "@inlay/resources";
import { clusterAccessMap } from "./seed/cluster-access-map.ts";
import { clusterServices } from "./seed/cluster-services.ts";
import { karpenterChart, type KarpenterFacts } from "./seed/karpenter-chart.ts";
import { nodeDaemons } from "./seed/node-daemons.ts";
import { referencePool } from "./seed/reference-pool.ts";
import { seedObject, type SeedObject } from "./seed/seed-object.ts";

export interface ClusterFacts extends KarpenterFacts {
  readonly nodeRoleArn: string;
  readonly referencePool: boolean;
}

/** Puts into a cluster what it starts with. What is there already (`--data`) is left as it is. */
export async function seedCluster(api: Api, facts: ClusterFacts): Promise<void> {
  const definitions = karpenterCustomResourceDefinitions().map((object): SeedObject => ({
    resource: CUSTOM_RESOURCE_DEFINITIONS,
    object,
  }));
  const objects = [
    ...definitions,
    clusterAccessMap(facts.nodeRoleArn),
    ...nodeDaemons,
    ...clusterServices,
    ...karpenterChart(facts),
    ...(facts.referencePool ? referencePool(facts.clusterName) : []),
  ];
  for (const { resource, object } of objects) {
    const { name = "", namespace } = object.metadata;
    const there = api.get(resource, namespace === undefined ? { name } : { name, namespace });
    if (!there) await api.create(resource, object, { fieldManager: "inlay-box" });
  }
}
