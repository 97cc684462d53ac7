import type { Clock, Random } from "@inlay/resources";
import type { Api } from "../api/api.ts";
import type { ResourceRegistry } from "../api/resource-registry.ts";
import { serviceAccountUser } from "../auth/user.ts";
import { EventRecorder } from "./event-recorder/event-recorder.ts";
import type { ClusterIndexes } from "./informer/cluster-indexes.ts";
import { WorkQueue } from "./work-queue/work-queue.ts";

/** Told when a controller could not do something and will try again. */
export type FailureListener = (controller: string, key: string, error: unknown) => void;

/** What every controller works with. */
export interface ControllerContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  readonly indexes: ClusterIndexes;
  readonly registry: ResourceRegistry;
  readonly onFailure: FailureListener;
  /** The API as `system:serviceaccount:kube-system:<controller>`. */
  apiOf(controller: string): Api;
}

export function controllerApi(api: Api, controller: string): Api {
  return api.as(serviceAccountUser("kube-system", controller));
}

/** A queue that reports its failures under the controller's name. */
export function controllerQueue(
  context: ControllerContext,
  controller: string,
  process: (key: string) => Promise<void> | void,
  concurrency = 5,
): WorkQueue {
  const { clock, signal, onFailure } = context;
  return new WorkQueue({
    clock,
    signal,
    process,
    concurrency,
    onError: (key, error) => onFailure(controller, key, error),
  });
}

export function controllerEvents(
  context: ControllerContext,
  controller: string,
  component = controller,
): EventRecorder {
  return new EventRecorder({ api: context.apiOf(controller), clock: context.clock, component });
}
