import { amountsOf, type Node, type ResourceAmounts } from "@inlay/resources";
import type { PodInfo } from "./pod-info.ts";

/** A node with the pods on it and the sums that filters and scores ask for. Kept up to date pod by pod. */
export class NodeState {
  readonly name: string;
  readonly pods = new Map<string, PodInfo>();
  /** Pods with host ports, with claims: most nodes have few, most pods need not look at them. */
  readonly withHostPorts = new Set<PodInfo>();
  readonly withClaims = new Set<PodInfo>();
  readonly requested: Record<string, number> = {};
  scoredCpuMillis = 0;
  scoredMemoryBytes = 0;
  #node: Node;
  #allocatable: ResourceAmounts;

  constructor(node: Node) {
    this.name = node.metadata.name;
    this.#node = node;
    this.#allocatable = amountsOf(node.status?.allocatable);
  }

  get node(): Node {
    return this.#node;
  }

  get allocatable(): ResourceAmounts {
    return this.#allocatable;
  }

  setNode(node: Node): void {
    if (node.status?.allocatable !== this.#node.status?.allocatable)
      this.#allocatable = amountsOf(node.status?.allocatable);
    this.#node = node;
  }

  add(info: PodInfo): void {
    this.pods.set(info.pod.metadata.uid, info);
    this.#count(info, 1);
    if (info.hostPorts.length > 0) this.withHostPorts.add(info);
    if (info.claims.length > 0) this.withClaims.add(info);
  }

  remove(info: PodInfo): void {
    this.pods.delete(info.pod.metadata.uid);
    this.#count(info, -1);
    this.withHostPorts.delete(info);
    this.withClaims.delete(info);
  }

  #count(info: PodInfo, sign: 1 | -1): void {
    for (const name in info.requests) this.requested[name] = (this.requested[name] ?? 0) + sign * info.requests[name]!;
    this.scoredCpuMillis += sign * info.scoredCpuMillis;
    this.scoredMemoryBytes += sign * info.scoredMemoryBytes;
  }
}
