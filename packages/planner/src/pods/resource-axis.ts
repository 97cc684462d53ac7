import { amountsOf, podRequests, type Pod, type ResourceAmounts, type ResourceList } from "@inlay/resources";

/** Amounts beyond this are as good as this: a request with hundreds of digits fits nowhere, and sums of it stay numbers. */
const MOST = 1e100;

/**
 * Gives every resource name of a snapshot a column, so that amounts are short arrays of numbers (cpu in millicores, the rest in
 * whole units). Remembers what it has read: clusters repeat few texts many times.
 */
export class ResourceAxis {
  readonly names: string[] = ["cpu", "memory", "pods", "ephemeral-storage"];
  readonly #index = new Map(this.names.map((name, index) => [name, index]));
  readonly #amounts = new Map<string, number>();
  readonly #requests = new Map<string, ResourceAmounts>();

  indexOf(name: string): number {
    let index = this.#index.get(name);
    if (index === undefined) {
      index = this.names.push(name) - 1;
      this.#index.set(name, index);
    }
    return index;
  }

  /** @throws InvalidField for a text that is no quantity. */
  amount(name: string, text: string | number): number {
    const known = this.#amounts.get(name === "cpu" ? `c${text}` : `u${text}`);
    if (known !== undefined) return known;
    const amount = amountsOf({ [name]: text })[name]!;
    this.#amounts.set(name === "cpu" ? `c${text}` : `u${text}`, amount);
    return amount;
  }

  amounts(list: ResourceList | undefined): ResourceAmounts {
    const amounts: Record<string, number> = {};
    for (const name in list) amounts[name] = this.amount(name, list[name]!);
    return amounts;
  }

  /** What the pod takes of a node, `pods: 1` included. Limits are no requests: copying them is the API server's work. */
  requestsOf(pod: Pick<Pod, "spec" | "status">): ResourceAmounts {
    const { spec } = pod;
    let key: string | undefined = "";
    if (spec.initContainers?.length || spec.overhead || spec.resources || hasAllocatedResources(pod)) key = undefined;
    else {
      for (const container of spec.containers) {
        const requests = container.resources?.requests;
        for (const name in requests) key += `${name}=${requests[name]};`;
      }
    }
    if (key === undefined) return podRequests({ spec: withoutLimits(spec), ...(pod.status && { status: pod.status }) });
    let known = this.#requests.get(key);
    if (!known) {
      const sum: Record<string, number> = {};
      for (const container of spec.containers) {
        const requests = container.resources?.requests;
        for (const name in requests) sum[name] = (sum[name] ?? 0) + this.amount(name, requests[name]!);
      }
      sum["pods"] = (sum["pods"] ?? 0) + 1;
      known = sum;
      this.#requests.set(key, known);
    }
    return known;
  }

  /** As an array by column, as long as the axis is now. */
  vector(amounts: ResourceAmounts): Float64Array {
    for (const name in amounts) this.indexOf(name);
    const vector = new Float64Array(this.names.length);
    for (const name in amounts) vector[this.#index.get(name)!] = Math.min(amounts[name]!, MOST);
    return vector;
  }
}

function hasAllocatedResources(pod: Pick<Pod, "spec" | "status">): boolean {
  return pod.status?.containerStatuses?.some((status) => status.resources ?? status.allocatedResources) ?? false;
}

function withoutLimits(spec: Pod["spec"]): Pod["spec"] {
  const strip = (container: Pod["spec"]["containers"][number]) =>
    container.resources?.limits
      ? { ...container, resources: container.resources.requests ? { requests: container.resources.requests } : {} }
      : container;
  return {
    ...spec,
    containers: spec.containers.map(strip),
    ...(spec.initContainers && { initContainers: spec.initContainers.map(strip) }),
  };
}
