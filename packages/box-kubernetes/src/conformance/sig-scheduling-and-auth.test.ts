import { X509Certificate } from "node:crypto";
import {
  CONFIG_MAPS,
  NODES,
  PODS,
  REPLICA_SETS,
  SERVICE_ACCOUNTS,
  type KubeObject,
  type Node,
  type Pod,
  type ReplicaSet,
} from "@inlay/resources";
import { afterAll, beforeAll, expect, test } from "vitest";
import { conditionOf, isReady } from "../controllers/pods/pod-state.ts";
import { wholeCluster, type WholeCluster } from "../testing/whole-cluster.ts";

/** Behaviours of Kubernetes' conformance tests of sig-scheduling and sig-auth, as they pass with simulated nodes. */

const LIMITS = { group: "", version: "v1", resource: "limitranges" };
const CLASSES = { group: "scheduling.k8s.io", version: "v1", resource: "priorityclasses" };
const RUNTIMES = { group: "node.k8s.io", version: "v1", resource: "runtimeclasses" };
const NAMESPACES = { group: "", version: "v1", resource: "namespaces" };

const SIGNING = { group: "certificates.k8s.io", version: "v1", resource: "certificatesigningrequests" };
/** Of `O=devs, CN=e2e-user`. */
const SIGNING_REQUEST =
  "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIY01JR0VBZ0VBTUNJeERUQUxCZ05WQkFvTUJHUmxkbk14RVRBUEJnTlZCQU1NQ0dVeVpTMTFjMlZ5TUZrdwpFd1lIS29aSXpqMENBUVlJS29aSXpqMERBUWNEUWdBRVhRa0Q1Y1RhTktzajArSDkwN0lCNDhLL0pObU1vREE3CkdxMGwwN2FWZkN0QlRTdW9DOHd4eklQSy9SWnd1L3lPb1grTi9rZXUvTmVlcHZ6Q3JkS0paS0FBTUFvR0NDcUcKU000OUJBTUNBMGNBTUVRQ0lHYUtNT2dWYm94YjVGYmp5YytUeGpPa3pFb1RrdUhJcVRvSjQvYlhsdWhyQWlCaQp6OWVQUmd2dzRyemRWS21HRG16QTJvcmR5SzNJbmg1dTF3Y1ExR1pKa2c9PQotLS0tLUVORCBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K";

interface Signing extends KubeObject {
  readonly spec: { readonly username: string; readonly usages: readonly string[] };
  readonly status?: { readonly certificate?: string };
}

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
const scheduled = (name: string) => conditionOf(read(name)!, "PodScheduled");
const remove = async (...names: readonly string[]) => {
  for (const name of names) await cluster.api.delete(PODS, { namespace: "default", name }, { gracePeriodSeconds: 0 });
  await cluster.clock.pass(1_000);
};
const cpu = (amount: string) => ({ resources: { requests: { cpu: amount }, limits: { cpu: amount } } });

test("LimitRange: defaults are applied, bounds hold, changes count for new pods", async () => {
  await cluster.api.create<KubeObject>(NAMESPACES, {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "limited" },
  } as never);
  await cluster.clock.pass(1_000);
  const limits = [
    {
      type: "Container",
      min: { cpu: "50m" },
      max: { cpu: "500m" },
      default: { cpu: "500m" },
      defaultRequest: { cpu: "100m" },
    },
  ];
  await cluster.make(LIMITS, { metadata: { name: "l", namespace: "limited" }, spec: { limits } });
  const inLimited = (name: string, container: object = {}) => {
    const { metadata, ...rest } = pod(name, {}, container);
    return cluster.make<Pod>(PODS, { ...rest, metadata: { ...metadata, namespace: "limited" } });
  };
  expect((await inLimited("defaults")).spec.containers[0]!.resources).toEqual({
    limits: { cpu: "500m" },
    requests: { cpu: "100m" },
  });
  expect(
    (await inLimited("partial", { resources: { limits: { cpu: "300m" } } })).spec.containers[0]!.resources,
  ).toEqual({
    limits: { cpu: "300m" },
    requests: { cpu: "300m" },
  });
  await expect(inLimited("small", cpu("10m"))).rejects.toThrow(
    "minimum cpu usage per Container is 50m, but request is 10m",
  );
  await expect(inLimited("large", cpu("600m"))).rejects.toThrow(
    "maximum cpu usage per Container is 500m, but limit is 600m",
  );
  await cluster.api.patch(LIMITS, { namespace: "limited", name: "l" }, "merge", {
    spec: { limits: [{ type: "Container", min: { cpu: "5m" } }] },
  });
  await inLimited("small", cpu("10m"));
});

