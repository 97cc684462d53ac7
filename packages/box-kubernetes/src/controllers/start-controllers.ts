import type { Clock, Random } from "@inlay/resources";
import type { Api } from "../api/api.ts";
import type { ResourceRegistry } from "../api/resource-registry.ts";
import { podTemplateHash } from "../pod-template-hash/pod-template-hash.ts";
import { serviceAccountUser } from "../auth/user.ts";
import { startAdmissionPolicyStatus } from "./admission-policy-status/admission-policy-status.ts";
import { controllerApi, type ControllerContext, type FailureListener } from "./controller-context.ts";
import { startCertificateSigning, type Certify } from "./certificate-signing/certificate-signing.ts";
import { startCronJobController } from "./cron-job/cron-job-controller.ts";
import { startDaemonSetController } from "./daemon-set/daemon-set-controller.ts";
import { startDeploymentController } from "./deployment/deployment-controller.ts";
import { startDisruptionBudgetController } from "./disruption-budget/disruption-budget-controller.ts";
import { startEndpointSliceMirroring } from "./endpoint-slice-mirroring/endpoint-slice-mirroring.ts";
import { startGarbageCollector } from "./garbage-collection/garbage-collector.ts";
import { ObjectInventory } from "./garbage-collection/object-inventory.ts";
import { startHorizontalAutoscaler } from "./horizontal-autoscaler/horizontal-autoscaler-controller.ts";
import { createIndexes, startIndexes } from "./informer/cluster-indexes.ts";
import { startJobController } from "./job/job-controller.ts";
import { startNamespaceController } from "./namespaces/namespace-controller.ts";
import { startNodeLifecycleController } from "./node-lifecycle/node-lifecycle-controller.ts";
import { startTaintEviction } from "./node-lifecycle/taint-eviction-controller.ts";
import { startPodCollector } from "./pod-collection/pod-collector.ts";
import { startReplicaSetController } from "./replica-set/replica-set-controller.ts";
import { startReplicationController } from "./replication-controller/replication-controller.ts";
import { startResourceQuotaController } from "./resource-quota/resource-quota-controller.ts";
import { startServiceAccountController } from "./service-accounts/service-accounts-controller.ts";
import { startStatefulSetController } from "./stateful-set/stateful-set-controller.ts";
import { startAttachDetachController } from "./volumes/attach-detach-controller.ts";
import { startEbsProvisioner } from "./volumes/ebs-provisioner.ts";
import { startVolumeBinder } from "./volumes/volume-binder-controller.ts";
import { startVolumeProtection } from "./volumes/volume-protection-controller.ts";
import { startEndpointsController } from "./endpoints/endpoints-controller.ts";

export interface ControllersOptions {
  readonly api: Api;
  /** What is served: garbage collection and namespaces follow it. */
  readonly registry: ResourceRegistry;
  readonly clock: Clock;
  readonly random: Random;
  /** PEM, for config map kube-root-ca.crt. */
  readonly rootCa: string;
  readonly signal: AbortSignal;
  /** Signs for clients of the API server; absent: nobody does. */
  readonly certify?: Certify;
  /** Told of what failed and is tried again. */
  readonly onFailure?: FailureListener;
}

/** Starts everything that kube-controller-manager runs; all of it ends with the signal. */
export function startControllers({
  api,
  registry,
  clock,
  random,
  rootCa,
  signal,
  certify,
  onFailure,
}: ControllersOptions): void {
  const reader = api.as({ name: "system:kube-controller-manager", groups: ["system:authenticated"] });
  // The EBS CSI driver's controller is an add-on with rights of its own; here it is part of the box.
  const driver = api.as({ ...serviceAccountUser("kube-system", "ebs-csi-controller-sa"), groups: ["system:masters"] });
  const context: ControllerContext = {
    clock,
    random,
    signal,
    registry,
    indexes: createIndexes(),
    onFailure: onFailure ?? (() => undefined),
    apiOf: (controller) => controllerApi(api, controller),
  };
  const inventory = new ObjectInventory(reader, registry);
  startDeploymentController(context, podTemplateHash);
  startReplicaSetController(context);
  startDaemonSetController(context);
  startStatefulSetController(context);
  startJobController(context);
  startCronJobController(context);
  startReplicationController(context);
  startDisruptionBudgetController(context);
  startHorizontalAutoscaler(context);
  startGarbageCollector(context, inventory);
  startNamespaceController(context, inventory);
  if (certify) startCertificateSigning(context, certify);
  startAdmissionPolicyStatus(context);
  startResourceQuotaController(context, inventory);
  startNodeLifecycleController(context);
  startTaintEviction(context);
  startPodCollector(context);
  startServiceAccountController(context, rootCa);
  startVolumeBinder(context);
  startVolumeProtection(context);
  startEbsProvisioner(context, driver);
  startAttachDetachController(context, driver);
  startEndpointsController(context);
  startEndpointSliceMirroring(context);
  startIndexes(context.indexes, reader, signal);
  inventory.start(signal);
}
