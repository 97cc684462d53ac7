import type { ColumnType, Generated, JSONColumnType } from "kysely";
import type { OrderOfWork } from "../roll-outs/order-of-work.ts";
import type { RollOutSelection } from "../roll-outs/roll-out-plan.ts";

/** Set by the database when left out. */
type Moment = ColumnType<Date, Date | undefined, Date>;
type Labels = JSONColumnType<Readonly<Record<string, string>>>;
/** Every row belongs to a tenant; one without project belongs to the tenant's own scope. */
type Scoped = { readonly tenant_uid: string; readonly project_uid: string | null };

export type ManifestContent = { readonly uid: string; readonly name: string; readonly content: string };
/** One layer as it is kept: values and manifests are the user's text, byte for byte. */
export type StoredPack = {
  readonly name: string;
  readonly layer: string;
  readonly type: string;
  readonly tag: string;
  readonly version: string;
  readonly values: string;
  readonly packUid?: string;
  readonly registryUid?: string;
  readonly manifests: readonly ManifestContent[];
};
export type StoredTemplate = {
  readonly type: string;
  readonly cloudType: string;
  readonly packs: readonly StoredPack[];
};
export type StoredVariable = { readonly name: string; readonly [field: string]: unknown };

/** How a cluster and its cloud are reached. Secret: never returned. */
export type StoredConnection = {
  /** Path of a kubeconfig file that this server reads. */
  readonly kubeconfigPath?: string;
  /** Or the kubeconfig itself. */
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly aws: {
    /** Absent: AWS itself. One endpoint that serves every service, as the box's. */
    readonly endpoint?: string;
    /** PEM of the authority that signs that endpoint's certificate. */
    readonly ca?: string;
    /** Profile of the server's AWS configuration; absent: its own credentials or the keys below. */
    readonly profile?: string;
    readonly accessKeyId?: string;
    readonly secretAccessKey?: string;
  };
};
/** One profile on a cluster: the version that was chosen and the revision of its contents. */
export type AppliedProfile = {
  readonly profileUid: string;
  /** Number of the row in `profile_revisions`, as text. */
  readonly revisionUid: string;
  readonly name: string;
  readonly version: string;
  readonly type: string;
  /** What this cluster has of its own, layer by layer; the rest is the revision's. */
  readonly packValues?: readonly {
    readonly name: string;
    readonly values?: string;
    readonly manifests?: readonly { readonly name: string; readonly content: string }[];
  }[];
};
/** Values that a cluster gives to a profile's variables. */
export type ClusterVariables = {
  readonly profileUid: string;
  readonly variables: readonly { readonly name: string; readonly value: string }[];
};
export type ClusterHealth = {
  readonly state: "Healthy" | "UnHealthy" | "Unknown";
  readonly conditions: readonly { readonly type: string; readonly message: string }[];
};
/** A change of profiles whose plan replaces nodes, until somebody approves it. */
export type PendingChange = {
  readonly selection: RollOutSelection;
  readonly planHash: string;
  readonly reasons: readonly { readonly code: string; readonly message: string }[];
  readonly since: string;
};
/** What the last look at a cluster found, so that a list needs no cluster to answer. */
export type ClusterObserved = {
  readonly nodes?: { readonly ready: number; readonly total: number };
  /** US dollars an hour of all its machines. */
  readonly hourlyRate?: number;
  readonly kubernetesVersion?: string;
};

