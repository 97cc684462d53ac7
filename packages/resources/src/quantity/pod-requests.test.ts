import { expect, test } from "vitest";
import type { Container, PodSpec } from "../core/pod.ts";
import { podLimits, podRequests, podSpecRequests } from "./pod-requests.ts";

const container = (name: string, cpu: string, more: Partial<Container> = {}): Container => ({
  name,
  resources: { requests: { cpu } },
  ...more,
});
const cpuOf = (spec: PodSpec) => podSpecRequests(spec).cpu;

test("containers add up", () => {
  expect(cpuOf({ containers: [container("a", "1"), container("b", "500m")] })).toBe(1500);
});

test("an init container counts when it alone needs more than all containers", () => {
  const containers = [container("a", "1")];
  expect(cpuOf({ containers, initContainers: [container("init", "500m")] })).toBe(1000);
  expect(cpuOf({ containers, initContainers: [container("init", "3")] })).toBe(3000);
});

test("sidecars add to the containers and to the init containers after them", () => {
  const sidecar = container("sidecar", "200m", { restartPolicy: "Always" });
  const containers = [container("a", "1")];
  expect(cpuOf({ containers, initContainers: [sidecar] })).toBe(1200);
  expect(cpuOf({ containers, initContainers: [sidecar, container("init", "2")] })).toBe(2200);
  expect(cpuOf({ containers, initContainers: [container("init", "2"), sidecar] })).toBe(2000);
});

test("a limit without a request is the request", () => {
  expect(cpuOf({ containers: [{ name: "a", resources: { limits: { cpu: "2" } } }] })).toBe(2000);
});

test("overhead is added; requests of the whole pod stand in place of its containers'", () => {
  const containers = [container("a", "1")];
  expect(cpuOf({ containers, overhead: { cpu: "250m" } })).toBe(1250);
  expect(cpuOf({ containers, resources: { requests: { cpu: "3" } } })).toBe(3000);
});

test("a pod takes one of the node's pods", () => {
  expect(podRequests({ spec: { containers: [{ name: "a" }] } })).toEqual({ pods: 1 });
});

test("during a resize the larger of desired and allocated counts", () => {
  const status = (cpu: string) => ({
    containerStatuses: [
      { name: "a", image: "", imageID: "", ready: true, restartCount: 0, resources: { requests: { cpu } } },
    ],
  });
  const spec = { containers: [container("a", "1")] };
  expect(podRequests({ spec, status: status("3") }).cpu).toBe(3000);
  expect(podRequests({ spec, status: status("500m") }).cpu).toBe(1000);
});

test("limits add up as requests do; overhead raises a limit and makes none", () => {
  const limited = (name: string, limits: Record<string, string>) => ({ name, resources: { limits } });
  expect(
    podLimits({
      spec: {
        containers: [limited("a", { cpu: "1" }), { name: "b" }],
        initContainers: [limited("init", { cpu: "3", "example.com/licence": "1" })],
        overhead: { cpu: "250m", memory: "1Mi" },
      },
    }),
  ).toEqual({ cpu: 3250, "example.com/licence": 1 });
  expect(podLimits({ spec: { containers: [{ name: "a" }] } })).toEqual({});
});
