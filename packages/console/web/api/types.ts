/** The parts of Palette's REST bodies that the console reads. Field names are Palette's. */
import type { ValueRule } from "../../src/yaml/problems.ts";

export type Metadata = {
  readonly uid: string;
  readonly name: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly creationTimestamp?: string;
  readonly lastModifiedTimestamp?: string;
  readonly resourceVersion?: string;
};
export type List<Item> = {
  readonly items: readonly Item[];
  readonly listmeta?: { readonly continue?: string; readonly count?: number };
};

export type ProfileType = "cluster" | "infra" | "add-on" | "system";
export type LayerKind = "kernel" | "os" | "k8s" | "cni" | "csi" | "addon";

export type Manifest = { readonly name: string; readonly content?: string; readonly uid?: string };
/** One layer of a profile. */
export type Pack = {
  readonly name: string;
  readonly displayName?: string;
  readonly layer: LayerKind;
  readonly type?: "spectro" | "manifest" | "helm" | "oci";
  readonly tag?: string;
  readonly version?: string;
  readonly values?: string;
  readonly uid?: string;
  readonly packUid?: string;
  readonly registryUid?: string;
  readonly manifests?: readonly Manifest[];
};
export type Template = { readonly type: ProfileType; readonly cloudType?: string; readonly packs?: readonly Pack[] };
export type ProfileVersion = { readonly uid: string; readonly version: string };
export type Variable = {
  readonly name: string;
  readonly displayName: string;
  readonly description?: string;
  readonly format?: string;
  readonly defaultValue?: string;
  readonly required?: boolean;
  readonly isSensitive?: boolean;
};
export type Profile = {
  readonly metadata: Metadata;
  readonly spec: {
    readonly version: string;
    readonly versions?: readonly ProfileVersion[];
    readonly draft?: Template;
    readonly published?: Template;
    readonly variables?: readonly Variable[];
  };
  readonly status?: {
    readonly isPublished?: boolean;
    readonly inUseClusters?: readonly { readonly uid: string; readonly name?: string }[];
    readonly inUseClusterUids?: readonly string[];
  };
};
export type ProfileSummary = {
  readonly metadata: Metadata;
  readonly specSummary: {
    readonly version?: string;
    readonly draft?: Template;
    readonly published?: Template & { readonly version?: string };
  };
  readonly status?: Profile["status"];
};

export type PackSummary = {
  readonly spec: {
    readonly name: string;
    readonly displayName?: string;
    readonly layer: LayerKind;
    readonly addonType?: string;
    readonly registries?: readonly {
      readonly uid: string;
      readonly name?: string;
      readonly latestVersion?: string;
      readonly latestPackUid?: string;
    }[];
  };
};
export type PackPreset = {
  readonly name: string;
  readonly displayName?: string;
  readonly group?: string;
  readonly add?: string;
  readonly remove?: readonly string[];
};
export type PackDetails = {
  readonly name: string;
  readonly displayName?: string;
  readonly layer: LayerKind;
  readonly registryUid?: string;
  readonly packValues?: readonly {
    readonly packUid: string;
    readonly values?: string;
    readonly readme?: string;
    readonly schema?: readonly ValueRule[];
    readonly presets?: readonly PackPreset[];
  }[];
  readonly tags?: readonly { readonly packUid: string; readonly version: string; readonly tag: string }[];
};

