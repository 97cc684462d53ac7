import type { Condition, KubeObject } from "../meta/object-meta.ts";
import type { Taint } from "../scheduling/taints.ts";
import type { ResourceList } from "./pod.ts";

export interface NodeAddress {
  readonly type: "Hostname" | "InternalIP" | "ExternalIP" | "InternalDNS" | "ExternalDNS";
  readonly address: string;
}

export interface Node extends KubeObject {
  readonly kind: "Node";
  readonly spec: {
    readonly providerID?: string;
    readonly taints?: readonly Taint[];
    readonly unschedulable?: boolean;
    readonly podCIDR?: string;
  };
  readonly status?: {
    readonly capacity?: ResourceList;
    readonly allocatable?: ResourceList;
    readonly conditions?: readonly Condition[];
    readonly addresses?: readonly NodeAddress[];
    readonly nodeInfo?: Readonly<Record<string, string>>;
    readonly phase?: string;
    readonly images?: readonly { readonly names: readonly string[]; readonly sizeBytes?: number }[];
    readonly volumesAttached?: readonly { readonly name: string; readonly devicePath: string }[];
  };
}
