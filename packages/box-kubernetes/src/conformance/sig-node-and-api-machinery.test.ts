import { NODES, PODS, type KubeObject, type Node, type Pod } from "@inlay/resources";
import { afterAll, beforeAll, expect, test } from "vitest";
import { conditionOf, isReady } from "../controllers/pods/pod-state.ts";
import { template, wholeCluster, type WholeCluster } from "../testing/whole-cluster.ts";

/** Behaviours of Kubernetes' conformance tests of sig-node, sig-storage and sig-api-machinery, as they pass with simulated nodes. */

const QUOTAS = { group: "", version: "v1", resource: "resourcequotas" };
const NAMESPACES = { group: "", version: "v1", resource: "namespaces" };
const CONFIG_MAPS = { group: "", version: "v1", resource: "configmaps" };
const SECRETS = { group: "", version: "v1", resource: "secrets" };
const SERVICES = { group: "", version: "v1", resource: "services" };
const DEPLOYMENTS = { group: "apps", version: "v1", resource: "deployments" };
const POLICIES = { group: "admissionregistration.k8s.io", version: "v1", resource: "validatingadmissionpolicies" };
const BINDINGS = { ...POLICIES, resource: "validatingadmissionpolicybindings" };

let cluster: WholeCluster;
beforeAll(async () => {
  cluster = await wholeCluster();
});
afterAll(() => cluster.close());

const pod = (name: string, spec: object = {}, container: object = {}) => ({
  metadata: { name, labels: { app: name } },
  spec: { containers: [{ name: "c", image: "registry.k8s.io/pause:3.10", ...container }], ...spec },
});
const read = (name: string) => cluster.read<Pod>(PODS, name);
const make = (object: object) => cluster.make<Pod>(PODS, object);

test("init containers run before a pod that restarts always", async () => {
  const init = (name: string) => ({ name, image: "busybox", command: ["/bin/true"] });
  await make(pod("inits", { initContainers: [init("i1"), init("i2")] }));
  await cluster.clock.pass(10_000);
  expect(conditionOf(read("inits")!, "Initialized")).toMatchObject({ status: "True" });
  expect(read("inits")!.status!.initContainerStatuses!.map(({ state }) => state?.terminated?.exitCode)).toEqual([0, 0]);
  expect(isReady(read("inits")!)).toBe(true);
});

test("a command that always fails can be deleted", async () => {
  await make(pod("fails", {}, { command: ["/bin/false"] }));
  await cluster.clock.pass(30_000);
  await cluster.api.delete(PODS, { namespace: "default", name: "fails" });
  await cluster.clock.pass(40_000);
  expect(read("fails")).toBeUndefined();
});

test("a taint evicts pods after the time that they tolerate it; taking it away cancels that", async () => {
  const taint = { key: "kubernetes.io/e2e-evict-taint-key", value: "evictTaintVal", effect: "NoExecute" };
  const tolerating = (seconds: number) => ({
    nodeSelector: { "kubernetes.io/hostname": "a" },
    tolerations: [
      { key: taint.key, operator: "Equal", value: taint.value, effect: taint.effect, tolerationSeconds: seconds },
    ],
  });
  await make(pod("short", tolerating(5)));
  await make(pod("long", tolerating(60)));
  await cluster.clock.pass(3_000);
  const taints = (list: readonly object[] | null) =>
    cluster.api.patch<Node>(NODES, { name: "a" }, "merge", { spec: { taints: list } });
  await taints([taint]);
  await cluster.clock.pass(45_000);
  expect(read("short")).toBeUndefined();
  expect(read("long")?.metadata.deletionTimestamp).toBeUndefined();
  await taints(null);
  await cluster.clock.pass(120_000);
  expect(isReady(read("long")!)).toBe(true);
});

