import type { Container, Pod, PodSpec } from "../core/pod.ts";
import { addAmounts, amountsOf, type ResourceAmounts } from "./resource-amounts.ts";

/**
 * What the pod asks of a node, without the pod itself (`pods: 1` is added by {@link podRequests}).
 * Rule: k8s.io/component-helpers resource.PodRequests. Containers and sidecars add up; an init container needs its own
 * request beside the sidecars that started before it; the larger of both counts, plus the pod's overhead.
 */
export function podSpecRequests(spec: PodSpec): ResourceAmounts {
  const podLevel = amountsOf(spec.resources?.requests, "spec.resources.requests");
  return addAmounts(
    { ...allContainers(spec, containerRequests), ...podLevel },
    amountsOf(spec.overhead, "spec.overhead"),
  );
}

/**
 * The most that the pod may take of a node; a resource without a limit in any container is absent.
 * Rule: k8s.io/component-helpers resource.PodLimits. The overhead raises a limit, and makes none.
 */
export function podLimits({ spec }: Pick<Pod, "spec">): ResourceAmounts {
  const podLevel = amountsOf(spec.resources?.limits, "spec.resources.limits");
  const limits = { ...allContainers(spec, containerLimits), ...podLevel };
  const overhead = Object.entries(amountsOf(spec.overhead, "spec.overhead")).filter(([name]) => name in limits);
  return addAmounts(limits, Object.fromEntries(overhead));
}

function allContainers(spec: PodSpec, amountsOfContainer: (container: Container) => ResourceAmounts): ResourceAmounts {
  const running = addAmounts(...spec.containers.map(amountsOfContainer));
  let sidecars: ResourceAmounts = {};
  let starting: ResourceAmounts = {};
  for (const container of spec.initContainers ?? []) {
    const own = amountsOfContainer(container);
    if (container.restartPolicy === "Always") sidecars = addAmounts(sidecars, own);
    starting = largest(starting, container.restartPolicy === "Always" ? sidecars : addAmounts(sidecars, own));
  }
  return largest(addAmounts(running, sidecars), starting);
}

/**
 * What the pod takes of a node, `pods: 1` included. For a running pod whose resources were resized in place, the larger of
 * what is desired and what is allocated counts (UseStatusResources).
 */
export function podRequests(pod: Pick<Pod, "spec" | "status">): ResourceAmounts {
  const allocated = new Map(
    [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])].map((status) => [
      status.name,
      status,
    ]),
  );
  const resized = (container: Container): Container => {
    const status = allocated.get(container.name);
    const actual = status?.resources?.requests;
    if (!actual && !status?.allocatedResources) return container;
    const desired = container.resources?.requests ?? {};
    const requests = resourceMaximum(desired, actual ?? {}, status?.allocatedResources ?? {});
    return { ...container, resources: { ...container.resources, requests } };
  };
  const spec: PodSpec =
    allocated.size === 0
      ? pod.spec
      : {
          ...pod.spec,
          containers: pod.spec.containers.map(resized),
          initContainers: pod.spec.initContainers?.map(resized),
        };
  return addAmounts(podSpecRequests(spec), { pods: 1 });
}

function containerRequests(container: Container): ResourceAmounts {
  const { requests, limits } = container.resources ?? {};
  // A limit without a request is the request: the API server's default, kept for objects that never passed one.
  return amountsOf(limits ? { ...limits, ...requests } : requests, `containers[${container.name}].resources.requests`);
}

const containerLimits = ({ name, resources }: Container): ResourceAmounts =>
  amountsOf(resources?.limits, `containers[${name}].resources.limits`);

function largest(...amounts: readonly ResourceAmounts[]): ResourceAmounts {
  const result: Record<string, number> = {};
  for (const each of amounts) for (const name in each) result[name] = Math.max(result[name] ?? 0, each[name]!);
  return result;
}

function resourceMaximum(
  ...lists: readonly Readonly<Record<string, string | number>>[]
): Record<string, string | number> {
  const result: Record<string, string | number> = {};
  for (const list of lists) {
    for (const [name, text] of Object.entries(list)) {
      const previous = result[name];
      const larger = previous === undefined || (amountsOf({ x: text }).x ?? 0) > (amountsOf({ x: previous }).x ?? 0);
      if (larger) result[name] = text;
    }
  }
  return result;
}
