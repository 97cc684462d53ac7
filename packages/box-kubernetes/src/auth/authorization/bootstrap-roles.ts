import type { PolicyRule } from "./policy-rule.ts";

/** A cluster role that is there from the start (k8s.io/kubernetes plugin/pkg/auth/authorizer/rbac/bootstrappolicy). */
export interface BootstrapRole {
  readonly name: string;
  readonly rules: readonly PolicyRule[];
  readonly labels?: Readonly<Record<string, string>>;
  /** Made of the roles with this label. */
  readonly aggregates?: string;
}

export interface BootstrapBinding {
  readonly name: string;
  readonly role: string;
  readonly subjects: readonly { readonly kind: "User" | "Group" | "ServiceAccount"; readonly name: string }[];
}

/** `verbs`, API groups and resources, each as words: `rule("get list watch", ["", "apps"], "pods deployments")`. */
function rule(verbs: string, apiGroups: readonly string[], resources: string, resourceNames?: string): PolicyRule {
  return {
    verbs: verbs.split(" "),
    apiGroups,
    resources: resources.split(" "),
    ...(resourceNames && { resourceNames: resourceNames.split(" ") }),
  };
}

const CORE = [""];
const EVENTS = ["", "events.k8s.io"];
const READ = "get list watch";
const WRITE = "create delete deletecollection patch update";
const EDITOR = `${READ} ${WRITE}`;
const AGGREGATE = "rbac.authorization.k8s.io/aggregate-to-";

const events = rule("create patch update", EVENTS, "events");
const readPods = rule(READ, CORE, "pods");

export const NODE_RULES: readonly PolicyRule[] = [
  rule("create", ["authentication.k8s.io"], "tokenreviews"),
  rule("create", ["authorization.k8s.io"], "localsubjectaccessreviews subjectaccessreviews"),
  rule(READ, CORE, "services"),
  rule("create get list watch", CORE, "nodes"),
  rule("patch update", CORE, "nodes nodes/status"),
  rule("create patch update", CORE, "events"),
  readPods,
  rule("create delete", CORE, "pods"),
  rule("patch update", CORE, "pods/status"),
  rule("create", CORE, "pods/eviction"),
  rule(READ, CORE, "configmaps secrets"),
  rule("get", CORE, "persistentvolumeclaims persistentvolumes"),
  rule("get", CORE, "endpoints"),
  rule("create get list watch", ["certificates.k8s.io"], "certificatesigningrequests"),
  rule("create delete get patch update", ["coordination.k8s.io"], "leases"),
  rule("get", ["storage.k8s.io"], "volumeattachments"),
  rule("create", CORE, "serviceaccounts/token"),
  rule("get", CORE, "serviceaccounts"),
  rule("get patch update", CORE, "persistentvolumeclaims/status"),
  rule(READ, ["storage.k8s.io"], "csidrivers"),
  rule("create delete get patch update", ["storage.k8s.io"], "csinodes"),
  rule(READ, ["node.k8s.io"], "runtimeclasses"),
];

const HEALTH = ["/healthz", "/livez", "/readyz", "/version", "/version/"];
const DISCOVERY = ["/api", "/api/*", "/apis", "/apis/*", "/openapi", "/openapi/*", ...HEALTH].sort();

const VIEWED: readonly PolicyRule[] = [
  rule(
    READ,
    CORE,
    "configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status",
  ),
  rule(
    READ,
    CORE,
    "bindings events limitranges namespaces/status pods/log pods/status replicationcontrollers/status resourcequotas resourcequotas/status",
  ),
  rule(READ, CORE, "namespaces"),
  rule(READ, ["discovery.k8s.io"], "endpointslices"),
  rule(
    READ,
    ["apps"],
    "controllerrevisions daemonsets daemonsets/status deployments deployments/scale deployments/status replicasets replicasets/scale replicasets/status statefulsets statefulsets/scale statefulsets/status",
  ),
  rule(READ, ["autoscaling"], "horizontalpodautoscalers horizontalpodautoscalers/status"),
  rule(READ, ["batch"], "cronjobs cronjobs/status jobs jobs/status"),
  rule(READ, ["policy"], "poddisruptionbudgets poddisruptionbudgets/status"),
  rule(READ, ["networking.k8s.io"], "ingresses ingresses/status networkpolicies"),
];

