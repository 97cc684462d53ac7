import { DEPLOYMENTS, PODS, type Deployment, type Pod } from "@inlay/resources";
import { expect, test } from "vitest";
import { eventually, simulatedCluster, testMachine } from "../../testing/simulated-cluster.ts";
import { SteppedClock } from "../../testing/stepped-clock.ts";
import { decideSize, type HorizontalPodAutoscaler, type Memory } from "./autoscaler.ts";
import { readMetric } from "./metric-readings.ts";

const AUTOSCALERS = { group: "autoscaling", version: "v2", resource: "horizontalpodautoscalers" };
const USAGE = "kwok.x-k8s.io/usage-cpu";

const autoscaler = (spec: Partial<HorizontalPodAutoscaler["spec"]> = {}) =>
  ({
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: { name: "web", namespace: "default" },
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
      minReplicas: 1,
      maxReplicas: 10,
      metrics: [
        { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } } },
      ],
      ...spec,
    },
  }) as unknown as HorizontalPodAutoscaler;

const pod = (cpu: string, ready = true) =>
  ({
    metadata: { name: "p", annotations: { [USAGE]: cpu } },
    spec: { containers: [{ name: "c", resources: { requests: { cpu: "1" } } }] },
    status: { phase: "Running", conditions: [{ type: "Ready", status: ready ? "True" : "False" }] },
  }) as unknown as Pod;
const [half] = autoscaler().spec.metrics!;
const replicas = (pods: readonly Pod[]) => {
  const reading = readMetric(half!, pods, pods.length);
  return "replicas" in reading ? reading.replicas : reading.message;
};

test("as many pods are proposed as bring the average to the target", () => {
  expect(replicas([pod("1"), pod("1")])).toBe(4);
  expect(replicas([pod("100m"), pod("100m")])).toBe(1);
});

test("a small difference changes nothing", () => {
  expect(replicas([pod("540m")])).toBe(1);
});

test("pods that are not ready yet count as idle before more are made", () => {
  expect(replicas([pod("900m"), pod("0", false)])).toBe(2);
});

test("a container without a request has no utilization", () => {
  const without = { ...pod("1"), spec: { containers: [{ name: "c" }] } } as unknown as Pod;
  expect(replicas([without])).toContain("missing request for cpu in container c of Pod p");
});

const NOTHING: Memory = { recommendations: [], changes: [] };

test("growth is bounded by a rate and the maximum", () => {
  expect(decideSize(autoscaler(), 1, 9, NOTHING, 0)).toMatchObject({
    replicas: 5,
    limited: { reason: "ScaleUpLimit" },
  });
  expect(decideSize(autoscaler(), 8, 99, NOTHING, 0)).toMatchObject({
    replicas: 10,
    limited: { reason: "TooManyReplicas" },
  });
});

test("it shrinks when for five minutes nothing more was wanted", () => {
  const before = { recommendations: [{ at: 0, replicas: 4 }], changes: [] };
  expect(decideSize(autoscaler(), 4, 1, before, 200_000)).toMatchObject({
    replicas: 4,
    stabilized: { reason: "ScaleDownStabilized" },
  });
  expect(decideSize(autoscaler(), 4, 1, before, 301_000).replicas).toBe(1);
});

test("a disabled direction stays as it is", () => {
  const still = autoscaler({ behavior: { scaleUp: { selectPolicy: "Disabled" } } });
  expect(decideSize(still, 2, 9, NOTHING, 0).replicas).toBe(2);
});

test("a busy deployment grows, an idle one shrinks again", async () => {
  const clock = new SteppedClock();
  const cluster = await simulatedCluster({ clock });
  try {
    await cluster.kubelets.boot(testMachine("a"));
    const template = (cpu: string) => ({
      metadata: { labels: { app: "web" }, annotations: { [USAGE]: cpu } },
      spec: { containers: [{ name: "c", image: "a", resources: { requests: { cpu: "100m" } } }] },
    });
    await cluster.api.create<Deployment>(DEPLOYMENTS, {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web", namespace: "default" },
      spec: { replicas: 1, selector: { matchLabels: { app: "web" } }, template: template("150m") },
    });
    await clock.pass(2_000);
    await cluster.api.create<HorizontalPodAutoscaler>(AUTOSCALERS, autoscaler());
    const size = () => cluster.api.get<Deployment>(DEPLOYMENTS, { namespace: "default", name: "web" })!.spec.replicas;
    await clock.pass(60_000);
    expect(size()).toBe(10);
    const status = () =>
      cluster.api.get<HorizontalPodAutoscaler>(AUTOSCALERS, { namespace: "default", name: "web" })!.status!;
    expect(status()).toMatchObject({ currentReplicas: 10, desiredReplicas: 10 });
    expect(status().conditions!.map(({ type, status: is, reason }) => [type, is, reason])).toEqual([
      ["AbleToScale", "True", "ReadyForNewScale"],
      ["ScalingActive", "True", "ValidMetricFound"],
      ["ScalingLimited", "True", "TooManyReplicas"],
    ]);
    for (const each of cluster.api.list<Pod>(PODS))
      await cluster.api.patch(PODS, each.metadata, "merge", { metadata: { annotations: { [USAGE]: "1m" } } });
    await clock.pass(330_000);
    expect(size()).toBe(1);
    expect(cluster.failures).toEqual([]);
  } finally {
    cluster.stop();
  }
});

test("one made through autoscaling/v1 becomes v2", async () => {
  const cluster = await simulatedCluster({ clock: new SteppedClock() });
  try {
    const spec = {
      maxReplicas: 3,
      scaleTargetRef: { kind: "Deployment", name: "d" },
      targetCPUUtilizationPercentage: 60,
    };
    const version1 = { ...AUTOSCALERS, version: "v1" };
    await cluster.api.create(version1, { ...autoscaler(), apiVersion: "autoscaling/v1", spec } as never);
    const key = { namespace: "default", name: "web" };
    await eventually(
      () => cluster.api.get(AUTOSCALERS, key)?.apiVersion === "autoscaling/v2",
      () => cluster.failures,
    );
    expect(cluster.api.get<HorizontalPodAutoscaler>(AUTOSCALERS, key)!.spec.metrics).toEqual([
      { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 60 } } },
    ]);
  } finally {
    cluster.stop();
  }
});
