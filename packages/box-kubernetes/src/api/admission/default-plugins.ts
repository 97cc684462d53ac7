import type { RbacAuthorizer } from "../../auth/authorization/rbac-authorizer.ts";
import type { AdmissionPlugin } from "./admission.ts";
import { limitRanger } from "./limit-ranges/limit-ranger.ts";
import { namespaceLifecycle } from "./namespace-lifecycle.ts";
import { nodeRestriction } from "./node-restriction.ts";
import { defaultTolerationSeconds, taintNodesByCondition } from "./node-taints.ts";
import { podSecurity } from "./pod-security/pod-security.ts";
import { priority } from "./priority.ts";
import { resourceQuota } from "./quota/resource-quota.ts";
import { rbacEscalation } from "./rbac-escalation.ts";
import { serviceAccount } from "./service-account.ts";
import { serviceAddresses } from "./service-addresses.ts";
import { terminatingKinds } from "./terminating-kinds.ts";
import { defaultStorageClass, storageObjectInUseProtection } from "./storage.ts";

/** The plugins that are on, in the order in which they run: those of EKS (OwnerReferencesPermissionEnforcement is off there). */
export function defaultPlugins(rbac: RbacAuthorizer): readonly AdmissionPlugin[] {
  return [
    namespaceLifecycle,
    terminatingKinds,
    limitRanger,
    serviceAccount,
    nodeRestriction,
    taintNodesByCondition,
    priority,
    defaultTolerationSeconds,
    defaultStorageClass,
    storageObjectInUseProtection,
    serviceAddresses,
    rbacEscalation(rbac),
    podSecurity,
    // Last: what it counts is about to be stored.
    resourceQuota,
  ];
}
