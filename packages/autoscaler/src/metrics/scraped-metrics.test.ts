import { Metrics, type CacheEvent } from "@inlay/kube";
import { systemClock, type KubeObject, type Node, type NodeClaim, type NodePool } from "@inlay/resources";
import { expect, test } from "vitest";
import { condition, createdMs, node, nodeClaim, nodePool, pod } from "../testing/objects.fixture.ts";
import { PoolPrices } from "../state/pool-prices.ts";
import { autoscalerMetrics } from "./autoscaler-metrics.ts";
import { connectConditionMetrics } from "./condition-metrics.ts";
import { connectNodeMetrics } from "./node-metrics.ts";
import { connectNodePoolMetrics } from "./node-pool-metrics.ts";

const clock = { ...systemClock, now: () => createdMs + 90_000 };

/** What a cache gives of these objects; `tell` hands an event to whoever listens. */
function holding<T extends KubeObject>(...objects: readonly T[]) {
  const listeners: ((event: CacheEvent<T>) => void)[] = [];
  return {
    synced: true,
    whenSynced: async () => {},
    get: (name: string) => objects.find(({ metadata }) => metadata.name === name),
    all: () => objects,
    byIndex: () => objects,
    observe: () => {},
    onChange: (listener: (event: CacheEvent<T>) => void) => {
      listeners.push(listener);
      return () => void listeners.splice(listeners.indexOf(listener), 1);
    },
    tell: (event: CacheEvent<T>) => listeners.forEach((listener) => listener(event)),
  };
}

const linesOf = async (metrics: Metrics) => (await metrics.render()).text.split("\n");

test("a node's requests and limits are told apart for daemons and for other pods, in cores and bytes", async () => {
  const containers = (cpu: string, limit?: string) => [
    { name: "a", resources: { requests: { cpu }, ...(limit ? { limits: { cpu: limit } } : {}) } },
  ];
  const metrics = new Metrics();
  connectNodeMetrics(metrics, {
    clock,
    metrics: autoscalerMetrics(metrics),
    caches: {
      nodes: holding(
        node({ name: "n", labels: { "karpenter.sh/nodepool": "default" }, allocatable: { cpu: "4", memory: "1Ki" } }),
      ),
      pods: holding(
        pod({ name: "web", spec: { containers: containers("500m", "2") } }),
        pod({ name: "agent", owner: "DaemonSet", spec: { containers: containers("250m", "1") } }),
        pod({ name: "done", spec: { containers: containers("3") }, status: { phase: "Succeeded" } }),
      ),
    },
  });
  const lines = await linesOf(metrics);
  const labels =
    'node_name="n",node_phase="",managed="true",arch="",capacity_type="",instance_type="",nodepool="default",os="",region="",zone=""';
  for (const line of [
    `karpenter_nodes_allocatable{resource_type="memory",${labels}} 1024`,
    `karpenter_nodes_total_pod_requests{resource_type="cpu",${labels}} 0.5`,
    `karpenter_nodes_total_pod_limits{resource_type="cpu",${labels}} 2`,
    `karpenter_nodes_total_daemon_requests{resource_type="cpu",${labels}} 0.25`,
    `karpenter_nodes_total_daemon_limits{resource_type="cpu",${labels}} 1`,
    `karpenter_nodes_current_lifetime_seconds{${labels}} 90`,
    'karpenter_cluster_utilization_percent{resource_type="cpu"} 18.75',
    "karpenter_cluster_state_node_count 1",
  ])
    expect(lines).toContain(line);
});

test("a pool's limit and usage stand beside each other, and what its nodes cost", async () => {
  const metrics = new Metrics();
  const labels = { "node.kubernetes.io/instance-type": "c6a.large", "topology.kubernetes.io/zone": "a", "karpenter.sh/capacity-type": "spot" }; // prettier-ignore
  const prices = new PoolPrices();
  const offering = { zone: "a", capacityType: "spot", pricePerHour: 0.25, available: true } as const;
  prices.remember("default", [
    { name: "c6a.large", requirements: [], offerings: [offering], capacity: {}, overhead: {} },
  ]);
  const nodeClaims = holding(
    nodeClaim({ name: "x", labels }),
    nodeClaim({ name: "y", labels }),
    nodeClaim({ name: "z" }),
  );
  const pool = nodePool({ spec: { limits: { cpu: "100" } }, status: { resources: { cpu: "8", nodes: "1" } } });
  connectNodePoolMetrics(metrics, { prices, caches: { nodePools: holding(pool), nodeClaims } });
  const lines = await linesOf(metrics);
  expect(lines).toContain('karpenter_nodepools_limit{resource_type="cpu",nodepool="default"} 100');
  expect(lines).toContain('karpenter_nodepools_usage{resource_type="nodes",nodepool="default"} 1');
  expect(lines).toContain('karpenter_nodepools_cost_total{nodepool="default"} 0.5');
});

test("conditions are told by kind and by the older names, with their age; what is gone is not told again", async () => {
  const metrics = new Metrics();
  const claims: NodeClaim[] = [nodeClaim({ name: "c", labels: { "karpenter.sh/nodepool": "default" }, conditions: [condition("Launched")] })]; // prettier-ignore
  const nodeClaims = holding<NodeClaim>();
  const caches = { nodeClaims: { ...nodeClaims, all: () => claims }, nodes: holding<Node>(), nodePools: holding<NodePool>(), nodeClasses: new Map() }; // prettier-ignore
  connectConditionMetrics(metrics, { clock, caches });
  const state = 'type="Launched",status="True",reason="Launched"';
  const lines = await linesOf(metrics);
  for (const line of [
    `operator_nodeclaim_status_condition_count{namespace="",name="c",nodepool="default",${state}} 1`,
    `operator_nodeclaim_status_condition_current_status_seconds{namespace="",name="c",nodepool="default",${state}} 90`,
    `operator_status_condition_count{group="karpenter.sh",kind="NodeClaim",namespace="",name="c",${state}} 1`,
  ])
    expect(lines).toContain(line);
  claims.length = 0;
  expect((await linesOf(metrics)).filter((line) => line.includes('name="c"'))).toEqual([]);
});

test("a transition is counted once, with the time that the old status lasted; a deletion with its duration", async () => {
  const metrics = new Metrics();
  const nodeClaims = holding<NodeClaim>();
  const caches = { nodeClaims, nodes: holding<Node>(), nodePools: holding<NodePool>(), nodeClasses: new Map() };
  const end = connectConditionMetrics(metrics, { clock, caches });
  const previous = nodeClaim({ conditions: [condition("Launched", "Unknown")] });
  const object = nodeClaim({ conditions: [condition("Launched", "True", "2026-01-01T00:00:02Z")] });
  nodeClaims.tell({ type: "modified", previous, object });
  nodeClaims.tell({ type: "modified", previous: object, object });
  nodeClaims.tell({ type: "deleted", object: nodeClaim({ deleted: "2026-01-01T00:01:00Z" }) });
  end();
  nodeClaims.tell({ type: "modified", previous, object });
  const lines = await linesOf(metrics);
  for (const line of [
    'operator_nodeclaim_status_condition_transitions_total{type="Launched",status="True",reason="Launched"} 1',
    'operator_status_condition_transitions_total{group="karpenter.sh",kind="NodeClaim",type="Launched",status="True",reason="Launched"} 1',
    'operator_nodeclaim_status_condition_transition_seconds_sum{type="Launched",status="Unknown"} 2',
    "operator_nodeclaim_termination_duration_seconds_sum 30",
  ])
    expect(lines).toContain(line);
});