const EDITED: readonly PolicyRule[] = [
  rule(READ, CORE, "pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy"),
  rule("impersonate", CORE, "serviceaccounts"),
  rule(WRITE, CORE, "pods pods/attach pods/exec pods/portforward pods/proxy"),
  rule("create", CORE, "pods/eviction"),
  rule(
    WRITE,
    CORE,
    "configmaps events persistentvolumeclaims replicationcontrollers replicationcontrollers/scale secrets serviceaccounts services services/proxy",
  ),
  rule("create", CORE, "serviceaccounts/token"),
  rule(
    WRITE,
    ["apps"],
    "daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale statefulsets statefulsets/scale",
  ),
  rule(WRITE, ["autoscaling"], "horizontalpodautoscalers"),
  rule(WRITE, ["batch"], "cronjobs jobs"),
  rule(WRITE, ["policy"], "poddisruptionbudgets"),
  rule(WRITE, ["networking.k8s.io"], "ingresses networkpolicies"),
  rule(EDITOR, ["coordination.k8s.io"], "leases"),
];

const ADMINISTERED: readonly PolicyRule[] = [
  rule("create", ["authorization.k8s.io"], "localsubjectaccessreviews"),
  rule(EDITOR, ["rbac.authorization.k8s.io"], "rolebindings roles"),
];

const METRICS = rule(READ, ["metrics.k8s.io"], "nodes pods");

/** Roles that the room's own scheduler and controllers run with. */
const CONTROL_PLANE: readonly BootstrapRole[] = [
  {
    name: "system:kube-scheduler",
    rules: [
      events,
      rule("create get list update watch patch", ["coordination.k8s.io"], "leases"),
      rule(READ, CORE, "nodes namespaces replicationcontrollers services"),
      rule("delete get list watch", CORE, "pods"),
      rule("create", CORE, "bindings pods/binding"),
      rule("patch update", CORE, "pods/status"),
      rule(READ, ["apps"], "replicasets statefulsets"),
      rule(READ, ["policy"], "poddisruptionbudgets"),
      rule(READ, CORE, "persistentvolumeclaims persistentvolumes"),
      rule("create", ["authentication.k8s.io"], "tokenreviews"),
      rule("create", ["authorization.k8s.io"], "subjectaccessreviews"),
      rule(READ, ["storage.k8s.io"], "csidrivers csinodes csistoragecapacities storageclasses volumeattachments"),
    ],
  },
  {
    name: "system:volume-scheduler",
    rules: [
      rule("get list patch update watch", CORE, "persistentvolumeclaims persistentvolumes"),
      rule(READ, ["storage.k8s.io"], "storageclasses"),
    ],
  },
  {
    name: "system:kube-controller-manager",
    rules: [
      events,
      rule("create get update", ["coordination.k8s.io"], "leases"),
      rule("create", CORE, "secrets serviceaccounts"),
      rule("delete", CORE, "secrets"),
      rule("get", CORE, "configmaps namespaces secrets serviceaccounts"),
      rule("update patch", CORE, "secrets serviceaccounts"),
      rule("create", ["authentication.k8s.io"], "tokenreviews"),
      rule("create", ["authorization.k8s.io"], "subjectaccessreviews"),
      rule("list watch", ["*"], "*"),
      rule("create", CORE, "serviceaccounts/token"),
    ],
  },
];

