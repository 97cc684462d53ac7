import { isNotFoundAtAws } from "@inlay/aws";
import type { CloudInstance, CloudProvider, RepairPolicy } from "@inlay/cloud";
import { CloudError, CreateFailed, InsufficientCapacity, NodeClaimNotFound, NodeClassNotReady } from "@inlay/cloud";
import type { EventRecorder, ObjectCache } from "@inlay/kube";
import type { InstanceType } from "@inlay/planner";
import type { Clock, EC2NodeClass, NodeClaim, NodePool } from "@inlay/resources";
import {
  ANNOTATION_EC2NODECLASS_HASH,
  ANNOTATION_EC2NODECLASS_HASH_VERSION,
  ANNOTATION_INSTANCE_PROFILE,
  KARPENTER_AWS_GROUP,
  LABEL_CAPACITY_TYPE,
  LABEL_INSTANCE_TYPE,
  LABEL_NODEPOOL,
  LABEL_ZONE,
  LABEL_ZONE_ID,
  amountsOf,
  resourceListOf,
  rfc3339,
} from "@inlay/resources";
import type { ResourceAmounts } from "@inlay/resources";
import { ExpiringMap } from "./caching/expiring-map.ts";
import type { Cluster } from "./cluster/cluster-facts.ts";
import { hasStaticDrift, resolvedDrift } from "./drift/drift.ts";
import type { InstanceTypes, ResolvedInstanceType } from "./instance-types/instance-types.ts";
import { InstanceTypesUnknown } from "./instance-types/instance-types.ts";
import {
  cloudInstanceOf,
  instanceIdOf,
  isTerminating,
  nodeClaimUidOf,
  providerIdOf,
} from "./instances/instance-facts.ts";
import type { Instances } from "./instances/instances.ts";
import { LABEL_INSTANCE_TENANCY, RESOURCE_EFA } from "./labels/aws-names.ts";
import { singleValuedLabels } from "./labels/label-values.ts";
import { cloudErrorOf, launchFailureReason } from "./launch/fleet-errors.ts";
import type { Launched, Launcher } from "./launch/launcher.ts";
import type { ProviderMetrics } from "./metrics/provider-metrics.ts";
import { conditionOf } from "./node-class/conditions.ts";
import type { Subnets } from "./network/subnets.ts";
import { HASH_VERSION, nodeClassHash } from "./node-class/node-class-hash.ts";

/** EC2 lists and finds a new instance at the latest so long after its launch. */
const EVENTUALLY_MS = 60_000;
const MINUTE_MS = 60_000;

const notReadyFor = (conditionType: string, minutes: number): readonly RepairPolicy[] => [
  { conditionType, conditionStatus: "False", tolerationMs: minutes * MINUTE_MS },
];

const REPAIR_POLICIES: readonly RepairPolicy[] = [
  ...notReadyFor("Ready", 30),
  { conditionType: "Ready", conditionStatus: "Unknown", tolerationMs: 30 * MINUTE_MS },
  ...notReadyFor("AcceleratedHardwareReady", 10),
  ...notReadyFor("StorageReady", 30),
  ...notReadyFor("NetworkingReady", 30),
  ...notReadyFor("KernelReady", 30),
  ...notReadyFor("ContainerRuntimeReady", 30),
];

export interface AwsCloudProviderParts {
  readonly clock: Clock;
  readonly events: EventRecorder;
  readonly metrics: ProviderMetrics;
  readonly cluster: Cluster;
  readonly nodeClasses: ObjectCache<EC2NodeClass>;
  readonly instanceTypes: InstanceTypes;
  readonly instances: Instances;
  readonly launcher: Launcher;
  readonly subnets: Subnets;
}

/** The cloud on EC2, as the autoscaler sees it. */
export class AwsCloudProvider implements CloudProvider {
  readonly name = "aws";
  readonly nodeClassKinds = [{ group: KARPENTER_AWS_GROUP, kind: "EC2NodeClass" }];
  readonly repairPolicies = REPAIR_POLICIES;
  readonly #parts: AwsCloudProviderParts;
  /** Instances that EC2 may not list yet. */
  readonly #fresh: ExpiringMap<CloudInstance>;
  readonly #lists = new WeakMap<readonly ResolvedInstanceType[], readonly InstanceType[]>();

  constructor(parts: AwsCloudProviderParts) {
    this.#parts = parts;
    this.#fresh = new ExpiringMap(parts.clock, EVENTUALLY_MS);
  }

