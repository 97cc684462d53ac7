import type { Logger } from "@inlay/kube";
import { CreateFailed, NodeClassNotReady } from "@inlay/cloud";
import type { EC2NodeClass, NodeClaim, StringMap } from "@inlay/resources";
import { amountsOf } from "@inlay/resources";
import type { Cluster } from "../cluster/cluster-facts.ts";
import type { AmiFamily } from "../images/ami-family.ts";
import { aliasOf, amiFamilyOf } from "../images/ami-family.ts";
import type { ResolvedImage } from "../images/images.ts";
import { imageFor } from "../images/images.ts";
import { RESOURCE_EFA } from "../labels/aws-names.ts";
import { launchTemplateContent } from "../launch-template/launch-template-content.ts";
import type { LaunchTemplates } from "../launch-template/launch-templates.ts";
import { renderUserData } from "../user-data/user-data.ts";
import { kubeletLabels, kubeletSettings, kubeletTaints } from "../user-data/user-data-input.ts";
import type { TemplateGroup } from "./fleet-request.ts";
import type { LaunchCandidate } from "./select-types.ts";

export interface TemplateChoice {
  readonly capacityType: "on-demand" | "spot";
  readonly tenancy: "default" | "dedicated";
  readonly tags: StringMap;
}

/** Types that can share a launch template: same image, same number of pods, same EFA interfaces. */
interface Shape {
  readonly image: ResolvedImage;
  readonly maxPods: number;
  readonly efaInterfaces: number;
  readonly candidates: LaunchCandidate[];
}

/** Makes the launch templates that a launch needs, and says which types each serves. */
export class TemplateGroups {
  readonly #cluster: Cluster;
  readonly #launchTemplates: LaunchTemplates;
  readonly #region: string;
  readonly #logger: Logger;
  readonly #observeUserData: (nodeClass: string, bytes: number) => void;

  constructor(
    cluster: Cluster,
    launchTemplates: LaunchTemplates,
    region: string,
    logger: Logger,
    observeUserData: (nodeClass: string, bytes: number) => void,
  ) {
    this.#cluster = cluster;
    this.#launchTemplates = launchTemplates;
    this.#region = region;
    this.#logger = logger;
    this.#observeUserData = observeUserData;
  }

  /** @throws NodeClassNotReady when the service CIDR is unknown; CreateFailed when no image is for any of the types */
  async make(
    nodeClaim: NodeClaim,
    nodeClass: EC2NodeClass,
    candidates: readonly LaunchCandidate[],
    choice: TemplateChoice,
    signal: AbortSignal,
  ): Promise<readonly TemplateGroup[]> {
    const family = amiFamilyOf(nodeClass.spec);
    const instanceProfile = nodeClass.status?.instanceProfile;
    if (!instanceProfile)
      throw new NodeClassNotReady(`EC2NodeClass ${nodeClass.metadata.name} has no instance profile yet`);
    const shapes = shapesOf(nodeClaim, nodeClass, candidates);
    if (shapes.length === 0)
      throw new CreateFailed("AMINotFound", "no image of the node class is for any of the instance types");
    const serviceCidr = await this.#serviceCidr(family, signal);
    return Promise.all(
      shapes.map(async (shape) => {
        const userData = renderUserData(family, {
          cluster: this.#cluster.facts,
          serviceCidr,
          labels: kubeletLabels(nodeClaim, choice.capacityType, family),
          taints: kubeletTaints(nodeClaim),
          kubelet: kubeletSettings(nodeClass.spec, shape.maxPods, this.#cluster.facts.dnsAddress),
          custom: nodeClass.spec.userData,
          raid0: nodeClass.spec.instanceStorePolicy === "RAID0",
          imageVersion: imageVersionOf(nodeClass, shape.image),
        });
        this.#observeUserData(nodeClass.metadata.name, Buffer.byteLength(userData));
        const content = launchTemplateContent({
          nodeClass,
          family,
          cluster: this.#cluster.facts,
          region: this.#region,
          imageId: shape.image.id,
          instanceProfile,
          securityGroupIds: (nodeClass.status?.securityGroups ?? []).map((group) => group.id),
          userData,
          capacityType: choice.capacityType,
          tenancy: choice.tenancy,
          efaInterfaces: shape.efaInterfaces,
          tags: choice.tags,
        });
        const templateName = await this.#launchTemplates.ensure(content, choice.tags, this.#logger, signal);
        return { templateName, imageId: shape.image.id, candidates: shape.candidates };
      }),
    );
  }

  async #serviceCidr(family: AmiFamily, signal: AbortSignal): Promise<string | undefined> {
    if (family.userData !== "nodeadm") return undefined;
    const cidr = await this.#cluster.serviceCidr(signal);
    if (!cidr) throw new NodeClassNotReady("the cluster's service CIDR is not known: EKS names none");
    return cidr;
  }
}

function shapesOf(
  nodeClaim: NodeClaim,
  nodeClass: EC2NodeClass,
  candidates: readonly LaunchCandidate[],
): readonly Shape[] {
  const images = nodeClass.status?.amis ?? [];
  const wantsEfa = (amountsOf(nodeClaim.spec.resources?.requests, "spec.resources.requests")[RESOURCE_EFA] ?? 0) > 0;
  const shapes = new Map<string, Shape>();
  for (const candidate of candidates) {
    const { type } = candidate;
    const image = imageFor(images, type.labels);
    if (!image) continue;
    const maxPods = type.instanceType.capacity.pods ?? 0;
    const efaInterfaces = wantsEfa ? type.facts.efaInterfaces : 0;
    const key = `${image.id}/${maxPods}/${efaInterfaces}`;
    const shape = shapes.get(key) ?? { image, maxPods, efaInterfaces, candidates: [] };
    shapes.set(key, shape);
    shape.candidates.push(candidate);
  }
  return [...shapes.values()];
}

function imageVersionOf(nodeClass: EC2NodeClass, image: ResolvedImage): string | undefined {
  const version = aliasOf(nodeClass.spec)?.version;
  return version && version !== "latest" ? version : image.name;
}
