import { ClusterState, nodeFit } from "@inlay/box-kubernetes";
import { DEFAULT_POLICY, explainPod, planProvisioning, type Snapshot } from "@inlay/planner";
import type { Pod } from "@inlay/resources";
import fc from "fast-check";
import { expect, test } from "vitest";
import { anyCluster } from "../../packages/planner/src/testing/random-cluster.ts";
import { nodesOfPlan, nodesThatCouldJoin, onNode } from "./cluster-after-plan.ts";

const ZONE = "topology.kubernetes.io/zone";

/** The planner is held against the box's scheduler filters: the two share nothing but selectors, tolerations and quantities. */
const policies = fc
  .constantFrom("upstream" as const, "cheapest" as const)
  .map((packingPolicy) => ({ ...DEFAULT_POLICY, packingEffort: 5000, packingPolicy }));
/**
 * Each pool is in one zone: the planner, as Karpenter, holds back over a claim that may still become a node in several, and where the
 * cloud then puts it is not the scheduler's to say beforehand.
 */
const settledCluster = anyCluster.map((cluster) => ({
  ...cluster,
  nodePools: cluster.nodePools.map((pool) => {
    const { template } = pool.spec;
    const zone = pool.metadata.name === "one" ? "zone-a" : "zone-b";
    const requirements = [
      ...template.spec.requirements.filter(({ key }) => key !== ZONE),
      { key: ZONE, operator: "In" as const, values: [zone] },
    ];
    return { ...pool, spec: { ...pool.spec, template: { ...template, spec: { ...template.spec, requirements } } } };
  }),
}));
const RUNS = { numRuns: 120 };

/** Which of the scheduler's filters may say no where the planner names a rule. */
const FILTERS_OF_RULE: Readonly<Record<string, readonly string[]>> = {
  taint: ["TaintToleration"],
  requirement: ["NodeAffinity"],
  topology: ["PodTopologySpread", "InterPodAffinity"],
  "instance-types": ["NodeResourcesFit", "NodeAffinity"],
};

test("whatever its claims are launched as, the scheduler binds every pod where the plan puts it", () => {
  fc.assert(
    fc.property(settledCluster, policies, fc.infiniteStream(fc.nat()), (cluster, policy, chance) => {
      const plan = planProvisioning(cluster, policy);
      const { nodes, places } = nodesOfPlan(cluster, plan, (count) => (chance.next().value as number) % count);
      const { refused } = bindAll(cluster, nodes, places, plan.pods);
      expect(refused).toEqual([]);
    }),
    RUNS,
  );
});

test("a pod that is left over would not run on any one more node either, and the rule that is named is the one that objects", () => {
  fc.assert(
    fc.property(settledCluster, policies, (cluster, policy) => {
      const plan = planProvisioning(cluster, policy);
      const { nodes, places } = nodesOfPlan(cluster, plan, () => 0);
      const { state } = bindAll(cluster, nodes, places, plan.pods);
      const known = [...state.nodes.keys()];
      openEveryDomain(state, cluster);
      const left = plan.unschedulable.filter(({ stage }) => stage === "scheduling").slice(0, 3);
      for (const { pod: key } of left) {
        const pod = podOf(cluster, key);
        const explanation = explainPod(cluster, policy, key);
        expect(explanation.outcome).toBe("unschedulable");
        if (explanation.outcome !== "unschedulable") return;
        const rules = new Map(explanation.pools.map(({ nodePool, rule }) => [nodePool, rule]));
        expect([key, known.filter((node) => !nodeFit(pod, node, state))]).toEqual([key, []]);
        const objections = new Map<string, Set<string>>();
        for (const { nodePool, node } of nodesThatCouldJoin(cluster)) {
          // A limit is not the scheduler's to know.
          if (rules.get(nodePool) === "limit") continue;
          state.setNode(node);
          const rejection = nodeFit(pod, node.metadata.name, state);
          state.removeNode(node.metadata.name);
          expect(rejection, `${key} on ${node.metadata.name} of ${nodePool}: ${explanation.message}`).toBeDefined();
          objections.set(nodePool, (objections.get(nodePool) ?? new Set()).add(rejection!.plugin));
        }
        for (const [nodePool, plugins] of objections)
          expect(
            FILTERS_OF_RULE[rules.get(nodePool) ?? ""]?.some((plugin) => plugins.has(plugin)),
            `${key} in ${nodePool}: ${rules.get(nodePool)} against ${[...plugins].join()}`,
          ).toBe(true);
      }
    }),
    RUNS,
  );
});

/**
 * Binds pods as the scheduler would, again and again while some still fit: those for nodes that exist need not wait for a launch, and
 * pods with rules about others come before those without, for a claim of several zones is counted in none of them. What never fits is
 * told with the filter.
 */
function bindAll(
  cluster: Snapshot,
  nodes: Snapshot["nodes"],
  places: ReadonlyMap<string, string>,
  queue: readonly string[],
): { readonly state: ClusterState; readonly refused: readonly string[] } {
  const state = ClusterState.of({ nodes, pods: cluster.pods, namespaces: cluster.namespaces });
  const isThere = new Set(cluster.nodes.map(({ metadata }) => metadata.name));
  const rank = (key: string) => {
    const { affinity, topologySpreadConstraints } = podOf(cluster, key).spec;
    return (isThere.has(places.get(key)!) ? 0 : 2) + (affinity || topologySpreadConstraints ? 0 : 1);
  };
  let waiting = queue.filter((key) => places.has(key)).sort((a, b) => rank(a) - rank(b));
  for (;;) {
    const still = waiting.filter((key) => {
      const pod = podOf(cluster, key);
      const node = places.get(key)!;
      if (nodeFit(pod, node, state)) return true;
      state.place(onNode(pod, node));
      return false;
    });
    if (still.length === waiting.length) break;
    waiting = still;
  }
  const refused = waiting.map((key) => {
    const rejection = nodeFit(podOf(cluster, key), places.get(key)!, state);
    return `${key} on ${places.get(key)}: ${rejection?.plugin}: ${rejection?.reasons.join(", ")}`;
  });
  return { state, refused };
}

/**
 * The planner, as Karpenter, counts every domain that its pools could open, the scheduler those that have nodes: a full node in each
 * of them puts both on one footing.
 */
function openEveryDomain(state: ClusterState, cluster: Snapshot): void {
  for (const { nodePool, node } of nodesThatCouldJoin(cluster)) {
    const name = `full-${nodePool}-${node.metadata.name}`;
    const labels = { ...node.metadata.labels, "kubernetes.io/hostname": name };
    state.setNode({
      ...node,
      metadata: { ...node.metadata, name, uid: name, labels },
      status: { ...node.status, allocatable: { ...node.status?.allocatable, pods: "0" } },
    });
  }
}

function podOf(cluster: Snapshot, key: string): Pod {
  return cluster.pods.find(({ metadata }) => `${metadata.namespace}/${metadata.name}` === key)!;
}
