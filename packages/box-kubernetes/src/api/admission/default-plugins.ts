import type { RbacAuthorizer } from "../../auth/authorization/rbac-authorizer.ts";
import type { NodeProxy } from "../../kubelet/node-proxy.ts";
import type { AdmissionPlugin } from "./admission.ts";
import { limitRanger } from "./limit-ranges/limit-ranger.ts";
import { namespaceLifecycle } from "./namespace-lifecycle.ts";
import { nodeRestriction } from "./node-restriction.ts";
import { defaultTolerationSeconds, taintNodesByCondition } from "./node-taints.ts";
import { podSecurity } from "./pod-security/pod-security.ts";
import { admissionPolicies } from "./policies/admission-policies.ts";
import { priority } from "./priority.ts";
import { runtimeClass } from "./runtime-class.ts";
import { resourceQuota } from "./quota/resource-quota.ts";
import { rbacEscalation } from "./rbac-escalation.ts";
import { signingRequests } from "./signing-requests.ts";
import { serviceAccount } from "./service-account.ts";
import { serviceAddresses } from "./service-addresses.ts";
import { terminatingKinds } from "./terminating-kinds.ts";
import { mutatingWebhooks, validatingWebhooks } from "./webhooks/webhooks.ts";
import { defaultStorageClass, storageObjectInUseProtection } from "./storage.ts";

/** The plugins that are on, in the order in which they run: those of EKS (OwnerReferencesPermissionEnforcement is off there). */
export function defaultPlugins(rbac: RbacAuthorizer, nodes: () => NodeProxy): readonly AdmissionPlugin[] {
  return [
    namespaceLifecycle,
    terminatingKinds,
    signingRequests,
    limitRanger,
    serviceAccount,
    nodeRestriction,
    taintNodesByCondition,
    priority,
    runtimeClass,
    defaultTolerationSeconds,
    defaultStorageClass,
    storageObjectInUseProtection,
    serviceAddresses,
    rbacEscalation(rbac),
    podSecurity,
    mutatingWebhooks(nodes),
    admissionPolicies,
    validatingWebhooks(nodes),
    // Last: what it counts is about to be stored.
    resourceQuota,
  ];
}
