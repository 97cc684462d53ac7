import type { AwsClients } from "@inlay/aws";
import { AwsError, isAwsError, isDryRunSuccess, isUnauthorizedAtAws } from "@inlay/aws";
import type { ObjectCache } from "@inlay/kube";
import type { Clock, EC2NodeClass, NodeClaim, NodePool } from "@inlay/resources";
import { EC2_NODE_CLASSES, KARPENTER_GROUP, apiVersionOf } from "@inlay/resources";
import { ExpiringMap } from "../caching/expiring-map.ts";
import type { Cluster } from "../cluster/cluster-facts.ts";
import { amiFamilyOf } from "../images/ami-family.ts";
import type { InstanceTypes, ResolvedInstanceType } from "../instance-types/instance-types.ts";
import {
  LABEL_INSTANCE_ACCELERATOR_COUNT,
  LABEL_INSTANCE_GPU_COUNT,
  LABEL_INSTANCE_TENANCY,
  TAG_EC2NODECLASS,
  TAG_EKS_CLUSTER,
  TAG_NODECLAIM,
  TAG_NODEPOOL,
} from "../labels/aws-names.ts";
import { compatible } from "../labels/label-values.ts";
import { imageFor } from "../images/images.ts";
import { withRemedy } from "../launch/remedies.ts";
import { chooseTenancy } from "../launch/select-types.ts";
import type { TemplateGroups } from "../launch/template-groups.ts";
import { launchTags, tagList } from "../launch-template/tags.ts";
import { isTrue } from "./conditions.ts";
import type { ReadyPart, Verdict } from "./conditions.ts";

const VERDICT_LIFETIME_MS = 30 * 60_000;
const FALLBACK_TYPES = ["m5.large", "m6g.large"];
const DEPENDENCIES: readonly ReadyPart[] = ["AMIsReady", "InstanceProfileReady", "SecurityGroupsReady", "SubnetsReady"];
const OWN_TAGS = [TAG_EKS_CLUSTER, TAG_NODEPOOL, TAG_NODECLAIM, TAG_EC2NODECLASS];
const DRY_RUN = { retries: "none" } as const;

/** Undefined verdict: nothing can be said now, ask again soon. */
export type Validated = { readonly verdict: Verdict | undefined };

export interface ValidationParts {
  readonly aws: AwsClients;
  readonly clock: Clock;
  readonly cluster: Cluster;
  readonly instanceTypes: InstanceTypes;
  readonly templateGroups: TemplateGroups;
  readonly nodePools: ObjectCache<NodePool>;
  readonly disableDryRun: boolean;
}

/** Finds out with dry runs whether nodes could be launched from a class, before anybody needs one. */
export class Validation {
  readonly #parts: ValidationParts;
  readonly #verdicts: ExpiringMap<Verdict>;

  constructor(parts: ValidationParts) {
    this.#parts = parts;
    this.#verdicts = new ExpiringMap(parts.clock, VERDICT_LIFETIME_MS);
  }

