import { ec2InstanceType } from "@inlay/ec2-catalogue";
import { AwsError } from "../service/aws-error.ts";

/** Families that share a quota: the standard ones (A, C, D, H, I, M, R, T, Z), graphics, training, and so on. */
export const QUOTA_FAMILIES = ["standard", "f", "g", "p", "inf", "trn", "dl", "x", "hpc", "u"] as const;
export type QuotaFamily = (typeof QUOTA_FAMILIES)[number];
type CapacityType = "on-demand" | "spot";

interface Running {
  readonly instanceType: string;
  readonly capacityType: CapacityType;
  readonly state: string;
}

const STANDARD = new Set(["a", "c", "d", "h", "i", "m", "r", "t", "z"]);
/** Graphics types of two lines count together. */
const TOGETHER: Readonly<Record<string, QuotaFamily>> = { vt: "g", gr: "g", im: "standard", is: "standard" };

/** Which quota a type counts against. */
export function quotaFamilyOf(instanceType: string): QuotaFamily {
  const letters = /^[a-z]+/.exec(instanceType)?.[0] ?? "";
  if (TOGETHER[letters]) return TOGETHER[letters];
  return STANDARD.has(letters) ? "standard" : (QUOTA_FAMILIES.find((family) => family === letters) ?? "standard");
}

/** How many vCPUs an account may have running, per family and capacity type. Without an entry: as many as anybody wants. */
export class VcpuQuota {
  readonly #limits = new Map<string, number>();

  /** @param vcpus undefined: no limit again */
  set(family: QuotaFamily, capacityType: CapacityType, vcpus: number | undefined): void {
    if (vcpus === undefined) this.#limits.delete(keyOf(family, capacityType));
    else this.#limits.set(keyOf(family, capacityType), vcpus);
  }

  /** Why one more of the type may not start. */
  refusal(instanceType: string, capacityType: CapacityType, instances: Iterable<Running>): AwsError | undefined {
    const family = quotaFamilyOf(instanceType);
    const limit = this.#limits.get(keyOf(family, capacityType));
    if (limit === undefined) return undefined;
    let used = vcpusOf(instanceType);
    for (const each of instances)
      if ((each.state === "pending" || each.state === "running") && each.capacityType === capacityType)
        if (quotaFamilyOf(each.instanceType) === family) used += vcpusOf(each.instanceType);
    if (used <= limit) return undefined;
    if (capacityType === "spot")
      return new AwsError("MaxSpotInstanceCountExceeded", "Max spot instance count exceeded");
    return new AwsError(
      "VcpuLimitExceeded",
      `You have requested more vCPU capacity than your current vCPU limit of ${limit} allows for the instance bucket that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.`,
    );
  }

  save(): unknown {
    return [...this.#limits];
  }

  restore(saved: unknown): void {
    for (const [key, limit] of (saved ?? []) as [string, number][]) this.#limits.set(key, limit);
  }
}

const keyOf = (family: QuotaFamily, capacityType: CapacityType) => `${capacityType}:${family}`;
const vcpusOf = (name: string) => ec2InstanceType(name)?.vcpus ?? 0;
