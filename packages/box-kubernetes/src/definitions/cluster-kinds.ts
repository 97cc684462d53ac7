import type { KubeObject } from "@inlay/resources";
import { at, listAt, mapAt, textAt } from "../schema/paths.ts";
import type { BuiltInKind } from "./built-in-kind.ts";
import { EVENT_FIELD_LABELS } from "./core-kinds.ts";
import { defaultPriorityClass, defaultRoleBinding } from "./defaults/core.ts";
import {
  defaultAdmissionPolicy,
  defaultAdmissionPolicyBinding,
  defaultApiService,
  defaultCustomResourceDefinition,
  defaultFlowSchema,
  defaultMutatingWebhooks,
  defaultPriorityLevel,
  defaultValidatingWebhooks,
} from "./defaults/extension.ts";
import { defaultEndpointSlice, defaultIngressClass, defaultNetworkPolicy } from "./defaults/services.ts";
import { defaultCsiDriver, defaultStorageClass } from "./defaults/volumes.ts";
import { carry, statusStrategy, type Strategy } from "./strategies.ts";
import {
  admissionPolicyBindingTable,
  admissionPolicyTable,
  apiServiceTable,
  bindingTable,
  csiDriverTable,
  csiNodeTable,
  flowSchemaTable,
  ingressClassTable,
  ingressTable,
  leaseTable,
  metricsTable,
  networkPolicyTable,
  priorityClassTable,
  priorityLevelTable,
  runtimeClassTable,
  signingRequestTable,
  storageClassTable,
  volumeAttachmentTable,
  webhookConfigurationTable,
} from "./tables/cluster.ts";
import { endpointSliceTable, eventTable, nameAndCreatedTable } from "./tables/core.ts";

const RBAC = "rbac.authorization.k8s.io";
const STORAGE = "storage.k8s.io";
const ADMISSION = "admissionregistration.k8s.io";
const FLOW = "flowcontrol.apiserver.k8s.io";

const crdStatus = statusStrategy(undefined);

/** The storage version (the first, should there be several) counts as stored from the start, and stays so when another takes its place. */
const crdStrategy: Strategy = {
  prepareForCreate: (object) => {
    const storedVersions = storageVersions(object);
    object["status"] = {
      conditions: null,
      acceptedNames: { plural: "", kind: "" },
      storedVersions: storedVersions.length === 0 ? null : storedVersions,
    };
  },
  prepareForUpdate: (object, old, subresource) => {
    crdStatus.prepareForUpdate(object, old, subresource);
    if (subresource === "status") return;
    const stored = listAt(object, "status", "storedVersions");
    const added = storageVersions(object).filter((version) => !stored.includes(version));
    if (added.length > 0) object["status"] = { ...mapAt(object, "status"), storedVersions: [...stored, ...added] };
  },
};

function storageVersions(crd: object): readonly string[] {
  const storage = listAt(crd, "spec", "versions").find((version) => at(version, "storage") === true);
  return storage === undefined ? [] : [textAt(storage, "name")];
}

const plainStatus = statusStrategy(() => ({}));

/** What was asked for never changes. */
const signingRequestStrategy: Strategy = {
  prepareForCreate: plainStatus.prepareForCreate,
  prepareForUpdate: (object, old, subresource) => {
    plainStatus.prepareForUpdate(object, old, subresource);
    carry(object, old, "spec");
  },
};