  /** @param nodeClass with the status that was just resolved @param verdicts of the other parts */
  async validate(
    nodeClass: EC2NodeClass,
    verdicts: Readonly<Partial<Record<ReadyPart, Verdict>>>,
    signal: AbortSignal,
  ): Promise<Validated> {
    const waiting = await this.#clusterCidrVerdict(nodeClass, signal);
    if (waiting) return { verdict: waiting };
    const dependencies = dependencyVerdict(verdicts) ?? tagVerdict(nodeClass);
    if (dependencies) return { verdict: dependencies };
    if (this.#parts.disableDryRun) return { verdict: isTrue("ValidationSucceeded") };
    const key = cacheKey(nodeClass);
    const cached = this.#verdicts.get(key);
    if (cached) return { verdict: cached };
    const outcome = await this.#dryRun(nodeClass, signal);
    if (outcome.verdict && outcome.cache) this.#verdicts.set(key, outcome.verdict);
    return { verdict: outcome.verdict };
  }

  clear(): void {
    this.#verdicts.clear();
  }

  async #clusterCidrVerdict(nodeClass: EC2NodeClass, signal: AbortSignal): Promise<Verdict | undefined> {
    if (amiFamilyOf(nodeClass.spec).userData !== "nodeadm") return undefined;
    try {
      if (await this.#parts.cluster.serviceCidr(signal)) return undefined;
      return failed("ClusterCIDRResolutionFailed", "EKS names no service CIDR for the cluster");
    } catch (error) {
      signal.throwIfAborted();
      return failed("ClusterCIDRResolutionFailed", `Failed to detect the cluster CIDR: ${textOf(error)}`);
    }
  }

  async #dryRun(nodeClass: EC2NodeClass, signal: AbortSignal): Promise<Outcome> {
    const { templateGroups, cluster, aws } = this.#parts;
    const type = this.#candidateType(nodeClass);
    if (!type) return undecided;
    const tags = launchTags(nodeClass, cluster.facts.name, "");
    const candidate = { type, offerings: type.instanceType.offerings };
    let templateName: string | undefined;
    try {
      const choice = { capacityType: "on-demand" as const, tenancy: this.#tenancy(nodeClass), tags };
      const [group] = await templateGroups.make(probeClaim(nodeClass), nodeClass, [candidate], choice, signal);
      templateName = group?.templateName;
    } catch (error) {
      return this.#judge(error, "CreateLaunchTemplateAuthCheckFailed", nodeClass, signal);
    }
    if (!templateName) return undecided;
    const subnets = nodeClass.status?.subnets ?? [];
    const template = { LaunchTemplateName: templateName, Version: "$Latest" };
    const instanceType = type.facts.name as "m5.large";
    try {
      await aws.call(
        "ec2",
        "CreateFleet",
        {
          DryRun: true,
          Type: "instant",
          LaunchTemplateConfigs: [
            {
              LaunchTemplateSpecification: template,
              Overrides: subnets.map(({ id }) => ({ InstanceType: instanceType, SubnetId: id })),
            },
          ],
          TargetCapacitySpecification: { TotalTargetCapacity: 1, DefaultTargetCapacityType: "on-demand" },
          OnDemandOptions: { AllocationStrategy: "lowest-price" },
          TagSpecifications: ["instance" as const, "volume" as const, "fleet" as const].map((ResourceType) => ({
            ResourceType,
            Tags: tagList(tags),
          })),
        },
        { signal, ...DRY_RUN },
      );
    } catch (error) {
      if (!isDryRunSuccess(error)) return this.#judge(error, "CreateFleetAuthCheckFailed", nodeClass, signal);
    }
    let first: unknown;
    for (const { id } of subnets) {
      try {
        await aws.call(
          "ec2",
          "RunInstances",
          {
            DryRun: true,
            MinCount: 1,
            MaxCount: 1,
            LaunchTemplate: template,
            InstanceType: instanceType,
            NetworkInterfaces: [
              {
                DeviceIndex: 0,
                SubnetId: id,
                Groups: (nodeClass.status?.securityGroups ?? []).map((group) => group.id),
              },
            ],
            TagSpecifications: ["instance" as const, "volume" as const].map((ResourceType) => ({
              ResourceType,
              Tags: tagList(tags),
            })),
          },
          { signal, ...DRY_RUN },
        );
        return succeeded;
      } catch (error) {
        if (isDryRunSuccess(error)) return succeeded;
        first ??= error;
      }
    }
    return this.#judge(first, "RunInstancesAuthCheckFailed", nodeClass, signal);
  }

  #judge(error: unknown, reason: string, { spec }: EC2NodeClass, signal: AbortSignal): Outcome {
    signal.throwIfAborted();
    if (isUnauthorizedAtAws(error))
      return {
        verdict: failed(
          reason,
          withRemedy(
            `Controller isn't authorized to call ${error instanceof AwsError ? error.operation : "EC2"}: ${textOf(error)}`,
            "Unauthorized",
          ),
        ),
        cache: true,
      };
    if (isAwsError(error, "InvalidParameterValue") && /invalid iam instance profile/i.test(error.message)) {
      // A profile that was just made is not known everywhere at once; one that a user named may not exist.
      if (spec.instanceProfile === undefined) return undecided;
      return {
        verdict: failed("InstanceProfileNotFound", `IAM has no instance profile ${spec.instanceProfile}`),
        cache: false,
      };
    }
    if (isAwsError(error, "InvalidUserData.Malformed") && /limited to/.test(error.message))
      return { verdict: failed("UserDataSizeLimitExceeded", textOf(error)), cache: true };
    if (error instanceof AwsError && error.retryable) return undecided;
    throw error;
  }