  async create(nodeClaim: NodeClaim, signal: AbortSignal): Promise<CloudInstance> {
    const nodeClass = this.#launchableClass(nodeClaim);
    try {
      const launched = await this.#parts.launcher.launch(nodeClaim, nodeClass, signal);
      const { caBundle } = this.#parts.cluster.facts;
      const instance = createdInstance(launched, nodeClaim, nodeClass, caBundle);
      this.#fresh.set(launched.instanceId, instance);
      return instance;
    } catch (error) {
      if (error instanceof InstanceTypesUnknown)
        throw new CreateFailed("InstanceTypeResolutionFailed", error.message, { cause: error });
      if (error instanceof CloudError && launchFailureReason(error.message) === "SpotSLRCreationFailed")
        this.#parts.events.record({
          object: nodeClaim,
          type: "Warning",
          reason: "SpotSLRCreationFailed",
          message: `${error.message}; create the service-linked role for EC2 Spot once: aws iam create-service-linked-role --aws-service-name spot.amazonaws.com`,
        });
      throw error instanceof CloudError ? error : cloudErrorOf(error);
    }
  }

  async delete(nodeClaim: NodeClaim, signal: AbortSignal): Promise<void> {
    const { instances, launcher } = this.#parts;
    const { uid, name } = nodeClaim.metadata;
    launcher.forget(uid);
    try {
      const providerID = nodeClaim.status?.providerID;
      if (!providerID) {
        // Killed between launch and status: the instance may be there, only by its tag.
        const found = (await instances.ofNodeClaim(name, signal)).filter((facts) => nodeClaimUidOf(facts) === uid);
        if (found.length === 0) throw new NodeClaimNotFound(`no instance was launched for NodeClaim ${name}`);
        await Promise.all(
          found.filter((facts) => !isTerminating(facts)).map((facts) => instances.terminate(facts.id, signal)),
        );
        return;
      }
      const id = this.#instanceId(providerID);
      const facts = await instances.get(id, signal);
      if (facts?.state === "terminated") throw new NodeClaimNotFound(`instance ${id} has terminated`);
      if (facts && isTerminating(facts)) return;
      // EC2 may not list yet what was just launched: it is asked to terminate it all the same.
      if (!facts && !this.#fresh.get(id)) throw new NodeClaimNotFound(`instance ${id} is gone`);
      if ((await instances.terminate(id, signal)) === "terminating") return;
      if (!facts && this.#fresh.get(id))
        throw new Error(`EC2 does not know instance ${id} yet; termination is tried again`);
      throw new NodeClaimNotFound(`instance ${id} is gone`);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof NodeClaimNotFound))
        this.#parts.metrics.terminationFailures.inc({
          zone: nodeClaim.metadata.labels?.[LABEL_ZONE] ?? "",
          zone_id: "",
        });
      throw cloudErrorOf(error);
    }
  }

  async get(providerID: string, signal: AbortSignal): Promise<CloudInstance> {
    const id = this.#instanceId(providerID);
    try {
      const facts = await this.#parts.instances.get(id, signal);
      if (facts?.state === "terminated") throw new NodeClaimNotFound(`instance ${id} has terminated`);
      if (facts) return cloudInstanceOf(facts);
    } catch (error) {
      signal.throwIfAborted();
      if (!isNotFoundAtAws(error)) throw cloudErrorOf(error);
    }
    const fresh = this.#fresh.get(id);
    if (fresh) return fresh;
    throw new NodeClaimNotFound(`instance ${id} is gone`);
  }

  async list(signal: AbortSignal): Promise<readonly CloudInstance[]> {
    try {
      return (await this.#parts.instances.list(signal)).map(cloudInstanceOf);
    } catch (error) {
      signal.throwIfAborted();
      throw cloudErrorOf(error);
    }
  }

  async instanceTypes(nodePool: NodePool): Promise<readonly InstanceType[]> {
    const { name } = nodePool.spec.template.spec.nodeClassRef;
    const nodeClass = this.#parts.nodeClasses.get(name);
    if (!nodeClass) throw new NodeClassNotReady(`EC2NodeClass ${name} does not exist`);
    const resolved = this.#parts.instanceTypes.list(nodeClass);
    // Equal lists stay identical, so that a planner can tell without comparing.
    let types = this.#lists.get(resolved);
    if (!types) this.#lists.set(resolved, (types = resolved.map((type) => type.instanceType)));
    return types;
  }

  async freeAddresses(nodePool: NodePool): Promise<Readonly<Record<string, number>> | undefined> {
    const nodeClass = this.#parts.nodeClasses.get(nodePool.spec.template.spec.nodeClassRef.name);
    return nodeClass && this.#parts.subnets.leftByZone(nodeClass);
  }

  async isDrifted(nodeClaim: NodeClaim, signal: AbortSignal): Promise<string> {
    const nodeClass = this.#parts.nodeClasses.get(nodeClaim.spec.nodeClassRef.name);
    const id = instanceIdOf(nodeClaim.status?.providerID ?? "");
    if (!nodeClass || nodeClass.metadata.deletionTimestamp || !id) return "";
    if (hasStaticDrift(nodeClaim, nodeClass)) return "NodeClassDrift";
    try {
      const instance = await this.#parts.instances.getSeen(id, signal);
      if (!instance || instance.state === "terminated") throw new NodeClaimNotFound(`instance ${id} is gone`);
      const typeName = nodeClaim.metadata.labels?.[LABEL_INSTANCE_TYPE];
      const type = this.#parts.instanceTypes.list(nodeClass).find(({ facts }) => facts.name === typeName);
      return resolvedDrift(nodeClaim, nodeClass, type?.labels, instance);
    } catch (error) {
      signal.throwIfAborted();
      throw cloudErrorOf(error);
    }
  }

  /** @throws InsufficientCapacity | NodeClassNotReady | CreateFailed */
  #launchableClass(nodeClaim: NodeClaim): EC2NodeClass {
    const { name } = nodeClaim.spec.nodeClassRef;
    const nodeClass = this.#parts.nodeClasses.get(name);
    if (!nodeClass || nodeClass.metadata.deletionTimestamp) {
      const message = `resolving EC2NodeClass ${name}: it ${nodeClass ? "is being deleted" : "does not exist"}`;
      this.#parts.events.record({ object: nodeClaim, type: "Warning", reason: "FailedResolvingNodeClass", message });
      throw new InsufficientCapacity(message);
    }
    const ready = conditionOf(nodeClass.status?.conditions, "Ready");
    if (ready?.status === "False") throw new NodeClassNotReady(ready.message ?? `EC2NodeClass ${name} is not ready`);
    if (ready?.status !== "True")
      throw new CreateFailed(
        "NodeClassReadinessUnknown",
        `EC2NodeClass ${name}: ${ready?.message ?? "has not been looked at yet"}`,
      );
    if (ready.observedGeneration !== nodeClass.metadata.generation)
      throw new NodeClassNotReady(`EC2NodeClass ${name}: its readiness is of an older generation`);
    return nodeClass;
  }

  #instanceId(providerID: string): string {
    const id = instanceIdOf(providerID);
    if (!id) throw new NodeClaimNotFound(`${providerID} names no EC2 instance`);
    return id;
  }
}

