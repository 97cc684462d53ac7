import type { NodePool, Pod, PodSpec, RequirementWithMinValues } from "@inlay/resources";
import fc from "fast-check";
import type { Snapshot } from "../snapshot.ts";
import { nodePool, pendingPod, runningNode, runningPod, snapshot, type, ZONES } from "./cluster-builder.ts";

/** Clusters for property tests: pools, nodes with pods, pending pods of a few shapes with all sorts of constraints. */
const TYPES = [
  type("small", 2, 4, 0.08),
  type("compute", 4, 8, 0.17),
  type("memory", 4, 32, 0.26, { capacityTypes: ["on-demand"] }),
  type("large", 8, 16, 0.34),
  type("huge", 16, 64, 0.8),
];
const APPS = ["a", "b", "c"] as const;
const CPU = ["100m", "500m", "1", "1500m", "3"] as const;
const MEMORY = ["128Mi", "1Gi", "3Gi", "7Gi"] as const;
const ZONE = "topology.kubernetes.io/zone";
const HOSTNAME = "kubernetes.io/hostname";

const app = fc.constantFrom(...APPS);
const topologyKey = fc.constantFrom(ZONE, HOSTNAME);
const about = (name: string) => ({ labelSelector: { matchLabels: { app: name } } });
const requests = fc.record({ cpu: fc.constantFrom(...CPU), memory: fc.constantFrom(...MEMORY) });

const constraint: fc.Arbitrary<Partial<PodSpec>> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  fc.constantFrom(...ZONES, "nowhere").map((zone) => ({ nodeSelector: { [ZONE]: zone } })),
  fc.constant({ nodeSelector: { "karpenter.sh/capacity-type": "spot" } }),
  fc.constant({ tolerations: [{ operator: "Exists" as const }] }),
  fc
    .tuple(topologyKey, app, fc.integer({ min: 1, max: 2 }), fc.constantFrom("DoNotSchedule", "ScheduleAnyway"))
    .map(([key, name, maxSkew, whenUnsatisfiable]) => ({
      topologySpreadConstraints: [{ topologyKey: key, maxSkew, whenUnsatisfiable, ...about(name) }],
    })),
  fc.tuple(topologyKey, app, fc.constantFrom("podAffinity", "podAntiAffinity")).map(([key, name, kind]) => ({
    affinity: { [kind]: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: key, ...about(name) }] } },
  })),
  fc.tuple(topologyKey, app).map(([key, name]) => ({
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 1, podAffinityTerm: { topologyKey: key, ...about(name) } },
        ],
      },
    },
  })),
);

const requirements: fc.Arbitrary<RequirementWithMinValues[]> = fc.subarray<RequirementWithMinValues>([
  { key: ZONE, operator: "In", values: ["zone-a", "zone-b"] },
  { key: "karpenter.sh/capacity-type", operator: "In", values: ["on-demand"] },
  { key: "node.kubernetes.io/instance-type", operator: "NotIn", values: ["small"] },
]);

const pool = (name: string): fc.Arbitrary<NodePool> =>
  fc
    .record({
      requirements,
      taint: fc.constantFrom("none", "NoSchedule", "PreferNoSchedule"),
      limit: fc.constantFrom(undefined, "12", "200"),
      weight: fc.constantFrom(undefined, 10),
    })
    .map(({ requirements: list, taint, limit, weight }) =>
      nodePool({
        name,
        requirements: list,
        ...(taint !== "none" && {
          template: { taints: [{ key: "dedicated", value: "x", effect: taint as "NoSchedule" }] },
        }),
        spec: { ...(limit && { limits: { cpu: limit } }), ...(weight && { weight }) },
      }),
    );

export const anyCluster: fc.Arbitrary<Snapshot> = fc
  .record({
    pools: fc.tuple(pool("one"), pool("two")).chain((both) => fc.subarray([...both], { minLength: 1 })),
    shapes: fc.array(fc.record({ count: fc.integer({ min: 1, max: 8 }), app, requests, constraint }), {
      minLength: 1,
      maxLength: 6,
    }),
    nodes: fc.array(
      fc.record({
        type: fc.constantFrom(...TYPES),
        zone: fc.constantFrom(...ZONES),
        pods: fc.array(fc.tuple(app, requests), { maxLength: 2 }),
      }),
      { maxLength: 4 },
    ),
  })
  .map(({ pools, shapes, nodes }) => {
    const running = nodes.map((node, index) =>
      runningNode(`node-${index}`, node.type, { zone: node.zone, nodePool: pools[0]!.metadata.name }),
    );
    const bound = nodes.flatMap((node, index) =>
      node.pods.map(([name, amounts], place) =>
        runningPod(
          `run-${index}-${place}`,
          `node-${index}`,
          { ...amounts, cpu: "500m", memory: "1Gi" },
          { labels: { app: name } },
        ),
      ),
    );
    const pending = shapes.flatMap((shape, index) =>
      Array.from({ length: shape.count }, (_, place): Pod =>
        pendingPod(`pod-${index}-${place}`, shape.requests, shape.constraint, { app: shape.app }),
      ),
    );
    return snapshot({
      catalogues: { main: TYPES },
      nodePools: pools,
      nodes: running.map(({ node }) => node),
      nodeClaims: running.map(({ claim }) => claim),
      pods: [...bound, ...pending],
    });
  });