test("probes that simulated containers have do not restart them", async () => {
  const probe = { initialDelaySeconds: 15, failureThreshold: 1 };
  const probes = [
    { httpGet: { path: "/healthz", port: 80 } },
    { tcpSocket: { port: 80 } },
    { grpc: { port: 80 } },
    { exec: { command: ["cat"] } },
  ];
  for (const [index, each] of probes.entries())
    await make(pod(`probed-${index}`, {}, { livenessProbe: { ...probe, ...each } }));
  await cluster.clock.pass(120_000);
  for (const index of probes.keys())
    expect(read(`probed-${index}`)!.status!.containerStatuses![0]!.restartCount).toBe(0);
});

test("pods have a quality of service, a host address, labels and images that can change", async () => {
  const resources = { requests: { cpu: "100m", memory: "100Mi" }, limits: { cpu: "100m", memory: "100Mi" } };
  expect((await make(pod("qos", {}, { resources }))).status!.qosClass).toBe("Guaranteed");
  await cluster.clock.pass(3_000);
  expect(read("qos")!.status!.hostIP).toBe("10.0.0.1");
  const key = { namespace: "default", name: "qos" };
  await cluster.api.patch(PODS, key, "strategic", {
    metadata: { labels: { time: "1" } },
    spec: { containers: [{ name: "c", image: "a:2" }] },
  });
  expect(read("qos")!.spec.containers[0]!.image).toBe("a:2");
  const status = { conditions: [{ type: "Mine", status: "True" }] };
  await cluster.api.patch(PODS, key, "strategic", { status }, { subresource: "status" });
  expect(conditionOf(read("qos")!, "Mine")).toMatchObject({ status: "True" });
});

test("sysctls with impossible names are refused", async () => {
  const sysctls = ["foo-", "kernel.shmmax", "safe-and-unsafe", "bar.."].map((name) => ({ name, value: "1" }));
  await expect(make(pod("sysctls", { securityContext: { sysctls } }))).rejects.toThrow(
    /spec\.securityContext\.sysctls\[0\]\.name: Invalid value: "foo-".*spec\.securityContext\.sysctls\[3\]\.name: Invalid value: "bar\.\."/,
  );
});

test("ConfigMaps and Secrets: keys must not be empty, and what is immutable stays", async () => {
  for (const [resource, data] of [
    [CONFIG_MAPS, "value"],
    [SECRETS, "dmFsdWU="],
  ] as const) {
    await expect(cluster.make(resource, { metadata: { name: "empty" }, data: { "": data } })).rejects.toMatchObject({
      status: 422,
    });
    await cluster.make(resource, { metadata: { name: "fixed" }, data: { a: data }, immutable: true });
    const key = { namespace: "default", name: "fixed" };
    await expect(cluster.api.patch(resource, key, "merge", { data: { a: null } })).rejects.toMatchObject({
      status: 422,
    });
    await expect(cluster.api.patch(resource, key, "merge", { immutable: false })).rejects.toMatchObject({
      status: 422,
    });
    await cluster.api.patch(resource, key, "merge", { metadata: { labels: { a: "b" } } });
    await cluster.api.delete(resource, key);
  }
});

async function namespace(name: string) {
  await cluster.api.create<KubeObject>(NAMESPACES, {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name },
  } as never);
  await cluster.clock.pass(1_000);
}
type Quota = KubeObject & { readonly status: { readonly used: Readonly<Record<string, string>> } };

