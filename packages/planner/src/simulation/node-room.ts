import { portsConflict, type HostPort } from "../cluster/host-ports.ts";
import type { VolumesByDriver } from "../cluster/storage.ts";
import type { PodClass } from "../pods/pod-class.ts";
import type { PendingPod } from "./pending-pod.ts";
import type { World } from "./world.ts";

/** What a simulation has put on nodes that exist: their room, host ports and volumes only ever get fewer. */
export class NodeRoom {
  /** Pods by node of the world. */
  readonly onNodes = new Map<number, PendingPod[]>();
  readonly #world: World;
  readonly #free = new Map<number, Float64Array>();
  readonly #portsTaken = new Map<number, HostPort[]>();
  readonly #volumesTaken = new Map<number, VolumesByDriver[]>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Whether what was put on the node leaves room for one more of the class. A node that had none before is not asked about. */
  isLeftFor({ requests, hostPorts, volumes }: PodClass, node: number): boolean {
    const free = this.#free.get(node);
    if (free)
      for (let resource = 0; resource < requests.length; resource++)
        if (requests[resource]! > 0 && requests[resource]! > (free[resource] ?? 0)) return false;
    if (hostPorts.length > 0 && portsConflict(hostPorts, this.#portsTaken.get(node) ?? [])) return false;
    const planned = this.#volumesTaken.get(node);
    return !planned || this.#world.hasRoomForVolumes(node, volumes, planned);
  }

  put(pod: PendingPod, node: number): void {
    const { requests, hostPorts, volumes } = pod.podClass;
    let free = this.#free.get(node);
    if (!free) this.#free.set(node, (free = this.#world.free[node]!.slice()));
    for (let resource = 0; resource < requests.length; resource++)
      if (resource < free.length) free[resource]! -= requests[resource]!;
    append(this.onNodes, node, pod);
    for (const port of hostPorts) append(this.#portsTaken, node, port);
    if (volumes.size > 0) append(this.#volumesTaken, node, volumes);
  }
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
