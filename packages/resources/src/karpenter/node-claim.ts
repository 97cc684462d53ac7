import type { ResourceList } from "../core/pod.ts";
import type { Condition, KubeObject } from "../meta/object-meta.ts";
import type { Taint } from "../scheduling/taints.ts";
import type { NodeClassRef, RequirementWithMinValues } from "./node-pool.ts";

export interface NodeClaim extends KubeObject {
  readonly kind: "NodeClaim";
  readonly spec: {
    readonly nodeClassRef: NodeClassRef;
    readonly requirements: readonly RequirementWithMinValues[];
    readonly resources?: { readonly requests?: ResourceList };
    readonly taints?: readonly Taint[];
    readonly startupTaints?: readonly Taint[];
    readonly terminationGracePeriod?: string;
    readonly expireAfter?: string;
  };
  readonly status?: {
    readonly nodeName?: string;
    readonly providerID?: string;
    readonly imageID?: string;
    readonly capacity?: ResourceList;
    readonly allocatable?: ResourceList;
    readonly lastPodEventTime?: string;
    readonly conditions?: readonly Condition[];
  };
}
