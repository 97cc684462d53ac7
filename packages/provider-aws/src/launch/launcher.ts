import type { AwsClients, OutputOf } from "@inlay/aws";
import { AwsError, isAwsError } from "@inlay/aws";
import { CreateFailed, InsufficientCapacity } from "@inlay/cloud";
import type { Logger } from "@inlay/kube";
import type { Clock, EC2NodeClass, NodeClaim } from "@inlay/resources";
import { LABEL_NODEPOOL } from "@inlay/resources";
import { ExpiringMap } from "../caching/expiring-map.ts";
import type { Cluster } from "../cluster/cluster-facts.ts";
import type { InstanceTypes, ResolvedInstanceType } from "../instance-types/instance-types.ts";
import { nodeClaimUidOf, isTerminating } from "../instances/instance-facts.ts";
import type { Instances } from "../instances/instances.ts";
import { LABEL_INSTANCE_TENANCY } from "../labels/aws-names.ts";
import { isLaunchTemplateGone } from "../launch-template/launch-templates.ts";
import type { LaunchTemplates } from "../launch-template/launch-templates.ts";
import { launchTags } from "../launch-template/tags.ts";
import type { SubnetChoice, Subnets } from "../network/subnets.ts";
import type { UnavailableOfferings } from "../offerings/unavailable-offerings.ts";
import type { LaunchMetrics } from "../metrics/provider-metrics.ts";
import { failureOf, launchFailureOfCall, launchFailureReason, refusalsOf, rememberRefusals } from "./fleet-errors.ts";
import { clientTokenOf, fleetConfig, fleetRequest } from "./fleet-request.ts";
import {
  brokenMinValues,
  chooseCapacityType,
  chooseTenancy,
  launchCandidates,
  ofCapacityType,
} from "./select-types.ts";
import type { LaunchCandidate } from "./select-types.ts";
import type { TemplateGroups } from "./template-groups.ts";

/** An instance that was launched for a claim, with the type that it was planned as. */
export interface Launched {
  readonly instanceId: string;
  readonly type: ResolvedInstanceType;
  readonly imageId: string;
  readonly zone: string;
  readonly zoneId: string | undefined;
  readonly capacityType: "on-demand" | "spot";
  readonly tenancy: "default" | "dedicated";
  readonly launchedAt: number;
}

export interface LauncherParts {
  readonly aws: AwsClients;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly cluster: Cluster;
  readonly instanceTypes: InstanceTypes;
  readonly instances: Instances;
  readonly launchTemplates: LaunchTemplates;
  readonly templateGroups: TemplateGroups;
  readonly subnets: Subnets;
  readonly unavailable: UnavailableOfferings;
  readonly metrics: LaunchMetrics;
  readonly minValuesPolicy: "Strict" | "BestEffort";
}

/** How long what was done for a claim is remembered; claims that are not launched by then have been given up. */
const MEMORY_MS = 3_600_000;
/** EC2 lists an instance at the latest so long after the fleet that made it. */
const EVENTUALLY_MS = 60_000;
/** A fleet was made with this token before, from another request. */
const TOKEN_USED = "IdempotentParameterMismatch";

/**
 * Launches one instance per claim, once. Every try for a claim carries the same client token, made from the claim's uid, so EC2 answers a
 * repeated try (lost response, lost status patch, killed controller) with the instance that there is. The token changes only after an
 * answer that certainly left no instance. Where the request has changed since, EC2 refuses the token: then the instance is found by its tag.
 */
export class Launcher {
  readonly #parts: LauncherParts;
  readonly #launched: ExpiringMap<Launched>;
  readonly #attempts: ExpiringMap<number>;
  readonly #tokenUsedSince: ExpiringMap<number>;

  constructor(parts: LauncherParts) {
    this.#parts = parts;
    this.#launched = new ExpiringMap(parts.clock, MEMORY_MS);
    this.#attempts = new ExpiringMap(parts.clock, MEMORY_MS);
    this.#tokenUsedSince = new ExpiringMap(parts.clock, MEMORY_MS);
  }

  /** @throws InsufficientCapacity | CreateFailed */
  async launch(nodeClaim: NodeClaim, nodeClass: EC2NodeClass, signal: AbortSignal): Promise<Launched> {
    const { uid } = nodeClaim.metadata;
    const before = this.#launched.get(uid);
    if (before) return before;
    let launched = await this.#try(nodeClaim, nodeClass, signal);
    // A template that was deleted under our hands is made anew, once.
    if (launched === "template-gone") launched = await this.#try(nodeClaim, nodeClass, signal);
    if (launched === "template-gone")
      throw new CreateFailed("LaunchTemplateNotFound", "the launch template was deleted again right after it was made");
    this.#launched.set(uid, launched);
    this.#attempts.delete(uid);
    return launched;
  }

