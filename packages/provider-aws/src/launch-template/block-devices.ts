import type { LaunchTemplateBlockDeviceMappingRequest } from "@inlay/aws";
import type { BlockDeviceMapping, EC2NodeClass } from "@inlay/resources";
import { Quantity } from "@inlay/resources";
import type { AmiFamily } from "../images/ami-family.ts";

const GIB = 2 ** 30;

/** Disks of a node: the class's, else the family's. Sizes are whole GiB, rounded up. */
export function blockDevices(spec: EC2NodeClass["spec"], family: AmiFamily): LaunchTemplateBlockDeviceMappingRequest[] {
  return (spec.blockDeviceMappings ?? family.defaultDisks).map(blockDevice);
}

function blockDevice({ deviceName, ebs }: BlockDeviceMapping): LaunchTemplateBlockDeviceMappingRequest {
  if (!ebs) return { DeviceName: deviceName };
  const bytes =
    ebs.volumeSize === undefined
      ? undefined
      : Quantity.parse(ebs.volumeSize, "spec.blockDeviceMappings.ebs.volumeSize").value;
  return {
    DeviceName: deviceName,
    Ebs: {
      VolumeSize: bytes === undefined ? undefined : Math.ceil(bytes / GIB),
      VolumeType: ebs.volumeType as NonNullable<LaunchTemplateBlockDeviceMappingRequest["Ebs"]>["VolumeType"],
      Encrypted: ebs.encrypted,
      DeleteOnTermination: ebs.deleteOnTermination,
      Iops: ebs.iops,
      Throughput: ebs.throughput,
      KmsKeyId: ebs.kmsKeyID,
      SnapshotId: ebs.snapshotID,
      VolumeInitializationRate: ebs.volumeInitializationRate,
    },
  };
}
