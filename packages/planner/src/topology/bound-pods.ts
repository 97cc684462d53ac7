import type { Pod, StringMap } from "@inlay/resources";
import { isTerminating } from "../cluster/pod-lifecycle.ts";
import { groupMatches, type TopologyGroup, type TopologyGroups } from "./topology-group.ts";

/** Pods that run, told apart only by what topology rules can see. */
interface BoundKind {
  readonly namespace: string;
  readonly labels: StringMap;
  /** One entry a pod. */
  readonly nodes: number[];
}

/** Pods that run on nodes, as topology rules see them: by namespace and labels, and by whom they refuse. */
export class BoundPods {
  readonly #groups: TopologyGroups;
  readonly #kinds = new Map<string, BoundKind>();
  #byLabel: Map<string, BoundKind[]> | undefined;
  /** By group: the nodes of pods that refuse others, one entry a pod. */
  readonly #refusing: number[][] = [];

  constructor(groups: TopologyGroups) {
    this.#groups = groups;
  }

  add(pod: Pod, node: number): void {
    const namespace = pod.metadata.namespace ?? "default";
    for (const term of pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []) {
      const group = this.#groups.affinity("inverse", term.topologyKey, [term], {
        namespace,
        labels: pod.metadata.labels ?? {},
      });
      (this.#refusing[group.index] ??= []).push(node);
    }
    if (isTerminating(pod)) return;
    const key = `${namespace}\u0000${JSON.stringify(pod.metadata.labels ?? {})}`;
    const kind = this.#kinds.get(key);
    if (kind) kind.nodes.push(node);
    else this.#kinds.set(key, { namespace, labels: pod.metadata.labels ?? {}, nodes: [node] });
  }

  /** Nodes of the pods that count for the group, one entry a pod. */
  *nodesCountedBy(group: TopologyGroup, takesPart: (node: number) => boolean): Generator<number> {
    if (group.kind === "inverse") {
      yield* this.#refusing[group.index] ?? [];
      return;
    }
    for (const { namespace, labels, nodes } of this.#kindsFor(group))
      if (groupMatches(group, namespace, labels)) for (const node of nodes) if (takesPart(node)) yield node;
  }

  /** Kinds that the group may select: those with the label value that it names. */
  #kindsFor(group: TopologyGroup): Iterable<BoundKind> {
    const named = Object.entries(group.matchers[0]!.selector?.matchLabels ?? {})[0];
    if (!named) return this.#kinds.values();
    this.#byLabel ??= this.#indexByLabel();
    return this.#byLabel.get(`${named[0]}=${named[1]}`) ?? [];
  }

  #indexByLabel(): Map<string, BoundKind[]> {
    const index = new Map<string, BoundKind[]>();
    for (const kind of this.#kinds.values())
      for (const name in kind.labels) {
        const key = `${name}=${kind.labels[name]}`;
        const list = index.get(key);
        if (list) list.push(kind);
        else index.set(key, [kind]);
      }
    return index;
  }
}