  /** A type that some linked pool may launch, best one for an image without accelerators. */
  #candidateType(nodeClass: EC2NodeClass): ResolvedInstanceType | undefined {
    const images = nodeClass.status?.amis ?? [];
    const types = this.#parts.instanceTypes
      .list(nodeClass)
      .filter(
        ({ labels, instanceType }) =>
          imageFor(images, labels) !== undefined && instanceType.offerings.some((offering) => offering.available),
      );
    const pools = this.#linkedPools(nodeClass);
    const ofPools = types.filter((type) =>
      pools.some(
        ({ spec }) =>
          compatible(spec.template.spec.requirements, type.labels) &&
          Object.entries(spec.template.metadata?.labels ?? {}).every(([key, value]) =>
            compatible([{ key, operator: "In", values: [value] }], type.labels),
          ),
      ),
    );
    const plain = ({ labels }: ResolvedInstanceType) =>
      labels.get(LABEL_INSTANCE_GPU_COUNT)?.length === 0 && labels.get(LABEL_INSTANCE_ACCELERATOR_COUNT)?.length === 0;
    return (
      ofPools.find(plain) ?? ofPools[0] ?? types.find(({ facts }) => FALLBACK_TYPES.includes(facts.name)) ?? types[0]
    );
  }

  #tenancy(nodeClass: EC2NodeClass): "default" | "dedicated" {
    const dedicated = this.#linkedPools(nodeClass).some(
      ({ spec }) => chooseTenancy(spec.template.spec.requirements, LABEL_INSTANCE_TENANCY) === "dedicated",
    );
    return dedicated ? "dedicated" : "default";
  }

  #linkedPools({ metadata }: EC2NodeClass): readonly NodePool[] {
    return this.#parts.nodePools.all().filter(({ spec }) => {
      const { kind, name } = spec.template.spec.nodeClassRef;
      return kind === "EC2NodeClass" && name === metadata.name;
    });
  }
}

interface Outcome {
  readonly verdict: Verdict | undefined;
  readonly cache: boolean;
}

const succeeded: Outcome = { verdict: isTrue("ValidationSucceeded"), cache: true };
const undecided: Outcome = { verdict: undefined, cache: false };

function failed(reason: string, message: string): Verdict {
  return { status: "False", reason, message: message.slice(0, 1_000) };
}

function dependencyVerdict(verdicts: Readonly<Partial<Record<ReadyPart, Verdict>>>): Verdict | undefined {
  const message = "Awaiting AMI, Instance Profile, Security Group, and Subnet resolution";
  if (DEPENDENCIES.some((part) => verdicts[part]?.status === "False"))
    return { status: "False", reason: "DependenciesNotReady", message };
  if (DEPENDENCIES.some((part) => verdicts[part]?.status !== "True"))
    return { status: "Unknown", reason: "DependenciesNotReady", message };
  return undefined;
}

function tagVerdict({ spec }: EC2NodeClass): Verdict | undefined {
  const restricted = Object.keys(spec.tags ?? {}).find(
    (key) => OWN_TAGS.includes(key) || /^kubernetes\.io\/cluster\/[0-9A-Za-z][A-Za-z0-9\-_]*$/.test(key),
  );
  return restricted === undefined
    ? undefined
    : failed("TagValidationFailed", `spec.tags: "${restricted}" is a tag that Karpenter sets itself; remove it`);
}

function cacheKey({ metadata, spec, status }: EC2NodeClass): string {
  return JSON.stringify([
    metadata.name,
    metadata.uid,
    spec,
    status?.amis,
    status?.subnets,
    status?.securityGroups,
    status?.instanceProfile,
  ]);
}

/** A claim as the dry run needs one: it asks for nothing. */
function probeClaim({ metadata }: EC2NodeClass): NodeClaim {
  return {
    apiVersion: `${KARPENTER_GROUP}/v1`,
    kind: "NodeClaim",
    metadata: { name: "validation", uid: "validation", resourceVersion: "", creationTimestamp: "" },
    spec: {
      nodeClassRef: {
        group: apiVersionOf(EC2_NODE_CLASSES).split("/")[0] ?? "",
        kind: "EC2NodeClass",
        name: metadata.name,
      },
      requirements: [],
    },
  };
}

function textOf(error: unknown): string {
  return error instanceof AwsError
    ? `${error.code}: ${error.message}`
    : error instanceof Error
      ? error.message
      : String(error);
}
