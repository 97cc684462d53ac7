import type { VolumeAttachment } from "@inlay/resources";
import { expect, test } from "vitest";
import { condition, CREATED, createdMs, node, nodeClaim, pod } from "../testing/objects.fixture.ts";
import { decideTermination, type ObservedNode } from "./decide-termination.ts";

const deleted = CREATED;
const now = createdMs + 60_000;
const finalizers = ["karpenter.sh/termination"];
const tainted = {
  ...node({ deleted, finalizers, labels: { "node.kubernetes.io/exclude-from-external-load-balancers": "karpenter" } }),
  spec: { providerID: "p", taints: [{ key: "karpenter.sh/disrupted", effect: "NoSchedule" }] },
} as const;
const leaving = (conditions = [condition("Drained", "Unknown")]) => nodeClaim({ deleted, conditions });
const decide = (observed: Partial<ObservedNode>) =>
  decideTermination({ node: tainted, claim: leaving(), pods: [], attachments: [], ...observed }, now);
const attachment: VolumeAttachment = {
  apiVersion: "storage.k8s.io/v1",
  kind: "VolumeAttachment",
  metadata: pod().metadata,
  spec: { attacher: "a", nodeName: "n", source: { persistentVolumeName: "pv" } },
};

test.each([
  ["a node that is not being deleted", { node: node({ finalizers }) }, "rest"],
  ["a node without our finalizer", { node: node({ deleted }) }, "rest"],
  ["a claim that is not being deleted yet", { claim: nodeClaim() }, "deleteClaim"],
  ["no taint yet", { node: node({ deleted, finalizers }) }, "taint"],
  ["a pod that has to leave", { pods: [pod()] }, "drain"],
  ["drained a moment ago", { claim: leaving([]) }, "drain"],
  ["an attached volume", { attachments: [attachment] }, "awaitDetachment"],
  ["nothing left on it", {}, "endInstance"],
  ["no claim and no pods", { claim: undefined }, "letGo"],
  ["no claim but pods", { claim: undefined, pods: [pod()] }, "drain"],
] as const)("with %s the next step is to %s", (_, observed, kind) => {
  expect(decide(observed).kind).toBe(kind);
});

test("drained waits at least five seconds after draining began", () => {
  const since = (seconds: number) => new Date(now - seconds * 1_000).toISOString();
  expect(decide({ claim: leaving([condition("Drained", "Unknown", since(4))]) }).kind).toBe("drain");
  expect(decide({ claim: leaving([condition("Drained", "Unknown", since(5))]) }).kind).toBe("endInstance");
});

test("volumes are waited for until the node's time is over", () => {
  const claim = nodeClaim({
    deleted,
    conditions: [condition("Drained", "True")],
    annotations: { "karpenter.sh/nodeclaim-termination-timestamp": new Date(now - 1).toISOString() },
  });
  expect(decide({ claim, attachments: [attachment] })).toMatchObject({ kind: "endInstance", detachment: "timedOut" });
});