test("ResourceQuota follows the life of pods, services, secrets and other objects", async () => {
  await namespace("quota");
  const hard = {
    pods: "5",
    "requests.cpu": "1",
    services: "5",
    secrets: "5",
    "count/deployments.apps": "5",
    replicationcontrollers: "5",
    "count/replicasets.apps": "5",
  };
  await cluster.make(QUOTAS, { metadata: { name: "q", namespace: "quota" }, spec: { hard } });
  await cluster.clock.pass(500);
  const used = () => cluster.read<Quota>(QUOTAS, "q", "quota")!.status.used;
  expect(used()).toMatchObject({ pods: "0", services: "0", secrets: "0" });
  const inQuota = (object: { metadata: object }) => ({
    ...object,
    metadata: { ...object.metadata, namespace: "quota" },
  });
  await make(inQuota(pod("p", {}, { resources: { requests: { cpu: "300m" } } })));
  await cluster.make(SERVICES, inQuota({ metadata: { name: "s" }, spec: { ports: [{ port: 80 }] } } as never));
  await cluster.make(SECRETS, inQuota({ metadata: { name: "s" } }));
  expect(used()).toMatchObject({ pods: "1", "requests.cpu": "300m", services: "1", secrets: "1" });
  for (const [resource, name] of [
    [PODS, "p"],
    [SERVICES, "s"],
    [SECRETS, "s"],
  ] as const)
    await cluster.api.delete(resource, { namespace: "quota", name }, { gracePeriodSeconds: 0 });
  await cluster.clock.pass(500);
  expect(used()).toMatchObject({ pods: "0", "requests.cpu": "0", services: "0", secrets: "0" });
  await cluster.api.patch(QUOTAS, { namespace: "quota", name: "q" }, "merge", { spec: { hard: { pods: "9" } } });
  await cluster.clock.pass(500);
  expect(cluster.read<KubeObject & { status: { hard: object } }>(QUOTAS, "q", "quota")!.status.hard).toMatchObject({
    pods: "9",
  });
});

test("ResourceQuota: scopes count best-effort, terminating and important pods apart", async () => {
  await namespace("scopes");
  const quota = (name: string, spec: object) =>
    cluster.make(QUOTAS, { metadata: { name, namespace: "scopes" }, spec: { hard: { pods: "5" }, ...spec } });
  await quota("best-effort", { scopes: ["BestEffort"] });
  await quota("not-best-effort", { scopes: ["NotBestEffort"] });
  await quota("terminating", { scopes: ["Terminating"] });
  await quota("critical", {
    scopeSelector: {
      matchExpressions: [{ scopeName: "PriorityClass", operator: "In", values: ["system-cluster-critical"] }],
    },
  });
  const inScopes = (object: { metadata: object }) => ({
    ...object,
    metadata: { ...object.metadata, namespace: "scopes" },
  });
  await make(inScopes(pod("plain")));
  await make(inScopes(pod("asks", { activeDeadlineSeconds: 600 }, { resources: { requests: { cpu: "1m" } } })));
  const used = (name: string) => cluster.read<Quota>(QUOTAS, name, "scopes")!.status.used["pods"];
  await cluster.clock.pass(500);
  expect(["best-effort", "not-best-effort", "terminating", "critical"].map(used)).toEqual(["1", "1", "1", "0"]);
});

test("ValidatingAdmissionPolicy: validates a Deployment, with variables", async () => {
  await namespace("policed");
  await cluster.api.patch(NAMESPACES, { name: "policed" }, "merge", { metadata: { labels: { policed: "yes" } } });
  await cluster.make(POLICIES, {
    metadata: { name: "few", namespace: undefined },
    spec: {
      matchConstraints: {
        resourceRules: [
          { apiGroups: ["apps"], apiVersions: ["v1"], operations: ["CREATE"], resources: ["deployments"] },
        ],
        namespaceSelector: { matchLabels: { policed: "yes" } },
      },
      variables: [{ name: "replicas", expression: "object.spec.replicas" }],
      validations: [
        { expression: "variables.replicas > 1" },
        { expression: "namespaceObject.metadata.name != 'evil'" },
      ],
    },
  });
  await cluster.make(BINDINGS, {
    metadata: { name: "few", namespace: undefined },
    spec: { policyName: "few", validationActions: ["Deny"] },
  });
  const deployment = (replicas: number) => ({
    metadata: { name: `d${replicas}`, namespace: "policed" },
    spec: { replicas, selector: { matchLabels: { app: "d" } }, template: template("d") },
  });
  await expect(cluster.make(DEPLOYMENTS, deployment(1))).rejects.toThrow("failed expression: variables.replicas > 1");
  await cluster.make(DEPLOYMENTS, deployment(2));
});

test("a namespace takes its pods and services with it", async () => {
  await cluster.api.delete(NAMESPACES, { name: "policed" });
  await cluster.clock.pass(60_000);
  expect(cluster.api.get(NAMESPACES, { name: "policed" })).toBeUndefined();
  expect(cluster.api.list(PODS, { namespace: "policed" })).toEqual([]);
});
