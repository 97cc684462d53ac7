import { Quantity, type Pod } from "@inlay/resources";
import { usageOf } from "../../api/metrics/container-usage.ts";
import { isReady, isTerminal, isTerminating } from "../pods/pod-state.ts";
import type { MetricSpec, ResourceMetric } from "./autoscaler.ts";

/** What one metric proposes, and how it is told in the status. */
export interface Reading {
  readonly replicas: number;
  /** `cpu resource utilization (percentage of request)`. */
  readonly name: string;
  readonly status: unknown;
}

/** A metric that cannot be had. */
export interface Unreadable {
  readonly reason: string;
  readonly message: string;
}

/** Differences below this are no reason to change anything (horizontal-pod-autoscaler-tolerance). */
const TOLERANCE = 0.1;
const NANO = 1e9;

/**
 * How many pods a metric asks for (replica_calculator.go). Pods that are not ready count as idle when more are wanted, and not at
 * all when fewer are.
 */
export function readMetric(metric: MetricSpec, pods: readonly Pod[], current: number): Reading | Unreadable {
  const { type, resource, containerResource } = metric;
  const source = type === "Resource" ? resource : type === "ContainerResource" ? containerResource : undefined;
  if (!source)
    return {
      reason: `FailedGet${type}Metric`,
      message: `the HPA was unable to compute the replica count: unable to get ${type.toLowerCase()} metric: no custom metrics API is registered`,
    };
  const container = type === "ContainerResource" ? containerResource?.container : undefined;
  const counted = pods.filter((pod) => !isTerminal(pod) && !isTerminating(pod));
  const ready = counted.filter(isReady);
  if (counted.length === 0 || ready.length === 0)
    return unavailable(source.name, counted.length === 0 ? "no pods" : "no metrics for ready pods");
  const { averageUtilization, averageValue } = source.target;
  const used = ready.map((pod) => usedNano(pod, source.name, container));
  const total = used.reduce((sum, each) => sum + each, 0);
  const average = total / ready.length;
  const value = averageText(source.name, average);
  if (averageUtilization === undefined) {
    const target = Number(Quantity.parse(averageValue ?? "1", "averageValue").nano);
    const status = { name: source.name, current: { averageValue: value } };
    return {
      replicas: replicasFor(total / target, average / target, ready.length, counted.length, current),
      name: `${source.name} resource`,
      status: statusOf(type, status, container),
    };
  }
  const requested = ready.map((pod) => requestedNano(pod, source.name, container));
  if (requested.some((each) => each === undefined)) return missingRequest(ready, source, container);
  const sum = requested.reduce<number>((all, each) => all + (each ?? 0), 0);
  const utilization = Math.floor((total / sum) * 100);
  const ratio = utilization / averageUtilization;
  const status = { name: source.name, current: { averageUtilization: utilization, averageValue: value } };
  return {
    replicas: replicasFor(ratio * ready.length, ratio, ready.length, counted.length, current),
    name: `${source.name} resource utilization (percentage of request)`,
    status: statusOf(type, status, container),
  };
}

function replicasFor(wanted: number, ratio: number, ready: number, counted: number, current: number): number {
  if (Math.abs(ratio - 1) <= TOLERANCE) return current;
  const unready = counted - ready;
  if (unready === 0 || ratio < 1) return Math.ceil(round(wanted));
  const diluted = (ratio * ready) / counted;
  return Math.abs(diluted - 1) <= TOLERANCE || diluted < 1 ? current : Math.ceil(round(diluted * counted));
}

/** Division leaves crumbs that would be rounded up to a pod. */
function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

function containersOf({ spec }: Pod, container: string | undefined) {
  return spec.containers.filter(({ name }) => container === undefined || name === container);
}

function usedNano(pod: Pod, name: string, container: string | undefined): number {
  return containersOf(pod, container).reduce((sum, each) => {
    const { cpuNano, memoryBytes } = usageOf(pod, each);
    return sum + (name === "cpu" ? Number(cpuNano) : Number(memoryBytes) * NANO);
  }, 0);
}

function requestedNano(pod: Pod, name: string, container: string | undefined): number | undefined {
  let sum = 0;
  for (const { resources } of containersOf(pod, container)) {
    const amount = resources?.requests?.[name];
    if (amount === undefined) return undefined;
    sum += Number(Quantity.parse(amount, name).nano);
  }
  return sum;
}

function averageText(name: string, averageNano: number): string {
  return name === "cpu" ? `${Math.ceil(averageNano / 1e6)}m` : String(Math.round(averageNano / NANO));
}

function statusOf(type: string, status: object, container: string | undefined): unknown {
  return type === "Resource"
    ? { type, resource: status }
    : { type, containerResource: { ...status, container: container ?? "" } };
}

function unavailable(name: string, why: string): Unreadable {
  return {
    reason: "FailedGetResourceMetric",
    message: `the HPA was unable to compute the replica count: failed to get ${name} utilization: unable to get metrics for resource ${name}: ${why} returned from resource metrics API`,
  };
}

function missingRequest(pods: readonly Pod[], { name }: ResourceMetric, container: string | undefined): Unreadable {
  const pod = pods.find((each) => requestedNano(each, name, container) === undefined)!;
  const without = containersOf(pod, container).find(({ resources }) => resources?.requests?.[name] === undefined);
  return {
    reason: "FailedGetResourceMetric",
    message: `the HPA was unable to compute the replica count: failed to get ${name} utilization: missing request for ${name} in container ${without?.name ?? ""} of Pod ${pod.metadata.name}`,
  };
}
