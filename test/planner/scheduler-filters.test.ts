import { ClusterState, nodeFit } from "@inlay/box-kubernetes";
import { DEFAULT_POLICY, explainPod, planProvisioning, type Policy, type Snapshot } from "@inlay/planner";
import type { Pod } from "@inlay/resources";
import fc from "fast-check";
import { expect, test } from "vitest";
import { anyCluster } from "../../packages/planner/src/testing/random-cluster.ts";
import { nodesOfPlan, nodesThatCouldJoin, onNode } from "./cluster-after-plan.ts";

/** The planner is held against the box's scheduler filters: the two share nothing but selectors, tolerations and quantities. */
const policies = fc
  .constantFrom("upstream" as const, "cheapest" as const)
  .map((packingPolicy) => ({ ...DEFAULT_POLICY, packingEffort: 5000, packingPolicy }));
const RUNS = { numRuns: 100 };
/** More than it takes: a round that brings nothing new is the last. */
const MOST_ROUNDS = 40;

/** What the scheduler may have against a place beside a claim of several zones: where the cloud puts that claim is not known beforehand. */
const RULES_ABOUT_OTHERS = ["PodTopologySpread", "InterPodAffinity"];

/** Which of the scheduler's filters may say no where the planner names a rule. */
const FILTERS_OF_RULE: Readonly<Record<string, readonly string[]>> = {
  taint: ["TaintToleration"],
  requirement: ["NodeAffinity"],
  topology: ["PodTopologySpread", "InterPodAffinity"],
  "instance-types": ["NodeResourcesFit", "NodeAffinity"],
};

test("whatever its claims are launched as, the scheduler binds every pod where the plan puts it, unless another claim's zone was open", () => {
  fc.assert(
    fc.property(anyCluster, policies, fc.infiniteStream(fc.nat()), (cluster, policy, chance) => {
      const plan = planProvisioning(cluster, policy);
      const { nodes, places, wasZoneOpen } = nodesOfPlan(cluster, plan, (count) => chance.next().value % count);
      const { refused } = bindAll(cluster, nodes, places, plan.pods);
      // While a claim's zone is open Karpenter counts its pods in none, also when a later pod settles it: a spread or an affinity that is planned
      // meanwhile may come out otherwise, and waits for a round more.
      const unexpected = refused.filter(({ plugin }) => !wasZoneOpen || !RULES_ABOUT_OTHERS.includes(plugin));
      expect(unexpected).toEqual([]);
    }),
    RUNS,
  );
});

test("rounds come to rest; then no node that may be added admits a pod that is left over, and the rule that is named objects", () => {
  fc.assert(
    fc.property(anyCluster, policies, fc.infiniteStream(fc.nat()), (given, policy, chance) => {
      const { cluster, plan } = atRest(given, policy, (count) => chance.next().value % count);
      const state = ClusterState.of({ nodes: cluster.nodes, pods: cluster.pods, namespaces: cluster.namespaces });
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
 * The cluster after as many rounds as bring something new. As Karpenter's, a round holds back where an open claim may still become a node
 * in one of several zones: its pods that refuse others block all of these. Once it is launched the next round knows.
 */
function atRest(given: Snapshot, policy: Policy, choose: (count: number) => number) {
  let cluster = given;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const plan = planProvisioning(cluster, policy);
    const { nodes, places } = nodesOfPlan(cluster, plan, choose, round);
    if (places.size === 0) return { cluster, plan };
    const { bound } = bindAll(cluster, nodes, places, plan.pods);
    const pods = cluster.pods.map((pod) => {
      const node = bound.get(keyOf(pod));
      return node === undefined ? pod : { ...onNode(pod, node), status: { ...pod.status, phase: "Running" as const } };
    });
    cluster = { ...cluster, nodes, pods };
  }
  throw new Error(`no rest after ${MOST_ROUNDS} rounds`);
}

/** Binds pods in the order of the plan's queue, again and again while some still fit. What never fits is told with the filter. */
function bindAll(
  cluster: Snapshot,
  nodes: Snapshot["nodes"],
  places: ReadonlyMap<string, string>,
  queue: readonly string[],
) {
  const bound = new Map<string, string>();
  const state = ClusterState.of({ nodes, pods: cluster.pods, namespaces: cluster.namespaces });
  let waiting = queue.filter((key) => places.has(key));
  for (;;) {
    const still = waiting.filter((key) => {
      const pod = podOf(cluster, key);
      const node = places.get(key)!;
      if (nodeFit(pod, node, state)) return true;
      state.place(onNode(pod, node));
      bound.set(key, node);
      return false;
    });
    if (still.length === waiting.length) break;
    waiting = still;
  }
  const refused = waiting.map((key) => {
    const rejection = nodeFit(podOf(cluster, key), places.get(key)!, state);
    return { pod: key, node: places.get(key), plugin: rejection?.plugin ?? "", reasons: rejection?.reasons };
  });
  return { bound, refused };
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
  return cluster.pods.find((pod) => keyOf(pod) === key)!;
}

function keyOf({ metadata }: Pod): string {
  return `${metadata.namespace}/${metadata.name}`;
}
