import type { AwsSimulation } from "@inlay/box-aws";
import type { ImageFamily } from "./user-data/user-data.ts";
import { hardwareOf, type Hardware, type InstanceTypeDescription } from "./hardware.ts";

/** What machines look up at EC2 about themselves; every answer is asked for once. */
export class Ec2Facts {
  readonly #aws: AwsSimulation;
  readonly #hardware = new Map<string, Promise<Hardware>>();
  readonly #imageNames = new Map<string, Promise<string>>();

  constructor(aws: AwsSimulation) {
    this.#aws = aws;
  }

  hardware(instanceType: string): Promise<Hardware> {
    return remembered(this.#hardware, instanceType, async () => {
      const answer = await this.#aws.invoke<{ InstanceTypes?: readonly InstanceTypeDescription[] }>(
        "ec2",
        "DescribeInstanceTypes",
        { InstanceTypes: [instanceType] },
      );
      return hardwareOf(answer.InstanceTypes?.[0] ?? {});
    });
  }

  async imageFamily(imageId: string): Promise<ImageFamily | undefined> {
    return imageFamilyOf(await this.#imageName(imageId));
  }

  /** `1.32`; `""` of an image that is not EKS's. */
  async imageVersion(imageId: string): Promise<string> {
    return /-(1\.\d+)-/.exec(await this.#imageName(imageId))?.[1] ?? "";
  }

  #imageName(imageId: string): Promise<string> {
    return remembered(this.#imageNames, imageId, async () => {
      const answer = await this.#aws.invoke<{ Images?: readonly { readonly Name?: string }[] }>(
        "ec2",
        "DescribeImages",
        {
          ImageIds: [imageId],
        },
      );
      return answer.Images?.[0]?.Name ?? "";
    });
  }
}

/** EKS's image names: `amazon-eks-node-al2023-x86_64-standard-1.32-v20250920`, `amazon-eks-node-1.32-v20250920`, `bottlerocket-aws-k8s-1.32-x86_64-v1.52.0`. */
export function imageFamilyOf(name: string): ImageFamily | undefined {
  if (name.startsWith("amazon-eks-node-al2023-")) return "al2023";
  if (name.startsWith("bottlerocket-aws-k8s-")) return "bottlerocket";
  return /^amazon-eks-(gpu-|arm64-)?node-\d/.test(name) ? "al2" : undefined;
}

function remembered<T>(cache: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const known = cache.get(key);
  if (known) return known;
  const answer = ask();
  cache.set(key, answer);
  answer.catch(() => cache.delete(key));
  return answer;
}