/** `system:controller:<name>`, bound to service account `kube-system/<name>`. */
const CONTROLLER_RULES: Readonly<Record<string, readonly PolicyRule[]>> = {
  "attachdetach-controller": [
    rule(READ, CORE, "persistentvolumeclaims persistentvolumes pods nodes"),
    rule("patch update", CORE, "nodes/status"),
    rule("create delete get list watch", ["storage.k8s.io"], "volumeattachments"),
    rule("patch update", ["storage.k8s.io"], "volumeattachments/status"),
    rule(READ, ["storage.k8s.io"], "csidrivers csinodes storageclasses"),
    events,
  ],
  "certificate-controller": [
    rule("delete get list watch", ["certificates.k8s.io"], "certificatesigningrequests"),
    rule("update", ["certificates.k8s.io"], "certificatesigningrequests/status certificatesigningrequests/approval"),
    rule("approve sign", ["certificates.k8s.io"], "signers"),
    events,
  ],
  "cronjob-controller": [
    rule(`${READ} update`, ["batch"], "cronjobs"),
    rule(EDITOR, ["batch"], "jobs"),
    rule("update", ["batch"], "cronjobs/status cronjobs/finalizers"),
    rule("delete list", CORE, "pods"),
    events,
  ],
  "daemon-set-controller": [
    rule(READ, ["apps"], "daemonsets"),
    rule("update", ["apps"], "daemonsets/finalizers daemonsets/status"),
    rule("list watch", CORE, "nodes"),
    rule("create delete list patch watch", CORE, "pods"),
    rule("create", CORE, "pods/binding"),
    rule("create delete get list patch update watch", ["apps"], "controllerrevisions"),
    events,
  ],
  "deployment-controller": [
    rule(`${READ} update`, ["apps"], "deployments"),
    rule("update", ["apps"], "deployments/finalizers deployments/status"),
    rule("create delete get list patch update watch", ["apps"], "replicasets"),
    rule("get list update watch", CORE, "pods"),
    events,
  ],
  "disruption-controller": [
    rule(READ, ["apps"], "deployments replicasets statefulsets"),
    rule(READ, CORE, "replicationcontrollers pods"),
    rule(READ, ["policy"], "poddisruptionbudgets"),
    rule("update patch", ["policy"], "poddisruptionbudgets/status"),
    rule("get", ["*"], "*/scale"),
    rule("patch update", CORE, "pods/status"),
    events,
  ],
  "endpoint-controller": [
    rule(READ, CORE, "pods services"),
    rule("create delete get list update watch", CORE, "endpoints"),
    rule("create", CORE, "endpoints/restricted"),
    events,
  ],
  "endpointslice-controller": [
    rule(READ, CORE, "nodes pods services"),
    rule("update", CORE, "services/finalizers"),
    rule("create delete get list update watch", ["discovery.k8s.io"], "endpointslices"),
    rule("create", ["discovery.k8s.io"], "endpointslices/restricted"),
    events,
  ],
  "endpointslicemirroring-controller": [
    rule(READ, CORE, "endpoints services"),
    rule("update", CORE, "services/finalizers endpoints/finalizers"),
    rule("create delete get list update watch", ["discovery.k8s.io"], "endpointslices"),
    rule("create", ["discovery.k8s.io"], "endpointslices/restricted"),
    events,
  ],
  "ephemeral-volume-controller": [
    rule("update", CORE, "pods/finalizers"),
    readPods,
    rule("create get list watch", CORE, "persistentvolumeclaims"),
    events,
  ],
  "expand-controller": [
    rule("get list patch update watch", CORE, "persistentvolumes"),
    rule("patch update", CORE, "persistentvolumeclaims/status"),
    rule(READ, CORE, "persistentvolumeclaims"),
    rule(READ, ["storage.k8s.io"], "storageclasses"),
    events,
  ],
  "generic-garbage-collector": [rule("delete get list patch update watch", ["*"], "*"), events],
  "horizontal-pod-autoscaler": [
    rule(READ, ["autoscaling"], "horizontalpodautoscalers"),
    rule("update", ["autoscaling"], "horizontalpodautoscalers horizontalpodautoscalers/status"),
    rule("get patch update", ["*"], "*/scale"),
    rule("list", CORE, "pods"),
    rule("list", ["metrics.k8s.io"], "pods"),
    events,
  ],
  "job-controller": [
    rule("get list patch update watch", ["batch"], "jobs"),
    rule("update", ["batch"], "jobs/finalizers jobs/status"),
    rule("create delete list patch watch", CORE, "pods"),
    events,
  ],
  "namespace-controller": [
    rule("delete get list watch", CORE, "namespaces"),
    rule("update", CORE, "namespaces/finalize namespaces/status"),
    rule("delete deletecollection get list", ["*"], "*"),
  ],
  "node-controller": [
    rule("delete get list patch update watch", CORE, "nodes"),
    rule("patch update", CORE, "nodes/status"),
    rule("patch update", CORE, "pods/status"),
    rule("delete get list watch", CORE, "pods"),
    rule("get list watch", ["coordination.k8s.io"], "leases"),
    events,
  ],
  "persistent-volume-binder": [
    rule("create delete get list patch update watch", CORE, "persistentvolumes"),
    rule("patch update", CORE, "persistentvolumes/status persistentvolumeclaims/status"),
    rule("get list patch update watch", CORE, "persistentvolumeclaims"),
    rule("create delete get list watch", CORE, "pods"),
    rule(READ, ["storage.k8s.io"], "csidrivers csinodes storageclasses"),
    rule(READ, CORE, "nodes secrets"),
    events,
  ],
  "pod-garbage-collector": [
    rule("delete list watch", CORE, "pods"),
    rule("get list watch", CORE, "nodes"),
    rule("patch", CORE, "pods/status"),
  ],
  "pv-protection-controller": [rule("get list update watch patch", CORE, "persistentvolumes"), events],
  "pvc-protection-controller": [rule("get list update watch patch", CORE, "persistentvolumeclaims"), readPods, events],
  "replicaset-controller": [
    rule(`${READ} update`, ["apps"], "replicasets"),
    rule("update", ["apps"], "replicasets/finalizers replicasets/status"),
    rule("create delete list patch watch", CORE, "pods"),
    rule("list watch", ["apps"], "replicasets"),
    events,
  ],
  "replication-controller": [
    rule(`${READ} update`, CORE, "replicationcontrollers"),
    rule("update", CORE, "replicationcontrollers/finalizers replicationcontrollers/status"),
    rule("create delete list patch watch", CORE, "pods"),
    events,
  ],
  "resourcequota-controller": [rule("list watch", ["*"], "*"), rule("update", CORE, "resourcequotas/status"), events],
  "root-ca-cert-publisher": [
    rule("create update get list watch", CORE, "configmaps"),
    rule("list watch", CORE, "namespaces"),
    events,
  ],
  "service-account-controller": [
    rule("create get list watch", CORE, "serviceaccounts"),
    rule("list watch", CORE, "namespaces"),
    events,
  ],
  "statefulset-controller": [
    readPods,
    rule(READ, ["apps"], "statefulsets"),
    rule("update", ["apps"], "statefulsets/finalizers statefulsets/status"),
    rule("create delete get patch update", CORE, "pods"),
    rule("create delete get list patch update watch", ["apps"], "controllerrevisions"),
    rule("create delete get list watch", CORE, "persistentvolumeclaims"),
    rule("update patch", CORE, "persistentvolumeclaims"),
    events,
  ],
  "validatingadmissionpolicy-status-controller": [
    rule(READ, ["admissionregistration.k8s.io"], "validatingadmissionpolicies"),
    rule("get patch update", ["admissionregistration.k8s.io"], "validatingadmissionpolicies/status"),
    rule(READ, ["*"], "*"),
    events,
  ],
  "ttl-after-finished-controller": [rule("delete get list watch", ["batch"], "jobs"), events],
};

