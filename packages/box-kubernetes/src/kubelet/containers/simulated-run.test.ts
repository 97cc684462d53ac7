import type { Container, Pod } from "@inlay/resources";
import { expect, test } from "vitest";
import { imageProblem, qualified } from "./images.ts";
import { RestartBackoff } from "./restart-backoff.ts";
import { simulatedRun } from "./simulated-run.ts";

const pod = (restartPolicy: "Always" | "Never" = "Always", owner?: string): Pod => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    name: "p",
    uid: "p",
    resourceVersion: "1",
    creationTimestamp: "2026-01-01T00:00:00Z",
    ...(owner ? { ownerReferences: [{ apiVersion: "v1", kind: owner, name: "o", uid: "o", controller: true }] } : {}),
  },
  spec: { restartPolicy, containers: [] },
});
const runs = (...command: readonly string[]): Container => ({ name: "c", command });

test.for<[string, Pod, Container, boolean, number, number]>([
  ["a server runs for ever", pod(), runs(), false, Infinity, 0],
  ["sleep and exit are taken at their word", pod(), runs("sh", "-c", "sleep 5; exit 3"), false, 5_000, 3],
  ["units of sleep", pod("Never"), runs("sleep", "2m"), false, 120_000, 0],
  ["sleeping for ever", pod("Never"), runs("sleep", "infinity"), false, Infinity, 0],
  ["a loop around sleep", pod("Never"), runs("sh", "-c", "while true; do sleep 5; done"), false, Infinity, 0],
  ["false fails", pod("Never"), runs("/bin/false"), false, 0, 1],
  ["a job's container does its work in a moment", pod("Never", "Job"), runs("perl", "-e", "1"), false, 1_000, 0],
  ["a pod that is run once without a job stays", pod("Never"), runs(), false, Infinity, 0],
  ["an init container is done at once", pod(), runs("prepare"), true, 0, 0],
  ["a sidecar stays", pod(), { ...runs("proxy"), restartPolicy: "Always" }, true, Infinity, 0],
])("%s", ([, owner, container, isInit, runMs, exitCode]) => {
  expect(simulatedRun(owner, container, isInit)).toEqual({ runMs, exitCode });
});

test("images exist unless their name says otherwise", () => {
  expect(imageProblem("registry.k8s.io/pause:3.10")).toBeUndefined();
  expect(imageProblem("602401143452.dkr.ecr.us-east-1.amazonaws.com/eks/coredns:v1.11.4-eksbuild.2")).toBeUndefined();
  expect(imageProblem("localhost:5000/a/b@sha256:" + "0".repeat(64))).toBeUndefined();
  expect(imageProblem("nginx:does-not-exist")?.reason).toBe("ErrImagePull");
  expect(imageProblem("Not An Image")?.reason).toBe("InvalidImageName");
  expect(["nginx", "a/b:1", "public.ecr.aws/a:1"].map(qualified)).toEqual([
    "docker.io/library/nginx:latest",
    "docker.io/a/b:1",
    "public.ecr.aws/a:1",
  ]);
});

test("restarts come at once, then later and later, until the container has run for long", () => {
  const backoff = new RestartBackoff();
  const delays = [0, 0, 0, 0, 0, 0, 0, 0].map((ran) => backoff.next(ran) / 1000);
  expect(delays).toEqual([0, 10, 20, 40, 80, 160, 300, 300]);
  expect(backoff.next(600_000)).toBe(0);
});
