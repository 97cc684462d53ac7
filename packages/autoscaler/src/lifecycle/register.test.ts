import { expect, test } from "vitest";
import { node, nodeClaim } from "../testing/objects.fixture.ts";
import { launchedMetadata } from "./launch.ts";
import { registrationPatch } from "./register.ts";

const unregistered = { key: "karpenter.sh/unregistered", effect: "NoExecute" } as const;
const claim = nodeClaim({
  labels: { team: "a" },
  annotations: { note: "b" },
  spec: {
    taints: [{ key: "dedicated", value: "x", effect: "NoSchedule" }],
    startupTaints: [{ key: "starting", effect: "NoSchedule" }],
  },
});

test("registration brings labels, annotations, taints, finalizer and owner, and takes the unregistered taint away", () => {
  const patch = registrationPatch(claim, node({ labels: { os: "linux" }, taints: [unregistered] }));
  expect(patch).toMatchObject({
    metadata: {
      labels: { os: "linux", team: "a", "karpenter.sh/registered": "true" },
      annotations: { note: "b" },
      finalizers: ["karpenter.sh/termination"],
      ownerReferences: [{ kind: "NodeClaim", name: "a", blockOwnerDeletion: true }],
    },
    spec: {
      taints: [
        { key: "dedicated", value: "x", effect: "NoSchedule" },
        { key: "starting", effect: "NoSchedule" },
      ],
    },
  });
});

test("a node that looks after its taints itself keeps them, but for the unregistered one", () => {
  const labels = { "karpenter.sh/do-not-sync-taints": "true" };
  const own = { key: "own", effect: "NoSchedule" } as const;
  expect(registrationPatch(claim, node({ labels, taints: [unregistered, own] }))!.spec).toEqual({ taints: [own] });
});

test("after a kill between node and claim, startup taints that are gone do not come back and nothing is written twice", () => {
  const first = registrationPatch(claim, node({ taints: [unregistered] }))!;
  const metadata = { ...node().metadata, ...first.metadata };
  const after = { ...node(), metadata, spec: { providerID: "p", taints: claim.spec.taints } };
  expect(registrationPatch(claim, after)).toBeUndefined();
});

test("a claim's own labels win over the cloud's, the cloud's over its requirements, the cloud's annotations win", () => {
  const launching = nodeClaim({
    labels: { own: "claim" },
    annotations: { note: "claim" },
    spec: {
      requirements: [
        { key: "zone", operator: "In", values: ["z1"] },
        { key: "own", operator: "In", values: ["requirement"] },
        { key: "many", operator: "In", values: ["a", "b"] },
      ],
    },
  });
  expect(launchedMetadata(launching, { labels: { own: "cloud", type: "t" }, annotations: { note: "cloud" } })).toEqual({
    labels: { zone: "z1", own: "claim", type: "t" },
    annotations: { note: "cloud" },
  });
});