function createdInstance(
  launched: Launched,
  nodeClaim: NodeClaim,
  nodeClass: EC2NodeClass,
  caBundle: string,
): CloudInstance {
  const { type, zone, zoneId, capacityType, tenancy } = launched;
  const hasEfa = (amountsOf(nodeClaim.spec.resources?.requests)[RESOURCE_EFA] ?? 0) > 0;
  const shown = (amounts: ResourceAmounts) =>
    resourceListOf(
      Object.fromEntries(
        Object.entries(amounts).filter(([name, amount]) => amount > 0 && (name !== RESOURCE_EFA || hasEfa)),
      ),
    );
  const profile = nodeClass.status?.instanceProfile;
  const nodePoolName = nodeClaim.metadata.labels?.[LABEL_NODEPOOL];
  return {
    providerID: providerIdOf(zone, launched.instanceId),
    imageID: launched.imageId,
    instanceType: type.facts.name,
    zone,
    capacityType,
    labels: {
      ...singleValuedLabels(type.labels),
      [LABEL_ZONE]: zone,
      ...(zoneId ? { [LABEL_ZONE_ID]: zoneId } : {}),
      [LABEL_CAPACITY_TYPE]: capacityType,
      [LABEL_INSTANCE_TENANCY]: tenancy,
    },
    annotations: {
      [ANNOTATION_EC2NODECLASS_HASH]: nodeClassHash(nodeClass, caBundle),
      [ANNOTATION_EC2NODECLASS_HASH_VERSION]: HASH_VERSION,
      ...(profile ? { [ANNOTATION_INSTANCE_PROFILE]: profile } : {}),
    },
    capacity: shown(type.instanceType.capacity),
    allocatable: shown(type.allocatable),
    nodeClaimName: nodeClaim.metadata.name,
    ...(nodePoolName ? { nodePoolName } : {}),
    launchTime: rfc3339(launched.launchedAt),
    terminating: false,
  };
}
