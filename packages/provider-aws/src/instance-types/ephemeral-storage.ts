import type { BlockDeviceMapping, EC2NodeClass } from "@inlay/resources";
import { Quantity } from "@inlay/resources";
import type { AmiFamily } from "../images/ami-family.ts";
import type { TypeFacts } from "./type-facts.ts";

const DEFAULT_BYTES = 20 * 2 ** 30;

/** Bytes of the disk that pods write to: the instance's own disks as RAID 0, else the volume of the root or of the family's device. */
export function ephemeralStorageBytes(facts: TypeFacts, family: AmiFamily, spec: EC2NodeClass["spec"]): number {
  if (spec.instanceStorePolicy === "RAID0" && facts.instanceStoreGb) return facts.instanceStoreGb * 1e9;
  const mappings = spec.blockDeviceMappings ?? [];
  const chosen =
    mappings.find((mapping) => mapping.rootVolume) ??
    (family.name === "Custom"
      ? mappings.at(-1)
      : mappings.find((mapping) => mapping.deviceName === family.ephemeralDevice)) ??
    family.defaultDisks.find((mapping) => mapping.deviceName === family.ephemeralDevice);
  return sizeOf(chosen) ?? DEFAULT_BYTES;
}

function sizeOf(mapping: BlockDeviceMapping | undefined): number | undefined {
  const size = mapping?.ebs?.volumeSize;
  return size === undefined ? undefined : Quantity.parse(size, "spec.blockDeviceMappings.ebs.volumeSize").value;
}