test("resource limits of pods that are allowed to run", async () => {
  for (const name of ["a", "b"])
    await cluster.make(
      PODS,
      pod(`fill-${name}`, { nodeName: undefined, nodeSelector: { "kubernetes.io/hostname": name } }, cpu("3500m")),
    );
  await cluster.clock.pass(2_000);
  await cluster.make(PODS, pod("more", {}, cpu("1")));
  await cluster.clock.pass(2_000);
  expect(scheduled("more")).toMatchObject({ status: "False", reason: "Unschedulable" });
  expect(scheduled("more")!.message).toMatch(/^0\/2 nodes are available: 2 Insufficient cpu\. preemption: /);
  await remove("fill-a", "fill-b", "more");
});

test("a node selector is respected, whether it matches or not", async () => {
  await cluster.make(PODS, pod("nowhere", { nodeSelector: { label: "nonempty" } }));
  await cluster.clock.pass(2_000);
  expect(scheduled("nowhere")!.message).toContain("2 node(s) didn't match Pod's node affinity/selector");
  await cluster.api.patch(NODES, { name: "b" }, "merge", { metadata: { labels: { label: "nonempty" } } });
  await cluster.clock.pass(20_000);
  expect(read("nowhere")!.spec.nodeName).toBe("b");
  await remove("nowhere");
});

test("host ports conflict when one of them is for every address, not when the protocol differs", async () => {
  const on = (hostIP: string | undefined, protocol = "TCP") => ({
    ports: [{ containerPort: 80, hostPort: 54_322, protocol, ...(hostIP && { hostIP }) }],
  });
  const onA = { nodeSelector: { "kubernetes.io/hostname": "a" } };
  await cluster.make(PODS, pod("every", onA, on(undefined)));
  await cluster.clock.pass(2_000);
  await cluster.make(PODS, pod("one", onA, on("127.0.0.1")));
  await cluster.make(PODS, pod("other", onA, on("127.0.0.1", "UDP")));
  await cluster.clock.pass(2_000);
  expect(read("other")!.spec.nodeName).toBe("a");
  expect(scheduled("one")!.message).toContain("1 node(s) didn't have free ports for the requested pod ports");
  await remove("every", "one", "other");
});

test("an important pod preempts, and the victim is told by a condition before it goes", async () => {
  await cluster.make(CLASSES, { metadata: { name: "high", namespace: undefined }, value: 1000 });
  const onA = { nodeSelector: { "kubernetes.io/hostname": "a" } };
  await cluster.make(PODS, {
    ...pod("victim", onA, cpu("3500m")),
    metadata: { name: "victim", finalizers: ["example.com/look"] },
  });
  await cluster.clock.pass(2_000);
  await cluster.make(PODS, pod("important", { ...onA, priorityClassName: "high" }, cpu("3500m")));
  await cluster.clock.pass(40_000);
  expect(conditionOf(read("victim")!, "DisruptionTarget")).toMatchObject({
    status: "True",
    reason: "PreemptionByScheduler",
  });
  await cluster.api.patch(PODS, { namespace: "default", name: "victim" }, "merge", { metadata: { finalizers: null } });
  await cluster.clock.pass(40_000);
  expect(read("important")!.spec.nodeName).toBe("a");
  await remove("important");
});