export const BOOTSTRAP_ROLES: readonly BootstrapRole[] = [
  { name: "cluster-admin", rules: [rule("*", ["*"], "*"), { verbs: ["*"], nonResourceURLs: ["*"] }] },
  { name: "system:discovery", rules: [{ verbs: ["get"], nonResourceURLs: DISCOVERY }] },
  {
    name: "system:basic-user",
    rules: [
      rule("create", ["authorization.k8s.io"], "selfsubjectaccessreviews selfsubjectrulesreviews"),
      rule("create", ["authentication.k8s.io"], "selfsubjectreviews"),
    ],
  },
  { name: "system:public-info-viewer", rules: [{ verbs: ["get"], nonResourceURLs: HEALTH }] },
  {
    name: "system:monitoring",
    rules: [{ verbs: ["get"], nonResourceURLs: ["/metrics", "/metrics/slis", "/livez", "/readyz", "/healthz"] }],
  },
  {
    name: "system:service-account-issuer-discovery",
    rules: [{ verbs: ["get"], nonResourceURLs: ["/.well-known/openid-configuration", "/openid/v1/jwks"] }],
  },
  { name: "admin", rules: [], aggregates: `${AGGREGATE}admin` },
  { name: "edit", rules: [], aggregates: `${AGGREGATE}edit`, labels: { [`${AGGREGATE}admin`]: "true" } },
  { name: "view", rules: [], aggregates: `${AGGREGATE}view`, labels: { [`${AGGREGATE}edit`]: "true" } },
  { name: "system:aggregate-to-admin", rules: ADMINISTERED, labels: { [`${AGGREGATE}admin`]: "true" } },
  { name: "system:aggregate-to-edit", rules: EDITED, labels: { [`${AGGREGATE}edit`]: "true" } },
  { name: "system:aggregate-to-view", rules: VIEWED, labels: { [`${AGGREGATE}view`]: "true" } },
  {
    name: "system:aggregated-metrics-reader",
    rules: [METRICS],
    labels: { [`${AGGREGATE}view`]: "true", [`${AGGREGATE}edit`]: "true", [`${AGGREGATE}admin`]: "true" },
  },
  { name: "system:node", rules: NODE_RULES },
  {
    name: "system:node-proxier",
    rules: [
      rule("list watch", CORE, "services endpoints"),
      rule("get list watch", CORE, "nodes"),
      rule("list watch", ["discovery.k8s.io"], "endpointslices"),
      events,
    ],
  },
  {
    name: "system:node-bootstrapper",
    rules: [rule("create get list watch", ["certificates.k8s.io"], "certificatesigningrequests")],
  },
  {
    name: "system:auth-delegator",
    rules: [
      rule("create", ["authentication.k8s.io"], "tokenreviews"),
      rule("create", ["authorization.k8s.io"], "subjectaccessreviews"),
    ],
  },
  {
    name: "system:kube-dns",
    rules: [rule("list watch", CORE, "endpoints services")],
  },
  {
    name: "system:persistent-volume-provisioner",
    rules: [
      rule("create delete get list watch", CORE, "persistentvolumes"),
      rule("get list update watch", CORE, "persistentvolumeclaims"),
      rule(READ, ["storage.k8s.io"], "storageclasses"),
      rule("watch", CORE, "events"),
      events,
    ],
  },
  ...CONTROL_PLANE,
  ...Object.entries(CONTROLLER_RULES).map(([name, rules]) => ({
    name: `system:controller:${name}`,
    rules: rules.map(withPatch),
  })),
];

