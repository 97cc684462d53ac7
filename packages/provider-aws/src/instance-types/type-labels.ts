import { LABEL_ARCH, LABEL_INSTANCE_TYPE, LABEL_OS, LABEL_REGION, LABEL_WINDOWS_BUILD } from "@inlay/resources";
import type { AmiFamily } from "../images/ami-family.ts";
import {
  LABEL_INSTANCE_ACCELERATOR_COUNT,
  LABEL_INSTANCE_ACCELERATOR_MANUFACTURER,
  LABEL_INSTANCE_ACCELERATOR_NAME,
  LABEL_INSTANCE_CAPABILITY_FLEX,
  LABEL_INSTANCE_CATEGORY,
  LABEL_INSTANCE_CPU,
  LABEL_INSTANCE_CPU_CLOCK,
  LABEL_INSTANCE_CPU_MANUFACTURER,
  LABEL_INSTANCE_EBS_BANDWIDTH,
  LABEL_INSTANCE_ENCRYPTION,
  LABEL_INSTANCE_FAMILY,
  LABEL_INSTANCE_GENERATION,
  LABEL_INSTANCE_GPU_COUNT,
  LABEL_INSTANCE_GPU_MANUFACTURER,
  LABEL_INSTANCE_GPU_MEMORY,
  LABEL_INSTANCE_GPU_NAME,
  LABEL_INSTANCE_HYPERVISOR,
  LABEL_INSTANCE_LOCAL_NVME,
  LABEL_INSTANCE_MEMORY,
  LABEL_INSTANCE_NETWORK_BANDWIDTH,
  LABEL_INSTANCE_SIZE,
  LABEL_INSTANCE_TENANCY,
} from "../labels/aws-names.ts";
import type { LabelValues } from "../labels/label-values.ts";
import type { TypeFacts } from "./type-facts.ts";

/** Labels of a type that do not depend on where it is offered. An empty list: the type lacks the label. */
export function typeLabels(facts: TypeFacts, family: AmiFamily, region: string): LabelValues {
  const { name } = facts;
  const [instanceFamily = "", size = ""] = name.split(".");
  const generation = /^([a-z]+)(?:-\d+tb)?(\d+)/.exec(name);
  const arch = facts.architectures[0] ?? "amd64";
  const windows = family.windowsBuild !== undefined;
  const gpu = facts.gpus.length === 1 ? facts.gpus[0] : undefined;
  const accelerator = acceleratorOf(facts);
  return new Map<string, readonly string[]>([
    [LABEL_INSTANCE_TYPE, [name]],
    [LABEL_ARCH, [arch]],
    [LABEL_OS, windows ? (arch === "amd64" ? ["windows"] : []) : ["linux"]],
    [LABEL_REGION, [region]],
    [LABEL_WINDOWS_BUILD, optional(family.windowsBuild)],
    [LABEL_INSTANCE_CATEGORY, optional(generation?.[1])],
    [LABEL_INSTANCE_GENERATION, optional(generation?.[2])],
    [LABEL_INSTANCE_FAMILY, [instanceFamily]],
    [LABEL_INSTANCE_SIZE, [size]],
    [LABEL_INSTANCE_CAPABILITY_FLEX, [String(instanceFamily.includes("-flex"))]],
    [LABEL_INSTANCE_CPU, [String(facts.vcpus)]],
    [LABEL_INSTANCE_CPU_MANUFACTURER, optional(facts.cpuManufacturer)],
    [LABEL_INSTANCE_CPU_CLOCK, optional(facts.clockMhz)],
    [LABEL_INSTANCE_MEMORY, [String(facts.memoryMib)]],
    [LABEL_INSTANCE_EBS_BANDWIDTH, optional(facts.ebsMbps)],
    [LABEL_INSTANCE_NETWORK_BANDWIDTH, optional(facts.networkMbps)],
    [LABEL_INSTANCE_LOCAL_NVME, optional(facts.localNvmeGb)],
    [LABEL_INSTANCE_GPU_NAME, optional(gpu?.name)],
    [LABEL_INSTANCE_GPU_MANUFACTURER, optional(gpu?.manufacturer)],
    [LABEL_INSTANCE_GPU_COUNT, optional(gpu?.count)],
    [LABEL_INSTANCE_GPU_MEMORY, optional(gpu?.memoryMib)],
    [LABEL_INSTANCE_ACCELERATOR_NAME, optional(accelerator?.name)],
    [LABEL_INSTANCE_ACCELERATOR_MANUFACTURER, optional(accelerator?.manufacturer)],
    [LABEL_INSTANCE_ACCELERATOR_COUNT, optional(accelerator?.count)],
    [LABEL_INSTANCE_HYPERVISOR, [facts.hypervisor]],
    [LABEL_INSTANCE_ENCRYPTION, [String(facts.encryptionInTransit)]],
    [LABEL_INSTANCE_TENANCY, ["default", "dedicated"]],
  ]);
}

/** The Neuron device if there is exactly one kind, else the one inference accelerator. */
function acceleratorOf(facts: TypeFacts) {
  if (facts.neuronDevices.length === 1) return { ...facts.neuronDevices[0]!, manufacturer: "aws" };
  if (facts.neuronDevices.length === 0 && facts.inferenceAccelerators.length === 1)
    return facts.inferenceAccelerators[0];
  return undefined;
}

function optional(value: string | number | undefined): readonly string[] {
  return value === undefined ? [] : [String(value)];
}
