import { Quantity, resourceListOf, type ResourceList, type StringMap } from "@inlay/resources";
import { podsByAddresses, type Hardware } from "./hardware.ts";
import type { BootConfig } from "./user-data/boot-config.ts";

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

/** What a kubelet reports: all there is, and what pods can have of it. */
export interface NodeResources {
  readonly capacity: ResourceList;
  readonly allocatable: ResourceList;
}

type Reservations = Pick<
  BootConfig,
  "maxPods" | "podsPerCore" | "kubeReserved" | "systemReserved" | "evictionHard" | "instanceStore"
>;

/**
 * Resources of a node as its kubelet counts them. Reservations as nodeadm sets them: kube-reserved CPU in falling tiers, 255Mi and 11Mi
 * per pod of memory, 1Gi of disk; eviction at 100Mi of memory and 10 % of disk. Each key can be overridden by the user data.
 */
export function nodeResources(hardware: Hardware, rootVolumeGib: number, config: Reservations): NodeResources {
  const pods = podLimit(hardware, config);
  const memoryBytes = realMemoryKib(hardware.memoryMib) * KIB;
  const diskBytes =
    config.instanceStore && hardware.instanceStoreGb > 0
      ? hardware.instanceStoreGb * 1e9
      : diskKib(rootVolumeGib) * KIB;
  const reserved = (resource: string, kubeDefault: number): number =>
    amount(config.kubeReserved, resource, kubeDefault) + amount(config.systemReserved, resource, 0);
  const rest = {
    cpu: hardware.vcpus * 1000 - reserved("cpu", kubeReservedCpuMillis(hardware.vcpus)),
    memory:
      memoryBytes -
      reserved("memory", (255 + 11 * podsByAddresses(hardware)) * MIB) -
      threshold(config.evictionHard["memory.available"], memoryBytes, 100 * MIB),
    "ephemeral-storage":
      diskBytes -
      reserved("ephemeral-storage", GIB) -
      threshold(config.evictionHard["nodefs.available"], diskBytes, share(10, diskBytes)),
  };
  const same = { "hugepages-1Gi": "0", "hugepages-2Mi": "0", pods: String(pods), ...devicesOf(hardware) };
  return {
    capacity: {
      cpu: String(hardware.vcpus),
      "ephemeral-storage": Quantity.fromUnits(diskBytes, "BinarySI").toString(),
      memory: Quantity.fromUnits(memoryBytes, "BinarySI").toString(),
      ...same,
    },
    allocatable: {
      ...resourceListOf({ cpu: Math.max(0, rest.cpu) }),
      // Disk is written in plain bytes here, as kubelets do.
      "ephemeral-storage": String(Math.max(0, rest["ephemeral-storage"])),
      memory: Quantity.fromUnits(Math.max(0, rest.memory), "BinarySI").toString(),
      ...same,
    },
  };
}

function devicesOf(hardware: Hardware): StringMap {
  return Object.fromEntries(Object.entries(hardware.devices).map(([name, count]) => [name, String(count)]));
}

function podLimit(hardware: Hardware, config: Reservations): number {
  const pods = config.maxPods ?? podsByAddresses(hardware);
  return config.podsPerCore ? Math.min(pods, config.podsPerCore * hardware.vcpus) : pods;
}

/** 6 % of the first core, 1 % of the second, 0.5 % of the next two, 0.25 % of the rest. */
function kubeReservedCpuMillis(vcpus: number): number {
  const tiers = [
    [1, 60],
    [1, 10],
    [2, 5],
    [Infinity, 2.5],
  ] as const;
  let left = vcpus;
  let reserved = 0;
  for (const [cores, millisPerCore] of tiers) {
    reserved += Math.trunc(Math.min(left, cores) * millisPerCore);
    left -= Math.min(left, cores);
    if (left === 0) break;
  }
  return reserved;
}

/**
 * Memory that the kernel leaves of the nominal size. A line through the two machines of the reference page: 1924692Ki of 2 GiB (c7a.medium),
 * 15984828Ki of 16 GiB (c6a.2xlarge).
 */
function realMemoryKib(nominalMib: number): number {
  const small = { nominal: 2 * 1024 * 1024, lost: 172_460 };
  const large = { nominal: 16 * 1024 * 1024, lost: 792_388 };
  const nominal = nominalMib * 1024;
  const slope = (large.lost - small.lost) / (large.nominal - small.nominal);
  const lost = Math.max(nominal * 0.02, small.lost + (nominal - small.nominal) * slope);
  return Math.floor(nominal - lost);
}

/** What Amazon Linux 2023's partitions and file system leave of a disk: 20893676Ki of 20 GiB. */
function diskKib(gib: number): number {
  return Math.max(0, gib * MIB - 77_844);
}

function amount(map: StringMap, resource: string, otherwise: number): number {
  const text = map[resource];
  if (text === undefined) return otherwise;
  const quantity = Quantity.parse(text, resource);
  return resource === "cpu" ? quantity.milliValue : quantity.value;
}

function threshold(text: string | undefined, total: number, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (text.endsWith("%")) return share(Number(text.slice(0, -1)), total);
  return Quantity.parse(text, "evictionHard").value;
}

/** Kubelets keep percentages as 32-bit floats; the page's 18181869946 bytes come from that. */
function share(percent: number, total: number): number {
  return Math.trunc(Math.fround(percent / 100) * total);
}