/** This room's controllers send a patch where upstream's replace the whole object. */
function withPatch(granted: PolicyRule): PolicyRule {
  const { verbs = [] } = granted;
  return verbs.includes("update") && !verbs.includes("patch") ? { ...granted, verbs: [...verbs, "patch"] } : granted;
}

const user = (name: string) => ({ kind: "User", name }) as const;
const group = (name: string) => ({ kind: "Group", name }) as const;
const account = (name: string) => ({ kind: "ServiceAccount", name }) as const;

/** Service accounts are those of kube-system. */
export const BOOTSTRAP_BINDINGS: readonly BootstrapBinding[] = [
  { name: "cluster-admin", role: "cluster-admin", subjects: [group("system:masters")] },
  { name: "system:monitoring", role: "system:monitoring", subjects: [group("system:monitoring")] },
  { name: "system:discovery", role: "system:discovery", subjects: [group("system:authenticated")] },
  { name: "system:basic-user", role: "system:basic-user", subjects: [group("system:authenticated")] },
  {
    name: "system:public-info-viewer",
    role: "system:public-info-viewer",
    subjects: [group("system:authenticated"), group("system:unauthenticated")],
  },
  { name: "system:node-proxier", role: "system:node-proxier", subjects: [user("system:kube-proxy")] },
  {
    name: "system:kube-controller-manager",
    role: "system:kube-controller-manager",
    subjects: [user("system:kube-controller-manager")],
  },
  { name: "system:kube-dns", role: "system:kube-dns", subjects: [account("kube-dns")] },
  { name: "system:kube-scheduler", role: "system:kube-scheduler", subjects: [user("system:kube-scheduler")] },
  { name: "system:volume-scheduler", role: "system:volume-scheduler", subjects: [user("system:kube-scheduler")] },
  {
    name: "system:service-account-issuer-discovery",
    role: "system:service-account-issuer-discovery",
    subjects: [group("system:serviceaccounts")],
  },
  ...Object.keys(CONTROLLER_RULES).map((name) => ({
    name: `system:controller:${name}`,
    role: `system:controller:${name}`,
    subjects: [account(name)],
  })),
];
