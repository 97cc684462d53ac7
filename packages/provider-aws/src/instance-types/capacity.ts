import type { EC2NodeClass, ResourceAmounts } from "@inlay/resources";
import type { AmiFamily } from "../images/ami-family.ts";
import {
  RESOURCE_AMD_GPU,
  RESOURCE_EFA,
  RESOURCE_GAUDI,
  RESOURCE_NEURON,
  RESOURCE_NEURON_CORE,
  RESOURCE_NVIDIA_GPU,
  RESOURCE_POD_ENI,
  RESOURCE_PRIVATE_IPV4,
} from "../labels/aws-names.ts";
import { ephemeralStorageBytes } from "./ephemeral-storage.ts";
import { maxPods } from "./max-pods.ts";
import type { TypeFacts } from "./type-facts.ts";

const MIB = 2 ** 20;
/** Memory that Arm machines keep for themselves (CMA). */
const ARM_RESERVED_MIB = 64;

export interface CapacityOptions {
  /** Part of the memory that the hypervisor is assumed to take: 0.075. */
  readonly vmMemoryOverheadPercent: number;
  readonly reservedEnis: number;
}

/** What a node of the type has: cpu in millicores, everything else in its own unit. */
export function capacityOf(
  facts: TypeFacts,
  family: AmiFamily,
  spec: EC2NodeClass["spec"],
  options: CapacityOptions,
  /** Memory that a node of this type was seen to have. */
  discoveredMemoryBytes: number | undefined,
): ResourceAmounts {
  const gpus = (manufacturer: string) =>
    sum(facts.gpus.filter((gpu) => gpu.manufacturer === manufacturer).map((gpu) => gpu.count));
  return {
    cpu: facts.vcpus * 1000,
    memory: discoveredMemoryBytes ?? memoryBytes(facts, options.vmMemoryOverheadPercent),
    "ephemeral-storage": ephemeralStorageBytes(facts, family, spec),
    pods: maxPods(facts, family, spec.kubelet, options.reservedEnis),
    [RESOURCE_POD_ENI]: facts.branchInterfaces,
    [RESOURCE_NVIDIA_GPU]: gpus("nvidia"),
    [RESOURCE_AMD_GPU]: gpus("amd"),
    [RESOURCE_GAUDI]: gpus("habana"),
    [RESOURCE_NEURON]: neuronCount(facts),
    [RESOURCE_NEURON_CORE]: (facts.neuronDevices[0]?.count ?? 0) * (facts.neuronDevices[0]?.coresEach ?? 0),
    [RESOURCE_EFA]: facts.efaInterfaces,
    ...(family.windowsBuild === undefined
      ? {}
      : { [RESOURCE_PRIVATE_IPV4]: Math.max(0, facts.ipv4AddressesPerInterface - 1) }),
  };
}

/** Nominal memory less what the hypervisor is assumed to take, rounded up to whole MiB. */
export function memoryBytes(facts: TypeFacts, overheadPercent: number): number {
  const nominalMib = facts.memoryMib - (facts.architectures[0] === "arm64" ? ARM_RESERVED_MIB : 0);
  const overheadMib = Math.ceil((nominalMib * MIB * overheadPercent) / 1024 / 1024);
  return (nominalMib - overheadMib) * MIB;
}

function neuronCount(facts: TypeFacts): number {
  if (facts.neuronDevices.length > 0) return sum(facts.neuronDevices.map((device) => device.count));
  return sum(facts.inferenceAccelerators.map((accelerator) => accelerator.count));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