export type Condition = {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
};
export type PackStatus = {
  readonly name: string;
  readonly profileUid?: string;
  readonly version?: string;
  readonly condition?: Condition;
  readonly startTime?: string;
  readonly endTime?: string;
};
export type AttachedProfile = {
  readonly uid: string;
  readonly name: string;
  readonly version?: string;
  readonly profileVersion?: string;
  readonly type: ProfileType;
  readonly packs?: readonly Pack[];
};
/** One step of a roll-out. */
export type Step = {
  readonly name: string;
  readonly state: "Pending" | "Running" | "Done" | "Failed";
  /** What it waits for, or why it failed. */
  readonly message: string;
  readonly object?: string;
  /** What helps. */
  readonly fix?: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
};
export type ClusterStatus = {
  readonly steps?: readonly Step[];
  readonly state?: string;
  readonly health?: {
    readonly state?: string;
    readonly conditions?: readonly { readonly type?: string; readonly message?: string }[];
  };
  readonly conditions?: readonly Condition[];
  readonly packs?: readonly PackStatus[];
  readonly repave?: { readonly state?: string };
  readonly notifications?: { readonly isAvailable?: boolean };
  readonly kubeMeta?: { readonly kubernetesVersion?: string };
  readonly apiEndpoints?: readonly { readonly host?: string; readonly port?: number }[];
  readonly hourlyRate?: { readonly total?: number };
  readonly cost?: { readonly total?: number };
  readonly metrics?: Readonly<
    Record<
      "cpu" | "memory",
      { readonly total?: number; readonly request?: number; readonly usage?: number; readonly unit?: string }
    >
  >;
  readonly upgrades?: readonly { readonly reason?: readonly string[]; readonly timestamp?: string }[];
};
export type Cluster = {
  readonly metadata: Metadata;
  readonly spec: {
    readonly cloudType?: string;
    readonly cloudConfigRef?: { readonly uid: string };
    readonly clusterProfileTemplates?: readonly AttachedProfile[];
  };
  readonly status?: ClusterStatus;
};
export type ClusterSummary = {
  readonly metadata: Metadata;
  readonly specSummary?: {
    readonly cloudConfig?: {
      readonly cloudType?: string;
      readonly region?: string;
      readonly cloudRegion?: string;
      readonly machinePoolConfig?: readonly MachinePool[];
    };
  };
  readonly status?: ClusterStatus & { readonly nodes?: { readonly ready: number; readonly total: number } };
};
export type MachinePool = {
  readonly name: string;
  readonly size?: number;
  readonly minSize?: number;
  readonly maxSize?: number;
  readonly instanceType?: string;
  readonly capacityType?: string;
  readonly labels?: readonly string[];
  readonly azs?: readonly string[];
  readonly isControlPlane?: boolean;
};
export type CloudConfig = {
  readonly spec: {
    readonly machinePoolConfig?: readonly MachinePool[];
    readonly clusterConfig?: { readonly region?: string };
  };
};
export type Machine = {
  readonly metadata: Metadata;
  readonly spec?: {
    readonly instanceType?: string;
    readonly az?: string;
    readonly dnsName?: string;
    readonly type?: string;
    readonly capacityType?: string;
    readonly hourlyRate?: number;
    readonly ami?: string;
  };
  readonly status?: {
    readonly instanceState?: string;
    readonly addresses?: readonly { readonly type?: string; readonly address?: string }[];
    readonly health?: { readonly state?: string; readonly conditions?: readonly Condition[] };
    readonly podCount?: number;
    readonly podCapacity?: number;
    readonly cpuRequestedPercent?: number;
    readonly memoryRequestedPercent?: number;
  };
};
export type ClusterEvent = {
  readonly metadata: Metadata;
  readonly reason?: string;
  readonly message?: string;
  readonly severity?: string;
  readonly source?: { readonly component?: string };
  readonly involvedObject?: { readonly kind?: string; readonly name?: string };
};
export type Workload = {
  readonly metadata: Metadata & { readonly namespace?: string };
  readonly spec?: { readonly replicas?: number };
  readonly status?: {
    readonly phase?: string;
    readonly readyReplicas?: number;
    readonly replicas?: number;
    readonly message?: string;
    readonly nodeName?: string;
  };
};

type Change = "added" | "changed" | "removed";
/** What applying a selection of profiles would do, with the hash that approves exactly this. */
export type Plan = {
  readonly hash: string;
  readonly objects: readonly {
    readonly change: Change;
    readonly kind: string;
    readonly namespace?: string;
    readonly name: string;
    readonly before?: string;
    readonly after?: string;
  }[];
  readonly iam: readonly {
    readonly change: Change;
    readonly kind: string;
    readonly name: string;
    readonly detail?: string;
  }[];
  readonly nodes: readonly { readonly pool: string; readonly name: string; readonly reason: string }[];
  readonly podsMoved: number;
  readonly budgets: readonly { readonly namespace: string; readonly name: string; readonly reason: string }[];
  readonly seconds: number;
  readonly hourlyRateBefore?: number;
  readonly hourlyRateAfter?: number;
  readonly repave?: {
    readonly isRequired: boolean;
    readonly isFull?: boolean;
    readonly reasons?: readonly { readonly message: string }[];
  };
  readonly warnings?: readonly string[];
  /** Errors keep the plan from being run. */
  readonly problems?: readonly PlanProblem[];
  /** Dollars for the machines that run side by side while nodes roll. */
  readonly extraCost?: number;
};
export type PlanProblem = {
  readonly severity: "error" | "warning";
  readonly field: string;
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
  readonly fix?: string;
};
export type ProfileSelection = {
  readonly uid: string;
  readonly replaceWithProfile?: string;
  readonly packValues?: readonly {
    readonly name: string;
    readonly tag?: string;
    readonly type?: string;
    readonly values?: string;
    readonly manifests?: readonly Manifest[];
  }[];
};

export type User = {
  readonly metadata: Metadata;
  readonly spec: {
    readonly emailId: string;
    readonly firstName?: string;
    readonly lastName?: string;
    readonly roles?: readonly { readonly uid: string; readonly name: string }[];
  };
  readonly status?: { readonly lastSignIn?: string; readonly isActive?: boolean };
};
export type ProjectRoles = { readonly projectUid: string; readonly roles: readonly string[] };
export type Role = {
  readonly metadata: Metadata;
  readonly spec: { readonly permissions: readonly string[]; readonly scope?: string; readonly type?: string };
};
export type ApiKey = {
  readonly metadata: Metadata;
  readonly spec: { readonly expiry?: string; readonly user?: { readonly emailId?: string } };
  readonly status?: { readonly isActive?: boolean };
};
export type Audit = {
  readonly metadata: Metadata;
  readonly spec: {
    readonly actionType?: string;
    readonly actionMsg?: string;
    readonly contentMsg?: string;
    readonly actor?: {
      readonly actorType?: string;
      readonly user?: { readonly emailId?: string; readonly userName?: string };
    };
    readonly resource?: { readonly kind?: string; readonly name?: string };
  };
};