test("a critical pod preempts too", async () => {
  const onA = { nodeSelector: { "kubernetes.io/hostname": "a" } };
  await cluster.make(PODS, pod("low", onA, cpu("3500m")));
  await cluster.clock.pass(2_000);
  const critical = pod("critical", { ...onA, priorityClassName: "system-cluster-critical" }, cpu("3500m"));
  await cluster.make(PODS, { ...critical, metadata: { ...critical.metadata, namespace: "kube-system" } });
  await cluster.clock.pass(60_000);
  expect(read("low")).toBeUndefined();
  expect(cluster.read<Pod>(PODS, "critical", "kube-system")!.spec.nodeName).toBe("a");
  await cluster.api.delete(PODS, { namespace: "kube-system", name: "critical" }, { gracePeriodSeconds: 0 });
});

test("ReplicaSets of three priorities share a device: the most important get it", async () => {
  await cluster.api.patch<Node>(
    NODES,
    { name: "b" },
    "merge",
    {
      status: { capacity: { "example.com/fake": "5" }, allocatable: { "example.com/fake": "5" } },
    },
    { subresource: "status" },
  );
  const set = async (name: string, value: number, replicas: number) => {
    await cluster.make(CLASSES, { metadata: { name, namespace: undefined }, value });
    const resources = { requests: { "example.com/fake": "1" }, limits: { "example.com/fake": "1" } };
    const { spec } = pod(name, { priorityClassName: name }, { resources });
    await cluster.make<ReplicaSet>(REPLICA_SETS, {
      metadata: { name },
      spec: {
        replicas,
        selector: { matchLabels: { app: name } },
        template: { metadata: { labels: { app: name } }, spec },
      },
    });
    await cluster.clock.pass(120_000);
  };
  await set("p1", 1, 5);
  await set("p2", 2, 2);
  await set("p3", 3, 2);
  const running = (name: string) => cluster.pods(`app=${name}`).filter(isReady).length;
  expect([running("p1"), running("p2"), running("p3")]).toEqual([1, 2, 2]);
});

test("PriorityClass: its value cannot change", async () => {
  await expect(cluster.api.patch(CLASSES, { name: "high" }, "merge", { value: 1 })).rejects.toMatchObject({
    status: 422,
  });
  await cluster.api.patch(CLASSES, { name: "high" }, "merge", { description: "d" });
});

test("RuntimeClass: unknown ones are refused, known ones add their overhead", async () => {
  await expect(cluster.make(PODS, pod("no-runtime", { runtimeClassName: "none" }))).rejects.toThrow(
    'pods "no-runtime" is forbidden: pod rejected: RuntimeClass "none" not found',
  );
  await cluster.make(RUNTIMES, {
    metadata: { name: "heavy", namespace: undefined },
    handler: "runc",
    overhead: { podFixed: { cpu: "10m" } },
    scheduling: { nodeSelector: { "kubernetes.io/hostname": "b" } },
  });
  const made = await cluster.make<Pod>(PODS, pod("heavy", { runtimeClassName: "heavy" }));
  expect(made.spec.overhead).toEqual({ cpu: "10m" });
  expect(made.spec.nodeSelector).toEqual({ "kubernetes.io/hostname": "b" });
});

test("ServiceAccounts: tokens are mounted unless somebody opts out", async () => {
  await cluster.make(SERVICE_ACCOUNTS, { metadata: { name: "off" }, automountServiceAccountToken: false });
  const mounts = async (name: string, spec: object) =>
    (await cluster.make<Pod>(PODS, pod(name, spec))).spec.containers[0]!.volumeMounts?.length ?? 0;
  expect(await mounts("m1", {})).toBe(1);
  expect(await mounts("m2", { serviceAccountName: "off" })).toBe(0);
  expect(await mounts("m3", { serviceAccountName: "off", automountServiceAccountToken: true })).toBe(1);
  expect(await mounts("m4", { automountServiceAccountToken: false })).toBe(0);
});

test("ServiceAccounts: kube-root-ca.crt is in every namespace, and comes back", async () => {
  const key = { namespace: "default", name: "kube-root-ca.crt" };
  await cluster.api.patch(CONFIG_MAPS, key, "merge", { data: { "ca.crt": "changed" } });
  await cluster.clock.pass(1_000);
  expect(cluster.api.get<KubeObject & { data: object }>(CONFIG_MAPS, key)!.data).toEqual({
    "ca.crt": cluster.kubernetes.certificateAuthorityPem,
  });
  await cluster.api.delete(CONFIG_MAPS, key);
  await cluster.clock.pass(1_000);
  expect(cluster.api.get(CONFIG_MAPS, key)).toBeDefined();
});

