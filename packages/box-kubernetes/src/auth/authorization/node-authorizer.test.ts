import type { KubeObject } from "@inlay/resources";
import { expect, test } from "vitest";
import { ObjectStore } from "../../store/object-store.ts";
import type { Authorizer } from "./authorizer.ts";
import { NodeAuthorizer } from "./node-authorizer.ts";

const NOBODY: Authorizer = { decide: () => ({ allowed: false }), decidePath: () => ({ allowed: false }) };

function pod(name: string, nodeName: string, volumes: readonly object[]): KubeObject {
  const metadata = { name, namespace: "default", uid: name, resourceVersion: "", creationTimestamp: "" };
  const object = { kind: "Pod", apiVersion: "v1", metadata, spec: { nodeName, volumes, containers: [] } };
  return object;
}

function reading(store: ObjectStore): (node: string, resource: string, name: string) => boolean {
  const authorizer = new NodeAuthorizer(store, NOBODY);
  return (node, resource, name) =>
    authorizer.decide(
      { name: `system:node:${node}`, groups: ["system:nodes"] },
      { verb: "get", group: "", resource, subresource: "", namespace: "default", name },
    ).allowed;
}

test("a kubelet reads the claim of a pod's generic ephemeral volume", () => {
  const store = new ObjectStore();
  const reads = reading(store);
  store.create("/pods", pod("web", "a", [{ name: "scratch", ephemeral: {} }]));
  expect(reads("a", "persistentvolumeclaims", "web-scratch")).toBe(true);
  expect(reads("a", "persistentvolumeclaims", "scratch")).toBe(false);
  expect(reads("b", "persistentvolumeclaims", "web-scratch")).toBe(false);
});

test("a kubelet reads what pods on its node refer to, from their binding until they are gone", () => {
  const store = new ObjectStore();
  const volumes = [{ name: "v", configMap: { name: "settings" } }];
  const kept = store.create("/pods", pod("kept", "a", volumes));
  const reads = reading(store);
  const waiting = store.create("/pods", pod("waiting", "", volumes));
  expect([reads("a", "configmaps", "settings"), reads("b", "configmaps", "settings")]).toEqual([true, false]);
  store.update("/pods", pod("waiting", "b", volumes), waiting);
  expect(reads("b", "configmaps", "settings")).toBe(true);
  store.delete("/pods", kept);
  expect([reads("a", "configmaps", "settings"), reads("b", "configmaps", "settings")]).toEqual([false, true]);
});
