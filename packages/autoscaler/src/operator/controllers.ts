import type { ControllerDefinition, SingletonDefinition } from "@inlay/kube";
import { claimDisruptionController } from "../claim-disruption/claim-disruption-controller.ts";
import { consistencyController } from "../consistency/consistency-controller.ts";
import type { ChangeTracker } from "../disruption/change-tracker.ts";
import { commandQueue } from "../disruption/command-queue.ts";
import { DisruptionLoop } from "../disruption/disruption-loop.ts";
import { disruptionReport } from "../disruption/disruption-report.ts";
import { StartingCommands } from "../disruption/starting-commands.ts";
import { expirationController } from "../expiration/expiration-controller.ts";
import { garbageCollection } from "../garbage-collection/garbage-collection.ts";
import { hydrationController } from "../hydration/hydration.ts";
import { lifecycleController } from "../lifecycle/lifecycle-controller.ts";
import { poolHashController } from "../node-pool/pool-hash.ts";
import { poolStatusController } from "../node-pool/pool-status-controller.ts";
import { RegistrationHealth } from "../node-pool/registration-health.ts";
import { podEventsController } from "../pod-events/pod-events-controller.ts";
import { provisioner } from "../provisioning/provisioner.ts";
import type { Environment } from "../state/environment.ts";
import { EvictionQueue } from "../termination/eviction-queue.ts";
import { terminationController } from "../termination/termination-controller.ts";

/** Every controller of the autoscaler, in the order in which a node meets them. */
export function autoscalerControllers(
  environment: Environment,
  changes: ChangeTracker,
): { readonly controllers: readonly ControllerDefinition[]; readonly singletons: readonly SingletonDefinition[] } {
  const evictions = new EvictionQueue(environment);
  const health = new RegistrationHealth(environment);
  const report = disruptionReport(environment);
  const starting = new StartingCommands();
  return {
    controllers: [
      poolHashController(environment),
      poolStatusController(environment),
      provisioner(environment),
      lifecycleController(environment, health),
      hydrationController(environment),
      podEventsController(environment),
      claimDisruptionController(environment),
      consistencyController(environment),
      expirationController(environment),
      commandQueue(environment, report, starting),
      terminationController(environment, evictions),
      evictions.definition(),
    ],
    singletons: [
      new DisruptionLoop(environment, changes, report, starting).definition(),
      garbageCollection(environment),
    ],
  };
}