test("Certificates API: an approved request is signed, a denied one is not, and neither can be rewritten", async () => {
  const { kubernetes, api, clock } = cluster;
  const request = (name: string) =>
    api.create<Signing>(SIGNING, {
      apiVersion: "certificates.k8s.io/v1",
      kind: "CertificateSigningRequest",
      metadata: { name },
      spec: {
        request: SIGNING_REQUEST,
        signerName: "kubernetes.io/kube-apiserver-client",
        usages: ["client auth"],
        username: "somebody else",
      },
    } as never);
  expect((await request("good")).spec.username).toBe("kubernetes-admin");
  await request("bad");
  const judge = (name: string, type: string) => {
    const condition = { type, status: "True", reason: "Test", message: "" };
    return api.patch(SIGNING, { name }, "merge", { status: { conditions: [condition] } }, { subresource: "status" });
  };
  await judge("good", "Approved");
  await judge("bad", "Denied");
  await clock.pass(1_000);
  const { status } = api.get<Signing>(SIGNING, { name: "good" })!;
  const certificate = new X509Certificate(Buffer.from(status!.certificate!, "base64"));
  expect(certificate.subject).toContain("CN=e2e-user");
  expect(certificate.verify(new X509Certificate(kubernetes.certificateAuthorityPem).publicKey)).toBe(true);
  expect(api.get<Signing>(SIGNING, { name: "bad" })!.status!.certificate).toBeUndefined();
  const patched = await api.patch<Signing>(SIGNING, { name: "good" }, "merge", { spec: { usages: ["any"] } });
  expect(patched.spec.usages).toEqual(["client auth"]);
});

test("EndpointSlice: Endpoints and a slice point to the API server", () => {
  const { port } = cluster.kubernetes;
  const ports = [{ name: "https", port, protocol: "TCP" }];
  const key = { namespace: "default", name: "kubernetes" };
  expect(cluster.api.get({ group: "", version: "v1", resource: "endpoints" }, key)).toMatchObject({
    subsets: [{ ports }],
  });
  expect(cluster.api.get({ group: "discovery.k8s.io", version: "v1", resource: "endpointslices" }, key)).toMatchObject({
    metadata: { labels: { "kubernetes.io/service-name": "kubernetes" } },
    ports,
  });
});

test("EndpointSliceMirroring: custom Endpoints are mirrored through create, update and delete", async () => {
  const ENDPOINTS = { group: "", version: "v1", resource: "endpoints" };
  const SLICES = { group: "discovery.k8s.io", version: "v1", resource: "endpointslices" };
  await cluster.make(
    { group: "", version: "v1", resource: "services" },
    { metadata: { name: "own" }, spec: { ports: [{ port: 80 }] } },
  );
  const subsets = (ip: string) => [{ addresses: [{ ip }], ports: [{ port: 80 }] }];
  await cluster.make(ENDPOINTS, { metadata: { name: "own" }, subsets: subsets("10.1.2.3") });
  const addresses = () =>
    cluster.api
      .list<KubeObject & { readonly endpoints: readonly { readonly addresses: readonly string[] }[] }>(SLICES, {
        labelSelector: "kubernetes.io/service-name=own",
      })
      .flatMap(({ endpoints }) => endpoints.flatMap((each) => each.addresses));
  await cluster.clock.pass(1_000);
  expect(addresses()).toEqual(["10.1.2.3"]);
  const key = { namespace: "default", name: "own" };
  await cluster.api.patch(ENDPOINTS, key, "merge", { subsets: subsets("10.2.3.4") });
  await cluster.clock.pass(1_000);
  expect(addresses()).toEqual(["10.2.3.4"]);
  await cluster.api.delete(ENDPOINTS, key);
  await cluster.clock.pass(1_000);
  expect(addresses()).toEqual([]);
});
