import type { AwsClients } from "@inlay/aws";
import { AwsError, isDryRunSuccess } from "@inlay/aws";
import type { CloudProvider } from "@inlay/cloud";
import type {
  ControllerDefinition,
  EventRecorder,
  KubeClient,
  Logger,
  ObjectCache,
  SingletonDefinition,
} from "@inlay/kube";
import type { Clock, EC2NodeClass, Node, NodeClaim, NodePool } from "@inlay/resources";
import { AwsCloudProvider } from "./aws-cloud-provider.ts";
import { Cluster, versionController } from "./cluster/cluster-facts.ts";
import { instanceGarbageCollection } from "./garbage-collection/instance-garbage-collection.ts";
import { Images } from "./images/images.ts";
import { SsmParameters, ssmInvalidationController } from "./images/ssm-parameters.ts";
import { instanceProfileGarbageCollection } from "./instance-profile/instance-profile-garbage-collection.ts";
import { InstanceProfiles } from "./instance-profile/instance-profiles.ts";
import { capacityController } from "./instance-types/capacity-controller.ts";
import { DiscoveredCapacity } from "./instance-types/discovered-capacity.ts";
import { Ec2Types, instanceTypeController } from "./instance-types/ec2-types.ts";
import { InstanceTypes } from "./instance-types/instance-types.ts";
import { Instances } from "./instances/instances.ts";
import { interruptionController } from "./interruption/interruption-controller.ts";
import { instanceStatusController } from "./interruption/instance-status-controller.ts";
import { Launcher } from "./launch/launcher.ts";
import { TemplateGroups } from "./launch/template-groups.ts";
import { launchTemplateController } from "./launch-template/launch-template-controller.ts";
import { LaunchTemplates } from "./launch-template/launch-templates.ts";
import { offeringMetricsController } from "./metrics/offering-metrics-controller.ts";
import type { ProviderMetrics } from "./metrics/provider-metrics.ts";
import { SecurityGroups } from "./network/security-groups.ts";
import { Subnets } from "./network/subnets.ts";
import { nodeClassController } from "./node-class/node-class-controller.ts";
import { nodeClassHashController } from "./node-class/node-class-hash-controller.ts";
import { Validation } from "./node-class/validation.ts";
import { UnavailableOfferings } from "./offerings/unavailable-offerings.ts";
import type { ProviderOptions } from "./options/provider-options.ts";
import { PriceBook } from "./pricing/price-book.ts";
import { pricingController } from "./pricing/pricing-controller.ts";
import { taggingController } from "./tagging/tagging-controller.ts";

export interface AwsProviderDependencies {
  readonly kubeClient: KubeClient;
  /** Live copies; whoever wires the provider starts them. */
  readonly caches: {
    readonly nodePools: ObjectCache<NodePool>;
    readonly nodeClaims: ObjectCache<NodeClaim>;
    readonly nodeClasses: ObjectCache<EC2NodeClass>;
    readonly nodes: ObjectCache<Node>;
  };
  readonly aws: AwsClients;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly events: EventRecorder;
  readonly metrics: ProviderMetrics;
  readonly options: ProviderOptions;
  readonly minValuesPolicy: "Strict" | "BestEffort";
  /** Ends batches that are under way when the process ends. */
  readonly signal: AbortSignal;
}

export interface AwsProvider {
  readonly provider: CloudProvider;
  /** To be run by the leader only. */
  readonly controllers: readonly ControllerDefinition[];
  readonly singletons: readonly SingletonDefinition[];
  /**
   * Reads what nothing works without: the cluster's facts and EC2's types. To be called before anything else is started, by every replica.
   * @throws when AWS or the API server refuses; the process should end then, with the message
   */
  start(signal: AbortSignal): Promise<void>;
}

/** EC2 cannot be called at all. */
export class Ec2Unreachable extends Error {
  readonly code = "EC2_UNREACHABLE";
}

