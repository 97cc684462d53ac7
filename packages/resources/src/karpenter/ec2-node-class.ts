import type { Condition, KubeObject, StringMap } from "../meta/object-meta.ts";
import type { RequirementWithMinValues } from "./node-pool.ts";

export interface KubeletConfiguration {
  readonly clusterDNS?: readonly string[];
  readonly maxPods?: number;
  readonly podsPerCore?: number;
  readonly systemReserved?: StringMap;
  readonly kubeReserved?: StringMap;
  readonly evictionHard?: StringMap;
  readonly evictionSoft?: StringMap;
  readonly evictionSoftGracePeriod?: StringMap;
  readonly evictionMaxPodGracePeriod?: number;
  readonly imageGCHighThresholdPercent?: number;
  readonly imageGCLowThresholdPercent?: number;
  readonly cpuCFSQuota?: boolean;
}

export interface BlockDeviceMapping {
  readonly deviceName?: string;
  readonly rootVolume?: boolean;
  readonly ebs?: {
    readonly volumeSize?: string;
    readonly volumeType?: string;
    readonly encrypted?: boolean;
    readonly deleteOnTermination?: boolean;
    readonly iops?: number;
    readonly throughput?: number;
    readonly kmsKeyID?: string;
    readonly snapshotID?: string;
    readonly volumeInitializationRate?: number;
  };
}

/** EC2NodeClass `spec`. Every field's rule and default: crds/ec2nodeclasses.yaml. */
export interface EC2NodeClassSpec {
  readonly subnetSelectorTerms: readonly { readonly tags?: StringMap; readonly id?: string }[];
  readonly securityGroupSelectorTerms: readonly {
    readonly tags?: StringMap;
    readonly id?: string;
    readonly name?: string;
  }[];
  readonly amiSelectorTerms: readonly {
    readonly alias?: string;
    readonly tags?: StringMap;
    readonly id?: string;
    readonly name?: string;
    readonly owner?: string;
    readonly ssmParameter?: string;
  }[];
  readonly amiFamily?: "AL2" | "AL2023" | "Bottlerocket" | "Custom" | "Windows2019" | "Windows2022" | "Windows2025";
  readonly role?: string;
  readonly instanceProfile?: string;
  readonly userData?: string;
  readonly tags?: StringMap;
  readonly kubelet?: KubeletConfiguration;
  readonly blockDeviceMappings?: readonly BlockDeviceMapping[];
  readonly instanceStorePolicy?: "RAID0";
  readonly detailedMonitoring?: boolean;
  readonly associatePublicIPAddress?: boolean;
  readonly ipPrefixCount?: number;
  readonly metadataOptions?: {
    readonly httpEndpoint?: "enabled" | "disabled";
    readonly httpProtocolIPv6?: "enabled" | "disabled";
    readonly httpPutResponseHopLimit?: number;
    readonly httpTokens?: "required" | "optional";
  };
  readonly context?: string;
  readonly capacityReservationSelectorTerms?: readonly Readonly<Record<string, unknown>>[];
  readonly placementGroupSelector?: { readonly name?: string; readonly id?: string };
  readonly networkInterfaces?: readonly Readonly<Record<string, unknown>>[];
  readonly connectionTracking?: Readonly<Record<string, number>>;
  readonly cpuOptions?: { readonly nestedVirtualization?: "enabled" | "disabled" };
}

export interface EC2NodeClass extends KubeObject {
  readonly kind: "EC2NodeClass";
  readonly spec: EC2NodeClassSpec;
  readonly status?: {
    readonly subnets?: readonly { readonly id: string; readonly zone: string; readonly zoneID?: string }[];
    readonly securityGroups?: readonly { readonly id: string; readonly name?: string }[];
    readonly amis?: readonly {
      readonly id: string;
      readonly name?: string;
      readonly deprecated?: boolean;
      readonly requirements: readonly RequirementWithMinValues[];
    }[];
    readonly instanceProfile?: string;
    readonly conditions?: readonly Condition[];
  };
}
