import type { AwsClients } from "@inlay/aws";
import { isNotFoundAtAws } from "@inlay/aws";
import type { SingletonDefinition } from "@inlay/kube";
import type { Clock } from "@inlay/resources";
import { ExpiringMap } from "../caching/expiring-map.ts";

const LIFETIME_MS = 24 * 3_600_000;
const CUSTOM_LIFETIME_MS = 5 * 60_000;
const INVALIDATION_PERIOD_MS = 30 * 60_000;

/** Values of SSM parameters, kept for a day (those of users for five minutes). */
export class SsmParameters {
  readonly #aws: AwsClients;
  readonly #values: ExpiringMap<string>;
  /** Paths by the image that they led to, as long as the value is kept. */
  readonly #pathsOfImages = new Map<string, Set<string>>();

  constructor(aws: AwsClients, clock: Clock) {
    this.#aws = aws;
    this.#values = new ExpiringMap(clock, LIFETIME_MS);
  }

  /** Undefined: there is no such parameter. */
  async get(path: string, owner: "aws" | "user", signal: AbortSignal): Promise<string | undefined> {
    const cached = this.#values.get(path);
    if (cached !== undefined) return cached;
    try {
      const { Parameter } = await this.#aws.call("ssm", "GetParameter", { Name: path }, { signal });
      const value = Parameter?.Value;
      if (value === undefined) return undefined;
      this.#values.set(path, value, owner === "aws" ? LIFETIME_MS : CUSTOM_LIFETIME_MS);
      this.#pathsOfImages.set(value, (this.#pathsOfImages.get(value) ?? new Set()).add(path));
      return value;
    } catch (error) {
      if (isNotFoundAtAws(error)) return undefined;
      throw error;
    }
  }

  get imageIds(): readonly string[] {
    return [...this.#pathsOfImages.keys()];
  }

  /** Asks again for the parameters that led to an image. */
  forgetImage(imageId: string): void {
    for (const path of this.#pathsOfImages.get(imageId) ?? []) this.#values.delete(path);
    this.#pathsOfImages.delete(imageId);
  }
}

/** `latest` parameters move on: when an image that one led to is deprecated, the parameter is asked again. */
export function ssmInvalidationController(
  aws: AwsClients,
  parameters: SsmParameters,
  clock: Clock,
): SingletonDefinition {
  return {
    name: "providers.ssm.invalidation",
    reconcile: async ({ logger, signal }) => {
      const ids = parameters.imageIds;
      if (ids.length > 0) {
        try {
          const { Images } = await aws.call(
            "ec2",
            "DescribeImages",
            { Filters: [{ Name: "image-id", Values: [...ids] }], IncludeDeprecated: true },
            { signal },
          );
          for (const { ImageId, DeprecationTime } of Images ?? [])
            if (ImageId && DeprecationTime && Date.parse(DeprecationTime) <= clock.now())
              parameters.forgetImage(ImageId);
        } catch (error) {
          signal.throwIfAborted();
          logger.error("failed checking images for deprecation", error);
        }
      }
      return { requeueAfterMs: INVALIDATION_PERIOD_MS };
    },
  };
}
