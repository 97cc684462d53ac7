import type { KubeletConfiguration, ResourceAmounts } from "@inlay/resources";
import { addAmounts, amountsOf, Quantity } from "@inlay/resources";
import type { AmiFamily } from "../images/ami-family.ts";
import { eniLimitedPods } from "./max-pods.ts";
import type { TypeFacts } from "./type-facts.ts";

const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** Part of each further slice of CPU that is kept for Kubernetes: [millicores of the slice, part]. */
const CPU_TIERS: readonly (readonly [milli: number, part: number])[] = [
  [1000, 0.06],
  [1000, 0.01],
  [2000, 0.005],
  [Infinity, 0.0025],
];

/** kube-reserved + system-reserved + hard eviction thresholds. */
export function overheadOf(
  facts: TypeFacts,
  family: AmiFamily,
  kubelet: KubeletConfiguration | undefined,
  capacity: ResourceAmounts,
): ResourceAmounts {
  return addAmounts(
    kubeReserved(facts, family, kubelet, capacity),
    withoutPid(amountsOf(kubelet?.systemReserved, "spec.kubelet.systemReserved")),
    evictionThreshold(kubelet, capacity),
  );
}

function kubeReserved(
  facts: TypeFacts,
  family: AmiFamily,
  kubelet: KubeletConfiguration | undefined,
  capacity: ResourceAmounts,
): ResourceAmounts {
  const pods = family.reservesByEniPods ? eniLimitedPods(facts, 0) : (capacity.pods ?? 0);
  return {
    cpu: kubeReservedCpuMillis(facts.vcpus),
    memory: (11 * pods + 255) * MIB,
    "ephemeral-storage": GIB,
    ...withoutPid(amountsOf(kubelet?.kubeReserved, "spec.kubelet.kubeReserved")),
  };
}

/** 6 % of the first core, 1 % of the second, 0.5 % of the next two, 0.25 % of the rest. */
export function kubeReservedCpuMillis(vcpus: number): number {
  let rest = vcpus * 1000;
  let reserved = 0;
  for (const [slice, part] of CPU_TIERS) {
    const taken = Math.min(rest, slice);
    reserved += Math.trunc(taken * part);
    rest -= taken;
  }
  return reserved;
}

/** 100Mi of memory and a tenth of the disk, unless evictionHard says otherwise. Soft thresholds do not count. */
function evictionThreshold(kubelet: KubeletConfiguration | undefined, capacity: ResourceAmounts): ResourceAmounts {
  const hard = kubelet?.evictionHard ?? {};
  return {
    memory: threshold(hard["memory.available"], capacity.memory ?? 0, "memory.available") ?? 100 * MIB,
    "ephemeral-storage":
      threshold(hard["nodefs.available"], capacity["ephemeral-storage"] ?? 0, "nodefs.available") ??
      Math.ceil((capacity["ephemeral-storage"] ?? 0) / 10),
  };
}

/** An amount, or a part of the capacity: `10%`. `100%` switches the signal off. */
function threshold(text: string | undefined, capacity: number, signal: string): number | undefined {
  if (text === undefined) return undefined;
  if (!text.endsWith("%")) return Quantity.parse(text, `spec.kubelet.evictionHard.${signal}`).value;
  const percent = Number.parseFloat(text);
  return percent === 100 ? 0 : Math.ceil((capacity / 100) * percent);
}

function withoutPid({ pid: _, ...amounts }: ResourceAmounts): ResourceAmounts {
  return amounts;
}
