import type { Pod } from "@inlay/resources";
import type { ObjectStore } from "../../store/object-store.ts";

/** The pods of each node, kept as the store changes: what a kubelet may read is asked for at every one of its reads. */
export class PodsByNode {
  readonly #nodes = new Map<string, Map<string, Pod>>();

  /** Follows the store for as long as there is one; made before anybody else listens, so that nobody hears of a binding earlier. */
  constructor(store: ObjectStore) {
    for (const pod of store.list("/pods")) this.#add(pod as Pod);
    store.subscribe("/pods", ({ type, object, previous }) => {
      if (previous) this.#remove(previous as Pod);
      if (type !== "DELETED") this.#add(object as Pod);
    });
  }

  /** @returns those of one namespace. */
  on(nodeName: string, namespace: string): readonly Pod[] {
    const pods = this.#nodes.get(nodeName);
    return pods ? [...pods.values()].filter((pod) => pod.metadata.namespace === namespace) : [];
  }

  #add(pod: Pod): void {
    const { nodeName } = pod.spec;
    if (!nodeName) return;
    const pods = this.#nodes.get(nodeName);
    if (pods) pods.set(pod.metadata.uid, pod);
    else this.#nodes.set(nodeName, new Map([[pod.metadata.uid, pod]]));
  }

  #remove({ spec: { nodeName = "" }, metadata: { uid } }: Pod): void {
    const pods = this.#nodes.get(nodeName);
    pods?.delete(uid);
    if (pods?.size === 0) this.#nodes.delete(nodeName);
  }
}
