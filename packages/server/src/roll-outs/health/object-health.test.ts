import type { KubeObject } from "@inlay/resources";
import { expect, test } from "vitest";
import { objectHealth } from "./object-health.ts";

const object = (apiVersion: string, kind: string, fields: object, metadata: object = {}): KubeObject =>
  ({ apiVersion, kind, metadata: { name: "a", generation: 2, ...metadata }, ...fields }) as unknown as KubeObject;
const deployment = (status: object, spec: object = { replicas: 2 }) =>
  object("apps/v1", "Deployment", { spec, status: { observedGeneration: 2, ...status } });

test.each([
  ["its controller has not seen it", deployment({ observedGeneration: 1 }), "Waiting", "looked at"],
  ["pods are old", deployment({ updatedReplicas: 1, replicas: 2 }), "Waiting", "1 of 2 pods are of the new version"],
  [
    "old pods are left",
    deployment({ updatedReplicas: 2, replicas: 3, availableReplicas: 2 }),
    "Waiting",
    "old version",
  ],
  [
    "pods are not available",
    deployment({ updatedReplicas: 2, replicas: 2, availableReplicas: 1 }),
    "Waiting",
    "1 of 2",
  ],
  ["all are available", deployment({ updatedReplicas: 2, replicas: 2, availableReplicas: 2 }), "Ready", ""],
  ["none are wanted", deployment({}, { replicas: 0 }), "Ready", ""],
  [
    "it makes no progress",
    deployment({ conditions: [{ type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" }] }),
    "Failed",
    "progress",
  ],
])("a Deployment: %s", (_, given, state, message) => {
  expect(objectHealth(given)).toMatchObject({ state, message: expect.stringContaining(message) as string });
});

test("a DaemonSet waits for its pods, a StatefulSet for its own, a Job for its end", () => {
  const daemons = { observedGeneration: 2, desiredNumberScheduled: 3, updatedNumberScheduled: 3 };
  expect(
    objectHealth(object("apps/v1", "DaemonSet", { spec: {}, status: { ...daemons, numberAvailable: 2 } })).state,
  ).toBe("Waiting");
  expect(
    objectHealth(object("apps/v1", "DaemonSet", { spec: {}, status: { ...daemons, numberAvailable: 3 } })).state,
  ).toBe("Ready");
  const set = (readyReplicas: number) =>
    object("apps/v1", "StatefulSet", {
      spec: { replicas: 2 },
      status: { observedGeneration: 2, updatedReplicas: 2, readyReplicas },
    });
  expect([objectHealth(set(1)).state, objectHealth(set(2)).state]).toEqual(["Waiting", "Ready"]);
  const job = (type: string) =>
    object("batch/v1", "Job", { spec: {}, status: { conditions: [{ type, status: "True" }] } });
  expect(["Complete", "Failed", "Other"].map((type) => objectHealth(job(type)).state)).toEqual([
    "Ready",
    "Failed",
    "Waiting",
  ]);
});

test("definitions are healthy when they are served, Karpenter's kinds when they are Ready; the reason is told", () => {
  const pool = (status: string) =>
    object("karpenter.sh/v1", "NodePool", {
      status: { conditions: [{ type: "Ready", status, message: "no node class" }] },
    });
  expect(objectHealth(pool("False"))).toEqual({ state: "Waiting", message: "no node class" });
  expect(objectHealth(pool("True")).state).toBe("Ready");
  expect(objectHealth(object("apiextensions.k8s.io/v1", "CustomResourceDefinition", {})).state).toBe("Waiting");
});

test("other kinds are healthy when they are there and stay", () => {
  expect(objectHealth(object("v1", "ConfigMap", {})).state).toBe("Ready");
  expect(objectHealth(object("v1", "ConfigMap", {}, { deletionTimestamp: "2026-01-01T00:00:00Z" })).state).toBe(
    "Waiting",
  );
  expect(objectHealth(undefined).state).toBe("Waiting");
});
