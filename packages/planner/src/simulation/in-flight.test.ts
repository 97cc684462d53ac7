import { expect, test } from "vitest";
import { planProvisioning } from "../provisioning/plan-provisioning.ts";
import { DEFAULT_POLICY, type Snapshot } from "../snapshot.ts";
import { NOW, nodePool, pendingPod, runningNode, snapshot, type } from "../testing/cluster-builder.ts";

const large = type("large", 8, 16, 0.34);
const catalogues = { main: [type("small", 2, 4, 0.08), large] };
const pods = Array.from({ length: 3 }, (_, index) => pendingPod(`p${index}`, { cpu: "1", memory: "1Gi" }));
const plan = (parts: Partial<Snapshot>) => planProvisioning(snapshot({ catalogues, pods, ...parts }), DEFAULT_POLICY);

/** The claim as the controller creates it from a plan: nothing of it is launched yet. */
function created(parts: Partial<Snapshot> = {}) {
  return plan(parts).newNodeClaims.map(({ labels, annotations, spec }, index) => ({
    apiVersion: "karpenter.sh/v1",
    kind: "NodeClaim" as const,
    metadata: {
      name: `default-${index}`,
      uid: `claim-${index}`,
      resourceVersion: "1",
      creationTimestamp: NOW,
      labels,
      annotations,
    },
    spec,
  }));
}

test("a claim that was just created holds the pods that it was made for, so that no second one is made", () => {
  const again = plan({ nodeClaims: created() });
  expect(again.newNodeClaims).toEqual([]);
  expect(again.existingNodes.flatMap((node) => node.pods).sort()).toEqual(["default/p0", "default/p1", "default/p2"]);
});

test("it holds no more than it was made for: a further pod gets a claim of its own", () => {
  const again = plan({ nodeClaims: created(), pods: [...pods, pendingPod("late", { cpu: "1", memory: "1Gi" })] });
  expect(again.newNodeClaims).toHaveLength(1);
});

test("pods that keep apart find each its own claim again", () => {
  const apart = {
    affinity: {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { app: "a" } } },
        ],
      },
    },
  };
  const separate = pods.map((pod) => ({
    ...pod,
    metadata: { ...pod.metadata, labels: { app: "a" } },
    spec: { ...pod.spec, ...apart },
  }));
  const nodeClaims = created({ pods: separate });
  expect(nodeClaims).toHaveLength(3);
  expect(plan({ pods: separate, nodeClaims }).newNodeClaims).toEqual([]);
});

test("a claim on its way counts against the pool's limits as the largest type that it may become", () => {
  const nodePools = [nodePool({ spec: { limits: { cpu: "10" } } })];
  const nodeClaims = created({ nodePools });
  const more = plan({ nodePools, nodeClaims, pods: [...pods, pendingPod("late", { cpu: "4", memory: "1Gi" })] });
  expect(more.unschedulable.map(({ pod }) => pod)).toEqual(["default/late"]);
});

test("a launched claim without a node counts with its allocatable", () => {
  const { claim } = runningNode("n", large);
  expect(plan({ nodeClaims: [claim] }).existingNodes).toEqual([
    { name: "claim-n", nodeClaim: "claim-n", initialized: false, pods: ["default/p0", "default/p1", "default/p2"] },
  ]);
});

test("pods of a node that a command removes are planned again", () => {
  const { node, claim } = runningNode("n", large);
  const moved = pods.map((pod) => ({
    ...pod,
    spec: { ...pod.spec, nodeName: "n" },
    status: { phase: "Running" as const },
  }));
  const commands = [{ id: "c", reason: "Drifted" as const, candidates: [claim.metadata.name], replacements: [] }];
  const result = plan({ nodes: [node], nodeClaims: [claim], pods: moved, commands });
  expect(result.newNodeClaims.flatMap((each) => each.pods)).toEqual(["default/p0", "default/p1", "default/p2"]);
});
