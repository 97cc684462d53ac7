import { readFileSync } from "node:fs";
import fc from "fast-check";
import { resourceListOf, subtractAmounts } from "@inlay/resources";
import { expect, test } from "vitest";
import type { EC2NodeClass } from "@inlay/resources";
import { amiFamilyOf } from "../images/ami-family.ts";
import { allSampleFacts, sampleFacts, sampleNodeClass } from "../testing/samples.ts";
import { capacityOf } from "./capacity.ts";
import { kubeReservedCpuMillis, overheadOf } from "./overhead.ts";
import type { TypeFacts } from "./type-facts.ts";

const options = { vmMemoryOverheadPercent: 0.075, reservedEnis: 0 };

function resourcesOf(facts: TypeFacts, overrides: Partial<EC2NodeClass["spec"]> = {}, settings = options) {
  const { spec } = sampleNodeClass(overrides);
  const family = amiFamilyOf(spec);
  const capacity = capacityOf(facts, family, spec, settings, undefined);
  const overhead = overheadOf(facts, family, spec.kubelet, capacity);
  return { capacity, overhead, allocatable: resourceListOf(subtractAmounts(capacity, overhead)) };
}

test("c6a.2xlarge has what the reference page's log says", () => {
  const { allocatable } = resourcesOf(sampleFacts("c6a.2xlarge"));
  expect(allocatable).toMatchObject({
    cpu: "7910m",
    pods: "58",
    "ephemeral-storage": "17Gi",
    "vpc.amazonaws.com/pod-eni": "38",
    memory: "14162Mi",
  });
});

test("c7a.medium has what the reference page's log says", () => {
  const { allocatable } = resourcesOf(sampleFacts("c7a.medium"));
  expect(allocatable).toMatchObject({
    cpu: "940m",
    pods: "8",
    "ephemeral-storage": "17Gi",
    "vpc.amazonaws.com/pod-eni": "4",
  });
});

test.for([
  ["m5.large", 7577, 29, 70, "1930m", "6903Mi"],
  ["m5.xlarge", 15155, 58, 80, "3920m", "14162Mi"],
  ["t4g.small", 1835, 11, 70, "1930m", "1359Mi"],
  ["c6a.2xlarge", 15155, 58, 90, "7910m", "14162Mi"],
  ["c7a.medium", 1894, 8, 60, "940m", "1451Mi"],
] as const)(
  "%s: %i Mi, %i pods, %i m kept, %s and %s allocatable",
  ([name, memoryMib, pods, reserved, cpu, memory]) => {
    const facts = sampleFacts(name);
    const { capacity, allocatable } = resourcesOf(facts);
    expect(capacity.memory).toBe(memoryMib * 2 ** 20);
    expect(capacity.pods).toBe(pods);
    expect(kubeReservedCpuMillis(facts.vcpus)).toBe(reserved);
    expect(allocatable).toMatchObject({ cpu, memory });
  },
);

test("every type has the CPU and memory that Karpenter computes for it", () => {
  const recorded = readFileSync(new URL("../../testdata/allocatable-us-east-1.tsv", import.meta.url), "utf8");
  const expected = new Map(
    recorded
      .trimEnd()
      .split("\n")
      .slice(1)
      .map((line) => {
        const [name = "", cpu, memory] = line.split("\t");
        return [name, { cpu, memory }] as const;
      }),
  );
  const different = allSampleFacts().filter((facts) => {
    const { allocatable } = resourcesOf(facts);
    const wanted = expected.get(facts.name);
    return allocatable.cpu !== cpuText(wanted?.cpu) || memoryMib(allocatable.memory) !== memoryMib(wanted?.memory);
  });
  expect(expected.size).toBe(1345);
  // The catalogue itself may be off by a MiB for a few odd types.
  expect(different.length).toBeLessThanOrEqual(5);
});

test("maxPods of the class replaces the interfaces' number, but not the memory that is kept for Kubernetes", () => {
  const usual = resourcesOf(sampleFacts("c6a.2xlarge"));
  const custom = resourcesOf(sampleFacts("c6a.2xlarge"), { kubelet: { maxPods: 110 } });
  expect(custom.capacity.pods).toBe(110);
  expect(custom.overhead.memory).toBe(usual.overhead.memory);
});

