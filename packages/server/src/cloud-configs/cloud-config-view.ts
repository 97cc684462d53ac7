import type { ClusterRow } from "../clusters/cluster-store.ts";
import type { MachinePool } from "./machine-pools.ts";

/** A pool as Palette tells it. */
export const poolView = ({ name, group, labels, machines }: MachinePool) => {
  const types = [...new Set(machines.map(({ spec }) => spec.instanceType).filter(Boolean))];
  const size = group?.desiredSize ?? machines.length;
  return {
    name,
    size,
    minSize: group?.minSize ?? 0,
    maxSize: group?.maxSize ?? size,
    instanceType: group?.instanceTypes[0] ?? types[0] ?? "",
    instanceTypes: group?.instanceTypes ?? types,
    capacityType: group?.capacityType ?? machines[0]?.spec.capacityType ?? "on-demand",
    labels,
    additionalLabels: {},
    additionalAnnotations: {},
    taints: [],
    azs: [...new Set(machines.map(({ spec }) => spec.az).filter(Boolean))].toSorted((a, b) => a.localeCompare(b, "en")),
    isControlPlane: false,
    ...(group ? { amiType: group.amiType, rootDeviceSize: group.diskSizeGb ?? 20, roleArn: group.roleArn } : {}),
    updateStrategy: { type: "RollingUpdateScaleOut" },
    state: group?.status ?? "",
    issues: group?.issues ?? [],
  };
};

/** The EKS cloud config of a cluster. */
export const cloudConfigView = (row: ClusterRow, pools: readonly MachinePool[]) => ({
  kind: "EksCloudConfig",
  metadata: { uid: row.cloud_config_uid, name: row.name },
  spec: {
    clusterConfig: { region: row.region },
    machinePoolConfig: pools.map(poolView),
    fargateProfiles: [],
  },
  status: { conditions: [] },
});
