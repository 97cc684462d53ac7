import {
  NAMESPACES,
  PRIORITY_CLASSES,
  SERVICES,
  type Draft,
  type KubeObject,
  type ResourceRef,
} from "@inlay/resources";
import { BOOTSTRAP_BINDINGS, BOOTSTRAP_ROLES } from "../auth/authorization/bootstrap-roles.ts";
import { CLUSTER_ROLES } from "../auth/authorization/role-aggregation.ts";

/** An object that is there from the start. */
export interface BootstrapObject {
  readonly resource: ResourceRef;
  readonly object: Draft<KubeObject>;
}

const RBAC = "rbac.authorization.k8s.io";
const CLUSTER_ROLE_BINDINGS: ResourceRef = { group: RBAC, version: "v1", resource: "clusterrolebindings" };
const BOOTSTRAPPED = {
  annotations: { "rbac.authorization.kubernetes.io/autoupdate": "true" },
  labels: { "kubernetes.io/bootstrapping": "rbac-defaults" },
};
/** The first address of the service network. */
const API_SERVICE_ADDRESS = "10.100.0.1";

/** Namespaces, cluster roles and bindings, system priority classes and the API's own service: in the order in which they are made. */
export function bootstrapObjects(): readonly BootstrapObject[] {
  return [...namespaces(), ...roles(), ...bindings(), ...priorityClasses(), apiService()];
}

function namespaces(): readonly BootstrapObject[] {
  return ["default", "kube-system", "kube-public", "kube-node-lease"].map((name) => ({
    resource: NAMESPACES,
    object: { apiVersion: "v1", kind: "Namespace", metadata: { name } },
  }));
}

function roles(): readonly BootstrapObject[] {
  return BOOTSTRAP_ROLES.map(({ name, rules, labels, aggregates }) => {
    const { annotations } = BOOTSTRAPPED;
    const metadata = { name, annotations, labels: { ...BOOTSTRAPPED.labels, ...labels } };
    const aggregationRule = aggregates && { clusterRoleSelectors: [{ matchLabels: { [aggregates]: "true" } }] };
    const object = { apiVersion: `${RBAC}/v1`, kind: "ClusterRole", metadata, rules };
    return { resource: CLUSTER_ROLES, object: aggregationRule ? { ...object, aggregationRule } : object };
  });
}

function bindings(): readonly BootstrapObject[] {
  return BOOTSTRAP_BINDINGS.map(({ name, role, subjects }) => ({
    resource: CLUSTER_ROLE_BINDINGS,
    object: {
      apiVersion: `${RBAC}/v1`,
      kind: "ClusterRoleBinding",
      metadata: { name, ...BOOTSTRAPPED },
      roleRef: { apiGroup: RBAC, kind: "ClusterRole", name: role },
      subjects: subjects.map((subject) =>
        subject.kind === "ServiceAccount" ? { ...subject, namespace: "kube-system" } : { apiGroup: RBAC, ...subject },
      ),
    },
  }));
}

function priorityClasses(): readonly BootstrapObject[] {
  const classes = [
    [
      "system-node-critical",
      2_000_001_000,
      "Used for system critical pods that must not be moved from their current node.",
    ],
    [
      "system-cluster-critical",
      2_000_000_000,
      "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.",
    ],
  ] as const;
  return classes.map(([name, value, description]) => ({
    resource: PRIORITY_CLASSES,
    object: { apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass", metadata: { name }, value, description },
  }));
}

function apiService(): BootstrapObject {
  const metadata = {
    name: "kubernetes",
    namespace: "default",
    labels: { component: "apiserver", provider: "kubernetes" },
  };
  const ports = [{ name: "https", port: 443, protocol: "TCP", targetPort: 443 }];
  const spec = { clusterIP: API_SERVICE_ADDRESS, ports };
  return { resource: SERVICES, object: { apiVersion: "v1", kind: "Service", metadata, spec } as Draft<KubeObject> };
}