test("on Bottlerocket the kept memory follows the pods in effect", () => {
  const alias = [{ alias: "bottlerocket@latest" }];
  const usual = resourcesOf(sampleFacts("c6a.2xlarge"), { amiSelectorTerms: alias });
  const custom = resourcesOf(sampleFacts("c6a.2xlarge"), { amiSelectorTerms: alias, kubelet: { maxPods: 10 } });
  expect((usual.overhead.memory ?? 0) - (custom.overhead.memory ?? 0)).toBe(48 * 11 * 2 ** 20);
});

test("podsPerCore limits pods where the family honours it", () => {
  expect(resourcesOf(sampleFacts("c7a.medium"), { kubelet: { podsPerCore: 4 } }).capacity.pods).toBe(4);
  const bottlerocket = { amiSelectorTerms: [{ alias: "bottlerocket@latest" }], kubelet: { podsPerCore: 4 } };
  expect(resourcesOf(sampleFacts("c7a.medium"), bottlerocket).capacity.pods).toBe(8);
});

test("reserved interfaces carry no pods", () => {
  const { capacity } = resourcesOf(sampleFacts("c6a.2xlarge"), {}, { ...options, reservedEnis: 1 });
  expect(capacity.pods).toBe(3 * 14 + 2);
  expect(resourcesOf(sampleFacts("c6a.2xlarge"), {}, { ...options, reservedEnis: 9 }).capacity.pods).toBe(0);
});

test("kubeReserved of the class replaces single resources", () => {
  const { overhead } = resourcesOf(sampleFacts("c6a.2xlarge"), { kubelet: { kubeReserved: { cpu: "200m" } } });
  expect(overhead.cpu).toBe(200);
  expect(overhead.memory).toBe((11 * 58 + 255 + 100) * 2 ** 20);
});

test("evictionHard replaces thresholds; 100% switches one off", () => {
  const hard = { "memory.available": "5%", "nodefs.available": "100%" };
  const { capacity, overhead } = resourcesOf(sampleFacts("m5.large"), { kubelet: { evictionHard: hard } });
  expect(overhead.memory).toBe((11 * 29 + 255) * 2 ** 20 + Math.ceil((capacity.memory! / 100) * 5));
  expect(overhead["ephemeral-storage"]).toBe(2 ** 30);
});

test("RAID0 makes the instance's own disks the pods' storage", () => {
  const { capacity } = resourcesOf(sampleFacts("m5d.large"), { instanceStorePolicy: "RAID0" });
  expect(capacity["ephemeral-storage"]).toBe(75e9);
});

test("the root volume of the class counts, whatever its device is called", () => {
  const blockDeviceMappings = [
    { deviceName: "/dev/xvdz", ebs: { volumeSize: "1Gi" } },
    { deviceName: "/dev/sda9", rootVolume: true, ebs: { volumeSize: "100Gi" } },
  ];
  const { capacity } = resourcesOf(sampleFacts("m5.large"), { blockDeviceMappings });
  expect(capacity["ephemeral-storage"]).toBe(100 * 2 ** 30);
});

test("GPUs and Neuron devices are counted under their makers' names", () => {
  expect(resourcesOf(sampleFacts("g5.12xlarge")).capacity["nvidia.com/gpu"]).toBe(4);
  expect(resourcesOf(sampleFacts("inf2.24xlarge")).capacity).toMatchObject({
    "aws.amazon.com/neuron": 6,
    "aws.amazon.com/neuroncore": 12,
  });
});

test("more cores never keep less CPU, and never all of it", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 900 }), (vcpus) => {
      expect(kubeReservedCpuMillis(vcpus)).toBeLessThanOrEqual(kubeReservedCpuMillis(vcpus + 1));
      expect(kubeReservedCpuMillis(vcpus)).toBeLessThan(vcpus * 100);
    }),
  );
});

function cpuText(text: string | undefined): string | undefined {
  const milli = Number.parseInt(text ?? "", 10);
  return milli % 1000 === 0 ? String(milli / 1000) : text;
}

/** Both `1Gi` and `1024Mi`. */
function memoryMib(text: string | undefined): number {
  const amount = Number.parseInt(text ?? "", 10);
  if (text?.endsWith("Gi")) return amount * 1024;
  return text?.endsWith("Ti") ? amount * 1024 * 1024 : amount;
}
