import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { amountsOf, type InstanceType, type Pod } from "./planner-api.ts";

interface Shape {
  readonly count: number;
  readonly requests: Readonly<Record<string, string>>;
}

interface PackingInputs {
  /** amd64 types of us-east-1 of the third generation and later, with on-demand prices. */
  readonly types: readonly {
    readonly name: string;
    readonly category: string;
    readonly vcpu: number;
    readonly price: number;
    readonly pods: number;
    readonly cpu: string;
    readonly memory: string;
    readonly gpus?: number;
  }[];
  /** Synthetic clusters: a platform of services, batch jobs with a heavy tail, machine learning with GPUs. */
  readonly mixes: Readonly<Record<"services" | "heavy-tail" | "gpu", readonly Shape[]>>;
}

const inputs = JSON.parse(
  brotliDecompressSync(readFileSync(join(import.meta.dirname, "packing-inputs.json.br"))).toString(),
) as PackingInputs;

/** Types of the reference page's node pool (c, m and r), or of all categories. */
export function ec2Types(categories: string | undefined, mostVcpus: number): InstanceType[] {
  return inputs.types
    .filter(({ category, vcpu }) => (categories?.includes(category) ?? true) && vcpu <= mostVcpus)
    .map((type) => ({
      name: type.name,
      requirements: [
        { key: "node.kubernetes.io/instance-type", operator: "In", values: [type.name] },
        { key: "topology.kubernetes.io/zone", operator: "In", values: ["us-east-1a"] },
        { key: "karpenter.sh/capacity-type", operator: "In", values: ["on-demand"] },
      ],
      offerings: [{ zone: "us-east-1a", capacityType: "on-demand", pricePerHour: type.price, available: true }],
      capacity: {
        ...amountsOf({ cpu: type.cpu, memory: type.memory }),
        pods: type.pods,
        ...(type.gpus && { "nvidia.com/gpu": type.gpus }),
      },
      overhead: {},
    }));
}

export function mixPods(mix: keyof PackingInputs["mixes"]): Pod[] {
  return inputs.mixes[mix].flatMap(({ count, requests }, shape) =>
    Array.from({ length: count }, (_, index) => ({
      apiVersion: "v1",
      kind: "Pod" as const,
      metadata: {
        name: `shape-${shape}-${index}`,
        namespace: "default",
        uid: `${shape}-${index}`,
        resourceVersion: "1",
        creationTimestamp: "2026-11-01T12:00:00Z",
      },
      spec: { containers: [{ name: "app", image: "pause", resources: { requests } }] },
      status: {
        phase: "Pending" as const,
        conditions: [{ type: "PodScheduled", status: "False" as const, reason: "Unschedulable" }],
      },
    })),
  );
}
