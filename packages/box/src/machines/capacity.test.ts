import fc from "fast-check";
import { expect, test } from "vitest";
import { amountsOf } from "@inlay/resources";
import { nodeResources } from "./capacity.ts";
import { hardwareOf, podsByAddresses } from "./hardware.ts";

const hardware = (vcpus: number, memoryMib: number, interfaces: number, addresses: number) =>
  hardwareOf({
    VCpuInfo: { DefaultVCpus: vcpus },
    MemoryInfo: { SizeInMiB: memoryMib },
    ProcessorInfo: { SupportedArchitectures: ["x86_64"] },
    NetworkInfo: { MaximumNetworkInterfaces: interfaces, Ipv4AddressesPerInterface: addresses },
  });
const nothing = { kubeReserved: {}, systemReserved: {}, evictionHard: {}, instanceStore: false };

test("a c6a.2xlarge has what the reference page shows", () => {
  const { capacity, allocatable } = nodeResources(hardware(8, 16_384, 4, 15), 20, { ...nothing, maxPods: 58 });
  expect(capacity).toMatchObject({ cpu: "8", memory: "15984828Ki", pods: "58", "ephemeral-storage": "20893676Ki" });
  expect(allocatable).toEqual({
    cpu: "7910m",
    "ephemeral-storage": "18181869946",
    "hugepages-1Gi": "0",
    "hugepages-2Mi": "0",
    memory: "14967996Ki",
    pods: "58",
  });
});

test("a c7a.medium has what the reference page shows", () => {
  const { capacity, allocatable } = nodeResources(hardware(1, 2048, 2, 4), 20, { ...nothing, maxPods: 8 });
  expect(capacity).toMatchObject({ memory: "1924692Ki" });
  expect(allocatable).toMatchObject({ cpu: "940m", memory: "1471060Ki", pods: "8" });
});

test("a t3.xlarge leaves 3920m to pods", () => {
  const t3 = hardware(4, 16_384, 4, 15);
  expect(podsByAddresses(t3)).toBe(58);
  expect(nodeResources(t3, 20, nothing).allocatable).toMatchObject({ cpu: "3920m", pods: "58" });
});

test("user data overrides each reservation", () => {
  const { allocatable } = nodeResources(hardware(4, 16_384, 4, 15), 20, {
    ...nothing,
    podsPerCore: 2,
    kubeReserved: { cpu: "1" },
    systemReserved: { cpu: "500m" },
    evictionHard: { "memory.available": "50%" },
  });
  expect(allocatable).toMatchObject({ cpu: "2500m", pods: "8" });
  expect(amountsOf(allocatable).memory).toBeLessThan(8 * 1024 ** 3);
});

test("GPUs are extended resources of their maker", () => {
  const gpu = {
    ...hardware(4, 16_384, 4, 15),
    devices: hardwareOf({ GpuInfo: { Gpus: [{ Manufacturer: "NVIDIA", Count: 4 }] } }).devices,
  };
  expect(nodeResources(gpu, 20, nothing).allocatable).toMatchObject({ "nvidia.com/gpu": "4" });
});

test("pods never get more than the machine has, nor less than nothing", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 448 }),
      fc.integer({ min: 256, max: 24 * 2 ** 20 }),
      fc.integer({ min: 1, max: 1000 }),
      (vcpus, mib, gib) => {
        const { capacity, allocatable } = nodeResources(hardware(vcpus, mib, 4, 15), gib, nothing);
        const [all, free] = [amountsOf(capacity), amountsOf(allocatable)];
        for (const name of Object.keys(all)) {
          expect(free[name]).toBeLessThanOrEqual(all[name]!);
          expect(free[name]).toBeGreaterThanOrEqual(0);
        }
        expect(all["memory"]).toBeLessThan(mib * 2 ** 20);
      },
    ),
  );
});
