import type { RbacAuthorizer } from "../../auth/authorization/rbac-authorizer.ts";
import type { AdmissionPlugin } from "./admission.ts";
import { namespaceLifecycle } from "./namespace-lifecycle.ts";
import { nodeRestriction } from "./node-restriction.ts";
import { defaultTolerationSeconds, taintNodesByCondition } from "./node-taints.ts";
import { priority } from "./priority.ts";
import { rbacEscalation } from "./rbac-escalation.ts";
import { runtimeClass } from "./runtime-class.ts";
import { serviceAccount } from "./service-account.ts";
import { serviceAddresses } from "./service-addresses.ts";
import { terminatingKinds } from "./terminating-kinds.ts";
import { defaultStorageClass, storageObjectInUseProtection } from "./storage.ts";

/** The plugins that are on, in the order in which they run: those of EKS (OwnerReferencesPermissionEnforcement is off there). */
export function defaultPlugins(rbac: RbacAuthorizer): readonly AdmissionPlugin[] {
  return [
    namespaceLifecycle,
    terminatingKinds,
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
  ];
}
