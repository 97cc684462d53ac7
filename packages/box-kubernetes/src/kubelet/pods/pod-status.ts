import { createHash } from "node:crypto";
import type { Condition, Container, ContainerStatus, Pod, PodStatus } from "@inlay/resources";
import { qualified } from "../containers/images.ts";

export type ContainerState = NonNullable<ContainerStatus["state"]>;

/** What the kubelet knows of one container. */
export interface ContainerFacts {
  readonly container: Container;
  readonly isInit: boolean;
  readonly state: ContainerState;
  readonly lastState: ContainerState | undefined;
  readonly ready: boolean;
  readonly started: boolean;
  readonly restartCount: number;
}

export interface PodFacts {
  readonly pod: Pod;
  readonly containers: readonly ContainerFacts[];
  readonly hostIP: string;
  readonly podIP: string | undefined;
  /** RFC 3339: when the kubelet first saw the pod. */
  readonly startTime: string;
  /** Set when the pod was refused, or has run out of time. */
  readonly failure?: { readonly reason: string; readonly message: string };
}

/** A condition as it is patched: null takes out what a former state had there. */
type PatchedCondition = Omit<Condition, "reason" | "message" | "lastProbeTime"> & {
  readonly reason?: string | null;
  readonly message?: string | null;
  readonly lastProbeTime: null;
};

export type PodStatusPatch = Omit<PodStatus, "conditions"> & {
  readonly conditions?: readonly PatchedCondition[];
  readonly hostIPs?: readonly { readonly ip: string }[];
};

/** The part of the status that the kubelet writes. @param time RFC 3339 */
export function podStatus(facts: PodFacts, time: string): PodStatusPatch {
  const { pod, failure } = facts;
  if (failure && facts.containers.length === 0) return { phase: "Failed", startTime: facts.startTime, ...failure };
  const phase = failure ? "Failed" : phaseOf(facts);
  const statuses = (isInit: boolean) =>
    facts.containers.filter((each) => each.isInit === isInit).map((each) => containerStatus(pod, each));
  const init = statuses(true);
  const address = facts.podIP;
  return {
    phase,
    conditions: podConditions(facts, phase, time),
    hostIP: facts.hostIP,
    hostIPs: [{ ip: facts.hostIP }],
    ...(address === undefined ? {} : { podIP: address, podIPs: [{ ip: address }] }),
    startTime: facts.startTime,
    ...(init.length > 0 ? { initContainerStatuses: init } : {}),
    containerStatuses: statuses(false),
    ...failure,
  };
}

const isSidecar = ({ isInit, container }: ContainerFacts): boolean => isInit && container.restartPolicy === "Always";

/** Waiting for init containers, running, or finished for good: what the restart policy says about ended containers counts. */
export function phaseOf({ pod, containers }: Pick<PodFacts, "pod" | "containers">): NonNullable<PodStatus["phase"]> {
  const policy = pod.spec.restartPolicy ?? "Always";
  const apps = containers.filter(({ isInit }) => !isInit);
  const failedInit = containers.some(
    (each) => each.isInit && !isSidecar(each) && policy === "Never" && (each.state.terminated?.exitCode ?? 0) !== 0,
  );
  if (failedInit) return "Failed";
  const over = (each: ContainerFacts) =>
    each.state.terminated !== undefined &&
    (policy === "Never" || (policy === "OnFailure" && each.state.terminated.exitCode === 0) || isLeaving(pod));
  if (apps.length > 0 && apps.every(over))
    return apps.every(({ state }) => state.terminated?.exitCode === 0) ? "Succeeded" : "Failed";
  const begun = apps.some(({ state, lastState }) => state.running ?? state.terminated ?? lastState);
  return begun ? "Running" : "Pending";
}

function isLeaving(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp !== undefined;
}

function podConditions(facts: PodFacts, phase: PodStatus["phase"], time: string): readonly PatchedCondition[] {
  const { pod, containers, podIP } = facts;
  const finished = phase === "Succeeded" || phase === "Failed";
  const unready = containers.filter((each) => (!each.isInit || isSidecar(each)) && !each.ready);
  const uninitialized = containers.filter(
    (each) =>
      each.isInit && (isSidecar(each) ? !each.started : each.state.terminated?.exitCode !== 0) && phase === "Pending",
  );
  const names = (list: readonly ContainerFacts[]) => list.map(({ container }) => container.name).join(" ");
  const readiness: Pick<Condition, "status" | "reason" | "message"> =
    unready.length === 0 && !finished
      ? { status: "True" }
      : finished
        ? { status: "False", reason: phase === "Succeeded" ? "PodCompleted" : "PodFailed" }
        : {
            status: "False",
            reason: "ContainersNotReady",
            message: `containers with unready status: [${names(unready)}]`,
          };
  const wanted: readonly Condition[] = [
    { type: "PodReadyToStartContainers", status: podIP !== undefined && !finished ? "True" : "False" },
    uninitialized.length === 0
      ? { type: "Initialized", status: "True", ...(phase === "Succeeded" ? { reason: "PodCompleted" } : {}) }
      : {
          type: "Initialized",
          status: "False",
          reason: "ContainersNotInitialized",
          message: `containers with incomplete status: [${names(uninitialized)}]`,
        },
    { type: "Ready", ...readiness },
    { type: "ContainersReady", ...readiness },
    { type: "PodScheduled", status: "True" },
  ];
  return wanted.map((condition) => {
    const old = pod.status?.conditions?.find(({ type }) => type === condition.type);
    const lastTransitionTime = old?.status === condition.status ? old.lastTransitionTime : time;
    const cleared = { reason: condition.reason ?? null, message: condition.message ?? null };
    return { ...condition, lastProbeTime: null, lastTransitionTime, ...(old ? cleared : {}) };
  });
}

function containerStatus(pod: Pod, facts: ContainerFacts): ContainerStatus {
  const { container, state, restartCount } = facts;
  const begun = state.running ?? state.terminated;
  const image = qualified(container.image ?? "");
  return {
    name: container.name,
    state,
    lastState: facts.lastState ?? {},
    ready: facts.ready,
    restartCount,
    image: begun ? image : (container.image ?? ""),
    imageID: begun ? `${image.replace(/[:@][^/]*$/, "")}@sha256:${hexOf(image)}` : "",
    ...(begun ? { containerID: `containerd://${hexOf(`${pod.metadata.uid} ${container.name} ${restartCount}`)}` } : {}),
    started: facts.started,
  };
}

function hexOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