export const CLUSTER_KINDS: readonly BuiltInKind[] = [
  { group: RBAC, resource: "roles", kind: "Role", namespaced: true, table: nameAndCreatedTable },
  { group: RBAC, resource: "clusterroles", kind: "ClusterRole", namespaced: false, table: nameAndCreatedTable },
  {
    group: RBAC,
    resource: "rolebindings",
    kind: "RoleBinding",
    namespaced: true,
    table: bindingTable,
    applyDefaults: defaultRoleBinding,
  },
  {
    group: RBAC,
    resource: "clusterrolebindings",
    kind: "ClusterRoleBinding",
    namespaced: false,
    table: bindingTable,
    applyDefaults: defaultRoleBinding,
  },
  {
    group: STORAGE,
    resource: "storageclasses",
    kind: "StorageClass",
    shortNames: ["sc"],
    namespaced: false,
    table: storageClassTable,
    applyDefaults: defaultStorageClass,
  },
  { group: STORAGE, resource: "csinodes", kind: "CSINode", namespaced: false, table: csiNodeTable },
  {
    group: STORAGE,
    resource: "csidrivers",
    kind: "CSIDriver",
    namespaced: false,
    table: csiDriverTable,
    applyDefaults: defaultCsiDriver,
  },
  {
    group: STORAGE,
    resource: "csistoragecapacities",
    kind: "CSIStorageCapacity",
    namespaced: true,
    table: nameAndCreatedTable,
  },
  {
    group: STORAGE,
    resource: "volumeattachments",
    kind: "VolumeAttachment",
    namespaced: false,
    subresources: ["status"],
    table: volumeAttachmentTable,
    strategy: statusStrategy(() => ({ attached: false }), ["metadata"]),
  },
  {
    group: "scheduling.k8s.io",
    resource: "priorityclasses",
    kind: "PriorityClass",
    shortNames: ["pc"],
    namespaced: false,
    table: priorityClassTable,
    hasGeneration: true,
    applyDefaults: defaultPriorityClass,
  },
  { group: "coordination.k8s.io", resource: "leases", kind: "Lease", namespaced: true, table: leaseTable },
  {
    group: "node.k8s.io",
    resource: "runtimeclasses",
    kind: "RuntimeClass",
    namespaced: false,
    table: runtimeClassTable,
  },
  {
    group: "discovery.k8s.io",
    resource: "endpointslices",
    kind: "EndpointSlice",
    namespaced: true,
    table: endpointSliceTable,
    hasGeneration: true,
    applyDefaults: defaultEndpointSlice,
  },
  {
    group: "events.k8s.io",
    resource: "events",
    kind: "Event",
    shortNames: ["ev"],
    namespaced: true,
    table: eventTable,
    fieldLabels: {
      ...EVENT_FIELD_LABELS,
      "regarding.kind": (object: KubeObject) => textAt(object, "regarding", "kind"),
      "regarding.namespace": (object: KubeObject) => textAt(object, "regarding", "namespace"),
      "regarding.name": (object: KubeObject) => textAt(object, "regarding", "name"),
      "regarding.uid": (object: KubeObject) => textAt(object, "regarding", "uid"),
      reportingController: (object: KubeObject) => textAt(object, "reportingController"),
    },
  },
  {
    group: "networking.k8s.io",
    resource: "networkpolicies",
    kind: "NetworkPolicy",
    shortNames: ["netpol"],
    namespaced: true,
    table: networkPolicyTable,
    hasGeneration: true,
    applyDefaults: defaultNetworkPolicy,
  },
  {
    group: "networking.k8s.io",
    resource: "ingresses",
    kind: "Ingress",
    shortNames: ["ing"],
    namespaced: true,
    subresources: ["status"],
    table: ingressTable,
    hasGeneration: true,
    strategy: statusStrategy(() => ({ loadBalancer: {} })),
  },
  {
    group: "networking.k8s.io",
    resource: "ingressclasses",
    kind: "IngressClass",
    namespaced: false,
    table: ingressClassTable,
    hasGeneration: true,
    applyDefaults: defaultIngressClass,
  },
  {
    group: ADMISSION,
    resource: "validatingwebhookconfigurations",
    kind: "ValidatingWebhookConfiguration",
    categories: ["api-extensions"],
    namespaced: false,
    table: webhookConfigurationTable,
    hasGeneration: true,
    applyDefaults: defaultValidatingWebhooks,
  },
  {
    group: ADMISSION,
    resource: "mutatingwebhookconfigurations",
    kind: "MutatingWebhookConfiguration",
    categories: ["api-extensions"],
    namespaced: false,
    table: webhookConfigurationTable,
    hasGeneration: true,
    applyDefaults: defaultMutatingWebhooks,
  },
  {
    group: ADMISSION,
    resource: "validatingadmissionpolicies",
    kind: "ValidatingAdmissionPolicy",
    categories: ["api-extensions"],
    namespaced: false,
    subresources: ["status"],
    table: admissionPolicyTable,
    hasGeneration: true,
    applyDefaults: defaultAdmissionPolicy,
    strategy: statusStrategy(() => ({})),
  },
  {
    group: ADMISSION,
    resource: "validatingadmissionpolicybindings",
    kind: "ValidatingAdmissionPolicyBinding",
    categories: ["api-extensions"],
    namespaced: false,
    table: admissionPolicyBindingTable,
    hasGeneration: true,
    applyDefaults: defaultAdmissionPolicyBinding,
  },
  {
    group: "apiregistration.k8s.io",
    resource: "apiservices",
    kind: "APIService",
    categories: ["api-extensions"],
    namespaced: false,
    subresources: ["status"],
    table: apiServiceTable,
    applyDefaults: defaultApiService,
    strategy: statusStrategy(() => ({})),
  },
  {
    group: "apiextensions.k8s.io",
    resource: "customresourcedefinitions",
    kind: "CustomResourceDefinition",
    shortNames: ["crd", "crds"],
    categories: ["api-extensions"],
    namespaced: false,
    subresources: ["status"],
    table: nameAndCreatedTable,
    hasGeneration: true,
    applyDefaults: defaultCustomResourceDefinition,
    strategy: crdStrategy,
  },
  {
    group: "certificates.k8s.io",
    resource: "certificatesigningrequests",
    kind: "CertificateSigningRequest",
    shortNames: ["csr"],
    namespaced: false,
    subresources: ["status"],
    table: signingRequestTable,
    strategy: signingRequestStrategy,
    fieldLabels: { "spec.signerName": (object) => textAt(object, "spec", "signerName") },
  },
  {
    group: FLOW,
    resource: "flowschemas",
    kind: "FlowSchema",
    namespaced: false,
    subresources: ["status"],
    table: flowSchemaTable,
    hasGeneration: true,
    applyDefaults: defaultFlowSchema,
    strategy: statusStrategy(() => ({})),
  },
  {
    group: FLOW,
    resource: "prioritylevelconfigurations",
    kind: "PriorityLevelConfiguration",
    namespaced: false,
    subresources: ["status"],
    table: priorityLevelTable,
    hasGeneration: true,
    applyDefaults: defaultPriorityLevel,
    strategy: statusStrategy(() => ({})),
  },
];

/** Served from live usage, not from the store: a definition for discovery, schema and table only. */
export const METRICS_KINDS: readonly BuiltInKind[] = (["NodeMetrics", "PodMetrics"] as const).map((kind) => ({
  group: "metrics.k8s.io",
  version: "v1beta1",
  resource: kind === "NodeMetrics" ? "nodes" : "pods",
  kind,
  namespaced: kind === "PodMetrics",
  verbs: ["get", "list"],
  table: metricsTable,
}));
