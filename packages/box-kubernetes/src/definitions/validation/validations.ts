import type { KubeObject } from "@inlay/resources";
import { validateNewCrd, validateCrdUpdate } from "../../crd/validate-crd.ts";
import type { FieldError } from "../../schema/field-error.ts";
import * as admission from "./admission-registration.ts";
import * as cluster from "./cluster.ts";
import * as core from "./core.ts";
import { nameIsDns1035, nameIsLabel, nameIsPathSegment, type NameRule } from "./names.ts";
import { validateNewPod, validatePodUpdate } from "./pod.ts";
import * as quotas from "./quotas.ts";
import { validateSigningRequest } from "./signing-requests.ts";
import * as workloads from "./workloads.ts";

/** What is held against an object of a kind, beside what holds for all metadata. */
export interface Validation {
  /** Absent: a DNS subdomain. */
  readonly nameRule?: NameRule;
  readonly create?: (object: KubeObject) => readonly FieldError[];
  /** Through the main resource. Absent: the same as for a new object. */
  readonly update?: (object: KubeObject, old: KubeObject) => readonly FieldError[];
}

/** By `group/resource`. */
export const VALIDATIONS: Readonly<Record<string, Validation>> = {
  "/pods": { create: validateNewPod, update: validatePodUpdate },
  "/nodes": { create: core.validateNode, update: core.validateNodeUpdate },
  "/namespaces": { nameRule: nameIsLabel },
  "/configmaps": { create: core.validateConfigMap, update: core.validateConfigMapUpdate },
  "/secrets": { create: core.validateSecret, update: core.validateSecretUpdate },
  "/services": { nameRule: nameIsDns1035, create: core.validateService, update: core.validateServiceUpdate },
  "/persistentvolumes": { create: core.validateVolume },
  "/persistentvolumeclaims": { create: core.validateClaim, update: core.validateClaimUpdate },
  "/resourcequotas": { create: quotas.validateResourceQuota, update: quotas.validateResourceQuotaUpdate },
  "/limitranges": { create: quotas.validateLimitRange },
  "apps/deployments": { create: workloads.validateDeployment, update: workloads.validateDeploymentUpdate },
  "apps/replicasets": { create: workloads.validateReplicaSet, update: workloads.validateReplicaSetUpdate },
  "apps/daemonsets": { create: workloads.validateDaemonSet, update: workloads.validateDaemonSetUpdate },
  "apps/statefulsets": { create: workloads.validateStatefulSet, update: workloads.validateStatefulSetUpdate },
  "apps/controllerrevisions": {
    create: workloads.validateControllerRevision,
    update: workloads.validateControllerRevisionUpdate,
  },
  "/replicationcontrollers": { create: workloads.validateReplicationController },
  "autoscaling/horizontalpodautoscalers": { create: workloads.validateHorizontalPodAutoscaler },
  "batch/jobs": { create: workloads.validateJob, update: workloads.validateJobUpdate },
  "batch/cronjobs": { create: workloads.validateCronJob },
  "policy/poddisruptionbudgets": { create: workloads.validateDisruptionBudget },
  "scheduling.k8s.io/priorityclasses": {
    create: cluster.validatePriorityClass,
    update: cluster.validatePriorityClassUpdate,
  },
  "storage.k8s.io/storageclasses": { create: cluster.validateStorageClass, update: cluster.validateStorageClassUpdate },
  "storage.k8s.io/csidrivers": { update: cluster.validateCsiDriverUpdate },
  "networking.k8s.io/ingressclasses": { update: cluster.validateIngressClassUpdate },
  "node.k8s.io/runtimeclasses": { create: cluster.validateRuntimeClass, update: cluster.validateRuntimeClassUpdate },
  "discovery.k8s.io/endpointslices": { update: cluster.validateEndpointSliceUpdate },
  "coordination.k8s.io/leases": { create: cluster.validateLease },
  "rbac.authorization.k8s.io/roles": { nameRule: nameIsPathSegment, create: cluster.validateRole },
  "rbac.authorization.k8s.io/clusterroles": { nameRule: nameIsPathSegment, create: cluster.validateRole },
  "rbac.authorization.k8s.io/rolebindings": {
    nameRule: nameIsPathSegment,
    create: cluster.validateRoleBinding,
    update: cluster.validateRoleBindingUpdate,
  },
  "rbac.authorization.k8s.io/clusterrolebindings": {
    nameRule: nameIsPathSegment,
    create: cluster.validateRoleBinding,
    update: cluster.validateRoleBindingUpdate,
  },
  "admissionregistration.k8s.io/validatingwebhookconfigurations": { create: admission.validateWebhooks },
  "admissionregistration.k8s.io/mutatingwebhookconfigurations": { create: admission.validateWebhooks },
  "admissionregistration.k8s.io/validatingadmissionpolicies": { create: admission.validateAdmissionPolicy },
  "admissionregistration.k8s.io/validatingadmissionpolicybindings": {
    create: admission.validateAdmissionPolicyBinding,
  },
  "apiregistration.k8s.io/apiservices": { nameRule: nameIsPathSegment },
  "flowcontrol.apiserver.k8s.io/flowschemas": { nameRule: nameIsPathSegment },
  "flowcontrol.apiserver.k8s.io/prioritylevelconfigurations": { nameRule: nameIsPathSegment },
  "certificates.k8s.io/certificatesigningrequests": {
    nameRule: nameIsPathSegment,
    create: validateSigningRequest,
  },
  "apiextensions.k8s.io/customresourcedefinitions": { create: validateNewCrd, update: validateCrdUpdate },
};