/** Wires the provider. Nothing is called before {@link AwsProvider.start}. */
export function createAwsProvider(dependencies: AwsProviderDependencies): AwsProvider {
  const { kubeClient: kube, caches, aws, clock, logger, events, metrics, options, signal: life } = dependencies;
  const { nodePools, nodeClaims, nodeClasses, nodes } = caches;
  const { clusterName } = options;

  const cluster = new Cluster(kube, aws, options);
  const ec2Types = new Ec2Types(aws);
  const prices = new PriceBook(aws.region);
  const unavailable = new UnavailableOfferings(clock);
  const discovered = new DiscoveredCapacity(clock);
  const instanceTypes = new InstanceTypes(ec2Types, prices, unavailable, discovered, {
    ...options,
    region: aws.region,
  });
  const subnets = new Subnets(aws, clock, options.subnetRefreshIntervalMs);
  const securityGroups = new SecurityGroups(aws, clock);
  const parameters = new SsmParameters(aws, clock);
  const images = new Images(aws, parameters, clock, options.amiRefreshIntervalMs);
  const instanceProfiles = new InstanceProfiles(aws, clock, clusterName);
  const launchTemplates = new LaunchTemplates(aws, clock, clusterName);
  const templateGroups = new TemplateGroups(cluster, launchTemplates, aws.region, logger, (nodeclass, bytes) =>
    metrics.userDataBytes.set({ nodeclass }, bytes),
  );
  const instances = new Instances(aws, clock, clusterName, life, (batcher, batch) => metrics.batched(batcher, batch));
  const launcher = new Launcher({
    aws,
    clock,
    logger,
    cluster,
    instanceTypes,
    instances,
    launchTemplates,
    templateGroups,
    subnets,
    unavailable,
    metrics,
    minValuesPolicy: dependencies.minValuesPolicy,
  });
  const validation = new Validation({
    aws,
    clock,
    cluster,
    instanceTypes,
    templateGroups,
    nodePools,
    disableDryRun: options.disableDryRun,
  });
  const statusParts = { aws, kube, clock, events, metrics, nodeClaims, nodes, unavailable };

  return {
    provider: new AwsCloudProvider({
      clock,
      events,
      metrics,
      cluster,
      nodeClasses,
      instanceTypes,
      instances,
      launcher,
      subnets,
    }),
    controllers: [
      nodeClassHashController(kube, nodeClasses, nodeClaims, cluster),
      nodeClassController({
        aws,
        kube,
        clock,
        events,
        cluster,
        images,
        subnets,
        securityGroups,
        instanceProfiles,
        nodeClasses,
        nodeClaims,
        instanceTypes,
        launchTemplates,
        validation,
        isolatedVpc: options.isolatedVpc,
      }),
      capacityController(nodes, nodeClaims, nodeClasses, discovered),
      taggingController({ kube, aws, clock, instances, nodeClaims, clusterName }),
    ],
    singletons: [
      instanceGarbageCollection({ kube, clock, instances, nodeClaims, nodes }),
      pricingController(aws, prices, clock, options),
      instanceTypeController(ec2Types),
      ssmInvalidationController(aws, parameters, clock),
      versionController(cluster),
      launchTemplateController(launchTemplates),
      offeringMetricsController(instanceTypes, nodeClasses, metrics),
      instanceStatusController(statusParts),
      ...(options.isolatedVpc ? [] : [instanceProfileGarbageCollection(instanceProfiles, nodeClasses, nodeClaims)]),
      ...(options.interruptionQueue
        ? [interruptionController({ ...statusParts, queueName: options.interruptionQueue })]
        : []),
    ],
    start: async (signal) => {
      await requireConnection(aws, signal);
      await Promise.all([cluster.start(logger, signal), ec2Types.refresh(signal)]);
      logger.debug("discovered cluster and instance types", {
        "cluster-endpoint": cluster.facts.endpoint,
        "kubernetes-version": cluster.facts.kubernetesVersion,
        "kube-dns-ip": cluster.facts.dnsAddress ?? "",
        "instance-types": ec2Types.types.size,
      });
    },
  };
}

/** A dry run that EC2 would grant. */
async function requireConnection(aws: AwsClients, signal: AbortSignal): Promise<void> {
  try {
    await aws.call("ec2", "DescribeInstanceTypes", { DryRun: true }, { signal });
  } catch (error) {
    if (isDryRunSuccess(error) || !(error instanceof AwsError)) {
      if (isDryRunSuccess(error)) return;
      throw error;
    }
    throw new Ec2Unreachable(
      `ec2 api connectivity check failed: ${error.code}: ${error.message}; check the region, the endpoint and the controller's IAM role`,
      { cause: error },
    );
  }
}