  /** The claim's instance is on its way out: a new launch must not be answered with it. */
  forget(nodeClaimUid: string): void {
    this.#launched.delete(nodeClaimUid);
  }

  async #try(nodeClaim: NodeClaim, nodeClass: EC2NodeClass, signal: AbortSignal): Promise<Launched | "template-gone"> {
    const { instanceTypes, subnets, launchTemplates } = this.#parts;
    const all = launchCandidates(nodeClaim, instanceTypes.list(nodeClass));
    if (all.length === 0) throw new InsufficientCapacity("all requested instance types were unavailable during launch");
    this.#requireMinValues(nodeClaim, all);
    const capacityType = chooseCapacityType(all);
    const tenancy = chooseTenancy(nodeClaim.spec.requirements, LABEL_INSTANCE_TENANCY);
    const candidates = ofCapacityType(all, capacityType);
    const tags = launchTags(
      nodeClass,
      this.#parts.cluster.facts.name,
      nodeClaim.metadata.labels?.[LABEL_NODEPOOL] ?? "",
    );
    const groups = await this.#parts.templateGroups
      .make(nodeClaim, nodeClass, candidates, { capacityType, tenancy, tags }, signal)
      .catch((error: unknown) => {
        throw launchFailureOfCall(error);
      });
    const bySubnet = subnets.chooseByZone(nodeClass);
    const configs = groups.flatMap((group) => fleetConfig(group, bySubnet) ?? []);
    if (configs.length === 0)
      throw new CreateFailed(
        "SubnetResolutionFailed",
        "no subnet of the node class is in a zone that the claim allows",
      );
    const attempt = this.#attempts.get(nodeClaim.metadata.uid) ?? 0;
    const request = fleetRequest({
      nodeClaim,
      configs,
      capacityType,
      context: nodeClass.spec.context,
      tags,
      clientToken: clientTokenOf(nodeClaim.metadata.uid, attempt),
    });
    const deducted = this.#deductAddresses(candidates, bySubnet);
    let usedSubnet: string | undefined;
    try {
      const answer = await this.#parts.aws.call("ec2", "CreateFleet", request, { signal });
      const launched = this.#launchedBy(answer, candidates, { capacityType, tenancy, bySubnet });
      if (launched) {
        usedSubnet = bySubnet.get(launched.zone)?.id;
        this.#noteRefusals(answer, capacityType);
        return launched;
      }
      this.#nextAttempt(nodeClaim);
      const refusals = this.#noteRefusals(answer, capacityType);
      if (refusals.some(({ code }) => code === "InvalidLaunchTemplateName.NotFoundException")) {
        for (const { templateName } of groups) launchTemplates.forget(templateName);
        return "template-gone";
      }
      throw failureOf(refusals);
    } catch (error) {
      signal.throwIfAborted();
      if (isAwsError(error, TOKEN_USED)) return this.#adopt(nodeClaim, nodeClass, tenancy, signal);
      if (isLaunchTemplateGone(error)) {
        this.#nextAttempt(nodeClaim);
        for (const { templateName } of groups) launchTemplates.forget(templateName);
        return "template-gone";
      }
      // EC2 refused before it did anything; a lost or late answer may have left an instance and keeps its token.
      if (error instanceof AwsError && !error.retryable) this.#nextAttempt(nodeClaim);
      throw launchFailureOfCall(error);
    } finally {
      for (const [subnetId, addresses] of deducted) if (subnetId !== usedSubnet) subnets.deduct(subnetId, -addresses);
    }
  }

  /** The instance of an earlier try whose token EC2 remembers with another request. */
  async #adopt(
    nodeClaim: NodeClaim,
    nodeClass: EC2NodeClass,
    tenancy: "default" | "dedicated",
    signal: AbortSignal,
  ): Promise<Launched> {
    const { instances, instanceTypes, clock, logger } = this.#parts;
    const { uid, name } = nodeClaim.metadata;
    const found = (await instances.ofNodeClaim(name, signal)).find(
      (facts) => nodeClaimUidOf(facts) === uid && !isTerminating(facts),
    );
    const type = instanceTypes.list(nodeClass).find(({ facts }) => facts.name === found?.instanceType);
    if (found && type) {
      logger.info("found the instance of an earlier launch", { NodeClaim: { name }, "instance-id": found.id });
      return {
        instanceId: found.id,
        type,
        imageId: found.imageId,
        zone: found.zone,
        zoneId: found.zoneId,
        capacityType: found.capacityType,
        tenancy,
        launchedAt: found.launchedAt,
      };
    }
    const since = this.#tokenUsedSince.get(uid) ?? clock.now();
    this.#tokenUsedSince.set(uid, since);
    if (clock.now() - since > EVENTUALLY_MS) {
      this.#tokenUsedSince.delete(uid);
      this.#nextAttempt(nodeClaim);
    }
    throw new CreateFailed(
      "LaunchFailed",
      "an earlier launch for this claim is under way; waiting for EC2 to list its instance",
    );
  }

  #requireMinValues(nodeClaim: NodeClaim, candidates: readonly LaunchCandidate[]): void {
    if (this.#parts.minValuesPolicy === "BestEffort") return;
    const broken = brokenMinValues(nodeClaim.spec.requirements, candidates);
    if (broken)
      throw new InsufficientCapacity(
        `minValues of ${broken.key} (${broken.minValues}) cannot be met by the types that are available`,
      );
  }

  #launchedBy(
    answer: OutputOf<"ec2", "CreateFleet">,
    candidates: readonly LaunchCandidate[],
    choice: {
      readonly capacityType: "on-demand" | "spot";
      readonly tenancy: "default" | "dedicated";
      readonly bySubnet: ReadonlyMap<string, SubnetChoice>;
    },
  ): Launched | undefined {
    for (const { InstanceIds, InstanceType, LaunchTemplateAndOverrides, Lifecycle } of answer.Instances ?? []) {
      const [instanceId] = InstanceIds ?? [];
      const overrides = LaunchTemplateAndOverrides?.Overrides;
      const typeName = InstanceType ?? overrides?.InstanceType;
      const type = candidates.find((candidate) => candidate.type.facts.name === typeName)?.type;
      if (!instanceId || !type) continue;
      const subnet = [...choice.bySubnet.values()].find(
        ({ id, zone }) => id === overrides?.SubnetId || zone === overrides?.AvailabilityZone,
      );
      return {
        instanceId,
        type,
        imageId: overrides?.ImageId ?? "",
        zone: overrides?.AvailabilityZone ?? subnet?.zone ?? "",
        zoneId: subnet?.zoneId,
        capacityType: Lifecycle === "spot" || Lifecycle === "on-demand" ? Lifecycle : choice.capacityType,
        tenancy: choice.tenancy,
        launchedAt: this.#parts.clock.now(),
      };
    }
    return undefined;
  }

  /** Remembers and counts what EC2 refused; a fleet can be filled and have refusals too. */
  #noteRefusals(answer: OutputOf<"ec2", "CreateFleet">, capacityType: "on-demand" | "spot") {
    const refusals = refusalsOf(answer.Errors ?? [], capacityType);
    rememberRefusals(refusals, this.#parts.unavailable);
    for (const refusal of refusals) {
      if (refusal.code === "InsufficientFreeAddressesInSubnet" && refusal.subnetId)
        this.#parts.subnets.markEmpty(refusal.subnetId);
      this.#parts.metrics.launchFailed({
        zone: refusal.zone ?? "",
        capacityType: refusal.capacityType,
        reason: launchFailureReason(`${refusal.code} ${refusal.message}`),
      });
    }
    return refusals;
  }

  /** Takes the addresses of the smallest machine off each subnet while the fleet is under way. */
  #deductAddresses(
    candidates: readonly LaunchCandidate[],
    bySubnet: ReadonlyMap<string, SubnetChoice>,
  ): ReadonlyMap<string, number> {
    const deducted = new Map<string, number>();
    for (const { id, zone } of bySubnet.values()) {
      const pods = candidates
        .filter(({ offerings }) => offerings.some((offering) => offering.zone === zone))
        .map(({ type }) => type.instanceType.capacity.pods ?? 0);
      if (pods.length === 0) continue;
      const addresses = Math.min(...pods);
      this.#parts.subnets.deduct(id, addresses);
      deducted.set(id, addresses);
    }
    return deducted;
  }

  #nextAttempt(nodeClaim: NodeClaim): void {
    const { uid } = nodeClaim.metadata;
    this.#attempts.set(uid, (this.#attempts.get(uid) ?? 0) + 1);
  }
}
