import { createHash } from "node:crypto";
import type { AwsClients, RequestLaunchTemplateData } from "@inlay/aws";
import { everyPage, isAlreadyExistsAtAws, isAwsError, isNotFoundAtAws } from "@inlay/aws";
import type { Logger } from "@inlay/kube";
import type { Clock, StringMap } from "@inlay/resources";
import { SingleFlight } from "../caching/single-flight.ts";
import { TAG_EC2NODECLASS, TAG_EKS_CLUSTER } from "../labels/aws-names.ts";
import { tagList } from "./tags.ts";

const NAME_PREFIX = "karpenter.k8s.aws";
/** A template that was not used for so long is deleted. */
const LIFETIME_MS = 60_000;
const PAGE_SIZE = 200;
/** More user data than this part of EC2's limit is worth a line in the log. */
const USER_DATA_LIMIT_BYTES = 16_384;
const USER_DATA_WARN_PART = 0.9;

interface KnownTemplate {
  readonly id: string;
  usedAt: number;
}

/** Makes, reuses and cleans up launch templates, which are named after their content. */
export class LaunchTemplates {
  readonly #aws: AwsClients;
  readonly #clock: Clock;
  readonly #clusterName: string;
  /** By name. */
  readonly #known = new Map<string, KnownTemplate>();
  readonly #making = new SingleFlight<string>();

  constructor(aws: AwsClients, clock: Clock, clusterName: string) {
    this.#aws = aws;
    this.#clock = clock;
    this.#clusterName = clusterName;
  }

  /** Name of a template with this content, which exists at EC2 once this resolves. */
  ensure(content: RequestLaunchTemplateData, tags: StringMap, logger: Logger, signal: AbortSignal): Promise<string> {
    const name = launchTemplateName(content, tags);
    const known = this.#known.get(name);
    if (known) {
      known.usedAt = this.#clock.now();
      return Promise.resolve(name);
    }
    return this.#making.run(name, async () => {
      const id = (await this.#find(name, signal)) ?? (await this.#create(name, content, tags, logger, signal));
      this.#known.set(name, { id, usedAt: this.#clock.now() });
      return name;
    });
  }

  /** EC2 said that the template is gone: it is made anew when it is needed. */
  forget(name: string): void {
    this.#known.delete(name);
  }

  /** Takes over what an earlier controller of this cluster left, so that unused ones are cleaned up. */
  async hydrate(signal: AbortSignal): Promise<void> {
    const found = await this.#list([{ Name: `tag:${TAG_EKS_CLUSTER}`, Values: [this.#clusterName] }], signal);
    for (const { id, name } of found)
      if (!this.#known.has(name)) this.#known.set(name, { id, usedAt: this.#clock.now() });
  }

  /** Deletes what was not used for a minute. Failures are left for the next time. */
  async deleteUnused(logger: Logger, signal: AbortSignal): Promise<void> {
    const now = this.#clock.now();
    for (const [name, { id, usedAt }] of this.#known) {
      if (usedAt + LIFETIME_MS > now) continue;
      this.#known.delete(name);
      try {
        await this.#aws.call("ec2", "DeleteLaunchTemplate", { LaunchTemplateId: id }, { signal });
        logger.debug("deleted launch template", { "launch-template": { name, id } });
      } catch (error) {
        if (isNotFoundAtAws(error)) continue;
        this.#known.set(name, { id, usedAt });
        signal.throwIfAborted();
        logger.error("failed to delete launch template", error, { "launch-template": { name, id } });
      }
    }
  }

  /** Deletes all of a node class's templates: it is being deleted. */
  async deleteAllOf(nodeClassName: string, signal: AbortSignal): Promise<void> {
    const found = await this.#list(
      [
        { Name: `tag:${TAG_EKS_CLUSTER}`, Values: [this.#clusterName] },
        { Name: `tag:${TAG_EC2NODECLASS}`, Values: [nodeClassName] },
      ],
      signal,
    );
    for (const { name } of found) {
      this.#known.delete(name);
      try {
        await this.#aws.call("ec2", "DeleteLaunchTemplate", { LaunchTemplateName: name }, { signal });
      } catch (error) {
        if (!isNotFoundAtAws(error)) throw error;
      }
    }
  }

  async #find(name: string, signal: AbortSignal): Promise<string | undefined> {
    try {
      const { LaunchTemplates } = await this.#aws.call(
        "ec2",
        "DescribeLaunchTemplates",
        { LaunchTemplateNames: [name] },
        { signal },
      );
      return LaunchTemplates?.[0]?.LaunchTemplateId;
    } catch (error) {
      if (isNotFoundAtAws(error)) return undefined;
      throw error;
    }
  }

  async #create(
    name: string,
    content: RequestLaunchTemplateData,
    tags: StringMap,
    logger: Logger,
    signal: AbortSignal,
  ): Promise<string> {
    const userDataBytes = Buffer.byteLength(content.UserData ?? "", "base64");
    if (userDataBytes > USER_DATA_LIMIT_BYTES * USER_DATA_WARN_PART)
      logger.info("user data is close to or above EC2's limit", {
        "launch-template-name": name,
        bytes: userDataBytes,
        limit: USER_DATA_LIMIT_BYTES,
      });
    try {
      const { LaunchTemplate } = await this.#aws.call(
        "ec2",
        "CreateLaunchTemplate",
        {
          LaunchTemplateName: name,
          LaunchTemplateData: content,
          TagSpecifications: [{ ResourceType: "launch-template", Tags: tagList(tags) }],
        },
        { signal },
      );
      const id = LaunchTemplate?.LaunchTemplateId ?? "";
      logger.debug("created launch template", { "launch-template-name": name, id });
      return id;
    } catch (error) {
      // Another replica was faster; names are made from content, so its template is as good.
      if (!isAlreadyExistsAtAws(error)) throw error;
      return (await this.#find(name, signal)) ?? "";
    }
  }

  #list(filters: readonly { readonly Name: string; readonly Values: string[] }[], signal: AbortSignal) {
    return everyPage(async (token) => {
      const page = await this.#aws.call(
        "ec2",
        "DescribeLaunchTemplates",
        { Filters: [...filters], MaxResults: PAGE_SIZE, ...(token === undefined ? {} : { NextToken: token }) },
        { signal },
      );
      const items = (page.LaunchTemplates ?? []).flatMap(({ LaunchTemplateId: id, LaunchTemplateName: name }) =>
        id && name ? [{ id, name }] : [],
      );
      return { items, next: page.NextToken };
    });
  }
}

/** `karpenter.k8s.aws/` and a 64-bit number made from the content. */
export function launchTemplateName(content: RequestLaunchTemplateData, tags: StringMap): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([content, tagList(tags)]))
    .digest();
  return `${NAME_PREFIX}/${digest.readBigUInt64BE(0)}`;
}

/** Whether a launch failed because its template was deleted meanwhile. */
export function isLaunchTemplateGone(error: unknown): boolean {
  return isAwsError(error, "InvalidLaunchTemplateName.NotFoundException");
}
