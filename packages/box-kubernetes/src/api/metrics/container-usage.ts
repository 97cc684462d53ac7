import { Quantity, type Container, type Pod, type ResourceList } from "@inlay/resources";

/** What something uses at this moment. */
export interface Usage {
  readonly cpuNano: bigint;
  readonly memoryBytes: bigint;
}

/** A simulated container uses this share of what it requests, and never less than `CONTAINER_BASE`. */
const SHARE = { of: 5n, parts: 1n };
const CONTAINER_BASE = { cpuNano: 1_000_000n, memoryBytes: 8n * 2n ** 20n };
const NANO = 1_000_000_000n;
/** By which a pod says what each of its containers uses, as kwok's simulated metrics have it. */
const STATED = { cpu: "kwok.x-k8s.io/usage-cpu", memory: "kwok.x-k8s.io/usage-memory" } as const;

/** What a simulated container uses: what the pod's annotations say, or a share of what it requests. */
export function usageOf({ metadata }: Pod, { resources }: Container): Usage {
  const { requests = {} } = resources ?? {};
  const stated = (name: keyof typeof STATED) => statedNano(metadata.annotations?.[STATED[name]]);
  const atLeast = (value: bigint, least: bigint) => (value > least ? value : least);
  const memory = stated("memory");
  return {
    cpuNano: stated("cpu") ?? atLeast((nanoOf(requests, "cpu") * SHARE.parts) / SHARE.of, CONTAINER_BASE.cpuNano),
    memoryBytes:
      memory === undefined
        ? atLeast((nanoOf(requests, "memory") / NANO / SHARE.of) * SHARE.parts, CONTAINER_BASE.memoryBytes)
        : memory / NANO,
  };
}

/** Text that is no quantity says nothing. */
function statedNano(text: string | undefined): bigint | undefined {
  if (text === undefined || !/^\d+(?:\.\d+)?(?:[numkMGTPE]|[KMGTPE]i)?$/.test(text)) return undefined;
  return Quantity.parse(text, "usage").nano;
}

function nanoOf(list: ResourceList, name: string): bigint {
  const amount = list[name];
  return amount === undefined ? 0n : Quantity.parse(amount, name).nano;
}
