import type { Api } from "@inlay/box-kubernetes";
import {
  CUSTOM_RESOURCE_DEFINITIONS,
  karpenterCustomResourceDefinitions,
  type Clock,
  type CustomResourceDefinition,
} from "@inlay/resources";
import { accessPolicyBindings } from "./seed/access-policy-bindings.ts";
import { clusterAccessMap } from "./seed/cluster-access-map.ts";
import { clusterServices } from "./seed/cluster-services.ts";
import { CONTROLLER_IMAGE, karpenterChart } from "./seed/karpenter-chart.ts";
import { nodeDaemons } from "./seed/node-daemons.ts";
import { referencePool } from "./seed/reference-pool.ts";
import { asApplied, seedObject, type SeedObject } from "./seed/seed-object.ts";

const ESTABLISHED_WITHIN_MS = 10_000;

export interface ClusterFacts {
  readonly clusterName: string;
  readonly nodeGroup: string;
  readonly nodeRoleArn: string;
  /** Role of the controller. */
  readonly roleArn: string;
  /** Name of the SQS queue of interruptions; `""`: none. */
  readonly interruptionQueue: string;
  /** Whether Karpenter and its kinds are there; without them there is no reference pool either. */
  readonly karpenter: boolean;
  readonly referencePool: boolean;
}

/** Puts into a cluster what it starts with. What is there already (`--data`) is left as it is. */
export async function seedCluster(api: Api, facts: ClusterFacts, clock: Clock): Promise<void> {
  await createMissing(api, [
    clusterAccessMap(facts.nodeRoleArn),
    ...accessPolicyBindings,
    ...nodeDaemons,
    ...clusterServices,
  ]);
  if (!facts.karpenter) return;
  const definitions = karpenterCustomResourceDefinitions().map(({ apiVersion, kind, metadata, spec }) =>
    seedObject(CUSTOM_RESOURCE_DEFINITIONS, apiVersion, kind, metadata, { spec }),
  );
  await createMissing(api, definitions);
  const { clusterName, interruptionQueue, roleArn } = facts;
  await createMissing(
    api,
    karpenterChart({
      clusterName,
      interruptionQueue,
      roleArn,
      image: CONTROLLER_IMAGE,
      replicas: 1,
      nodeGroups: [facts.nodeGroup],
    }),
  );
  if (!facts.referencePool) return;
  await established(
    api,
    definitions.map(({ object }) => object.metadata.name ?? ""),
    clock,
  );
  await createMissing(api, referencePool(clusterName).map(asApplied));
}

async function createMissing(api: Api, objects: readonly SeedObject[]): Promise<void> {
  for (const { resource, object } of objects) {
    const { name = "", namespace } = object.metadata;
    const there = api.get(resource, namespace === undefined ? { name } : { name, namespace });
    if (!there) await api.create(resource, object, { fieldManager: "inlay-box" });
  }
}

/** Custom resources are served a moment after their definition was created. */
async function established(api: Api, names: readonly string[], clock: Clock): Promise<void> {
  const deadline = clock.now() + ESTABLISHED_WITHIN_MS;
  const missing = () =>
    names.filter((name) => {
      const definition = api.get<CustomResourceDefinition>(CUSTOM_RESOURCE_DEFINITIONS, { name });
      return !definition?.status?.conditions?.some(({ type, status }) => type === "Established" && status === "True");
    });
  while (missing().length > 0) {
    if (clock.now() > deadline)
      throw new Error(`not served after ${ESTABLISHED_WITHIN_MS} ms: ${missing().join(", ")}`);
    await clock.sleep(5);
  }
}