export type Database = {
  tenants: { uid: string; name: string; created_at: Moment };
  projects: {
    uid: string;
    tenant_uid: string;
    name: string;
    labels: Labels;
    annotations: Labels;
    created_at: Moment;
    modified_at: Moment;
  };
  users: {
    uid: string;
    tenant_uid: string;
    email: string;
    first_name: string;
    last_name: string;
    /** Null until the user has chosen one: nobody signs in with it. */
    password_hash: string | null;
    is_active: Generated<boolean>;
    last_sign_in: Date | null;
    created_at: Moment;
    modified_at: Moment;
  };
  /** Roles made by the tenant; built-in ones are code. */
  roles: {
    uid: string;
    tenant_uid: string;
    name: string;
    scope: string;
    permissions: JSONColumnType<readonly string[]>;
    created_at: Moment;
    modified_at: Moment;
  };
  /** A role of a user in a project, or (project null) in the tenant. */
  role_bindings: Scoped & { user_uid: string; role_uid: string };
  sessions: { token_hash: string; tenant_uid: string; user_uid: string; created_at: Moment; expires_at: Date };
  /** Failed sign-ins per account or address within one window. */
  sign_in_failures: { subject: string; failures: number; since: Date };
  api_keys: {
    uid: string;
    tenant_uid: string;
    user_uid: string;
    name: string;
    annotations: Labels;
    key_hash: string;
    expires_at: Date;
    is_active: Generated<boolean>;
    created_at: Moment;
    modified_at: Moment;
  };
  cluster_profiles: Scoped & {
    uid: string;
    name: string;
    version: string;
    type: string;
    cloud_type: string;
    labels: Labels;
    annotations: Labels;
    /** Grows with every change; what a writer has seen. */
    resource_version: Generated<number>;
    draft: number;
    published: number | null;
    created_at: Moment;
    modified_at: Moment;
  };
  /** Contents of profiles. A row is never changed. */
  profile_revisions: Scoped & {
    profile_uid: string;
    number: number;
    template: JSONColumnType<StoredTemplate>;
    variables: JSONColumnType<readonly StoredVariable[]>;
    author_uid: string;
    created_at: Moment;
  };
  clusters: Scoped & {
    uid: string;
    name: string;
    cloud_type: string;
    region: string;
    eks_cluster_name: string;
    cloud_config_uid: string;
    connection: JSONColumnType<StoredConnection>;
    labels: Labels;
    annotations: Labels;
    /** The last good version. */
    profiles: JSONColumnType<readonly AppliedProfile[], string | undefined>;
    /** What a roll-out is on its way to; the same as `profiles` when none is. */
    desired_profiles: JSONColumnType<readonly AppliedProfile[], string | undefined>;
    variables: JSONColumnType<readonly ClusterVariables[], string | undefined>;
    state: string;
    health: JSONColumnType<ClusterHealth, string | undefined>;
    observed: JSONColumnType<ClusterObserved, string | undefined>;
    /** A change that waits for the approval of its repave. */
    pending: JSONColumnType<PendingChange | null, string | null | undefined, string | null>;
    /** Grows with every change a user makes or a roll-out ends. */
    resource_version: Generated<string>;
    created_at: Moment;
    modified_at: Moment;
  };
  roll_outs: Scoped & {
    uid: string;
    cluster_uid: string;
    kind: "apply" | "rollBack";
    state: "Pending" | "Running" | "Done" | "Failed";
    message: Generated<string>;
    plan_hash: string;
    is_repave: boolean;
    order_of_work: JSONColumnType<OrderOfWork>;
    author_uid: string;
    created_at: Moment;
    started_at: Date | null;
    finished_at: Date | null;
  };
  roll_out_steps: {
    roll_out_uid: string;
    position: number;
    key: string;
    name: string;
    state: "Pending" | "Running" | "Done" | "Failed";
    message: Generated<string>;
    object: string | null;
    fix: string | null;
    /** What the step has noted before it acts, so that another worker can go on. */
    memory: JSONColumnType<Readonly<Record<string, unknown>>, string | undefined>;
    started_at: Date | null;
    finished_at: Date | null;
  };
  /** Who works on a cluster. Every hand-over counts `fence` up; who holds an older one can write no more. */
  roll_out_leases: { cluster_uid: string; fence: string; holder: string; expires_at: Date };
  /** Objects in clusters that roll-outs have made or taken over: what may be pruned. Written before the object is. */
  owned_objects: {
    cluster_uid: string;
    /** `group/Kind namespace/name` */
    identity: string;
    profile_name: string;
    layer: string;
    api_version: string;
    kind: string;
    namespace: string | null;
    name: string;
    /** `metadata.uid`; null until it is known. */
    object_uid: string | null;
    /** Whether it was there before us. */
    existed: boolean;
    /** The roll-out that brought it first. */
    roll_out_uid: string;
  };
  /** Registries of the tenant's own, beside the one that comes with the program. */
  registries: {
    uid: string;
    tenant_uid: string;
    kind: string;
    name: string;
    endpoint: string;
    is_private: Generated<boolean>;
    auth_type: string;
    username: Generated<string>;
    /** Password or token; never returned. */
    secret: string | null;
    created_at: Moment;
    modified_at: Moment;
  };
  cloud_accounts: Scoped & {
    uid: string;
    name: string;
    settings: JSONColumnType<Readonly<Record<string, unknown>>>;
    /** Secret key; never returned. */
    secret: string | null;
    labels: Labels;
    annotations: Labels;
    created_at: Moment;
    modified_at: Moment;
  };
  macros: Scoped & { name: string; value: string };
  audits: Scoped & {
    uid: string;
    actor_uid: string;
    actor_email: string;
    action: string;
    kind: string;
    resource_uid: string;
    resource_name: string;
    message: string;
    user_message: Generated<string>;
    created_at: Moment;
  };
};
