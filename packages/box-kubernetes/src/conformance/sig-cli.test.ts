import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestCluster, type TestCluster } from "../testing/test-cluster.ts";

/** Behaviours of Kubernetes' conformance tests of sig-cli, with the real kubectl. */

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster(["a"]);
});
afterAll(() => cluster.close());

const kubectl = (...args: readonly string[]) => cluster.kubectl(...args);
const rc = {
  apiVersion: "v1",
  kind: "ReplicationController",
  metadata: { name: "agnhost-primary", labels: { app: "agnhost" } },
  spec: {
    replicas: 1,
    selector: { app: "agnhost" },
    template: {
      metadata: { labels: { app: "agnhost" } },
      spec: { containers: [{ name: "agnhost-primary", image: "registry.k8s.io/e2e-test-images/agnhost:2.53" }] },
    },
  },
};

test("describe tells of a replication controller and its pods", async () => {
  expect((await cluster.run(["create", "-f", "-"], JSON.stringify(rc))).exitCode).toBe(0);
  await kubectl("wait", "--for=jsonpath={.status.readyReplicas}=1", "rc/agnhost-primary", "--timeout=20s");
  const told = await kubectl("describe", "rc", "agnhost-primary");
  expect(told).toMatch(/Replicas:\s+1 current \/ 1 desired/);
  expect(told).toMatch(/Pods Status:\s+1 Running \/ 0 Waiting \/ 0 Succeeded \/ 0 Failed/);
  const pod = (await kubectl("get", "pods", "-l", "app=agnhost", "-o", "name")).trim();
  const describedPod = await kubectl("describe", pod);
  expect(describedPod).toMatch(/Controlled By:\s+ReplicationController\/agnhost-primary/);
  expect(await kubectl("patch", pod, "-p", '{"metadata":{"annotations":{"x":"y"}}}')).toContain("patched");
  expect(await kubectl("label", pod, "testing-label=testing-label-value")).toContain("labeled");
  expect(await kubectl("get", pod, "-L", "testing-label")).toContain("testing-label-value");
});

test("run, replace and a dry run on the server change what they should", async () => {
  await kubectl(
    "run",
    "e2e-pod",
    "--image=registry.k8s.io/e2e-test-images/httpd:2.4.38-4",
    "--restart=Never",
    "--labels=run=e2e-pod",
  );
  const image = "jsonpath={.spec.containers[0].image}";
  await kubectl(
    "patch",
    "pod",
    "e2e-pod",
    "-p",
    '{"spec":{"containers":[{"name":"e2e-pod","image":"busybox:1.29"}]}}',
    "--dry-run=server",
  );
  expect(await kubectl("get", "pod", "e2e-pod", "-o", image)).toContain("httpd");
  const current = JSON.parse(await kubectl("get", "pod", "e2e-pod", "-o", "json")) as {
    spec: { containers: { image: string }[] };
  };
  current.spec.containers[0]!.image = "busybox:1.29";
  expect((await cluster.run(["replace", "-f", "-"], JSON.stringify(current))).exitCode).toBe(0);
  expect(await kubectl("get", "pod", "e2e-pod", "-o", image)).toBe("busybox:1.29");
});

test("diff finds a difference, and ends with 1", async () => {
  await kubectl("create", "deployment", "d", "--image=a:1");
  const object = JSON.parse(await kubectl("get", "deployment", "d", "-o", "json")) as {
    spec: { template: { spec: { containers: { image: string }[] } } };
  };
  object.spec.template.spec.containers[0]!.image = "a:2";
  const { exitCode, stdout } = await cluster.run(["diff", "-f", "-"], JSON.stringify(object));
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^\+.*image: a:2$/m);
});

test("versions, api versions and cluster-info are told", async () => {
  expect(await kubectl("version")).toMatch(/Server Version: v1\.32/);
  expect((await kubectl("api-versions")).split("\n")).toContain("v1");
  expect(await kubectl("cluster-info")).toContain("Kubernetes control plane");
});

test("the proxy on a free port answers as the server", async () => {
  const proxy = cluster.start("proxy", "--port=0");
  const [line] = (await once(proxy.stdout, "data")) as [Buffer];
  const address = /127\.0\.0\.1:\d+/.exec(line.toString())![0];
  const answer = (await (await fetch(`http://${address}/api/`)).json()) as { readonly versions: readonly string[] };
  expect(answer.versions).toEqual(["v1"]);
});

test("autoscale makes an autoscaler that get shows, and certificate approve has one signed", async () => {
  await kubectl("autoscale", "deployment", "d", "--min=1", "--max=3", "--cpu-percent=70");
  await kubectl("wait", "--for=jsonpath={.apiVersion}=autoscaling/v2", "hpa/d", "--timeout=20s");
  expect(await kubectl("get", "hpa", "d")).toMatch(/d\s+Deployment\/d\s+cpu: \S+\/70%\s+1\s+3/);
  const request = {
    apiVersion: "certificates.k8s.io/v1",
    kind: "CertificateSigningRequest",
    metadata: { name: "me" },
    spec: { request: SIGNING_REQUEST, signerName: "kubernetes.io/kube-apiserver-client", usages: ["client auth"] },
  };
  expect((await cluster.run(["create", "-f", "-"], JSON.stringify(request))).exitCode).toBe(0);
  await kubectl("certificate", "approve", "me");
  await kubectl("wait", "--for=jsonpath={.status.certificate}", "csr/me", "--timeout=20s");
  expect(await kubectl("get", "csr", "me")).toMatch(
    /me\s+\S+\s+kubernetes\.io\/kube-apiserver-client\s+\S+\s+\S+\s+Approved,Issued/,
  );
});

/** Of `O=devs, CN=e2e-user`. */
const SIGNING_REQUEST =
  "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIY01JR0VBZ0VBTUNJeERUQUxCZ05WQkFvTUJHUmxkbk14RVRBUEJnTlZCQU1NQ0dVeVpTMTFjMlZ5TUZrdwpFd1lIS29aSXpqMENBUVlJS29aSXpqMERBUWNEUWdBRVhRa0Q1Y1RhTktzajArSDkwN0lCNDhLL0pObU1vREE3CkdxMGwwN2FWZkN0QlRTdW9DOHd4eklQSy9SWnd1L3lPb1grTi9rZXUvTmVlcHZ6Q3JkS0paS0FBTUFvR0NDcUcKU000OUJBTUNBMGNBTUVRQ0lHYUtNT2dWYm94YjVGYmp5YytUeGpPa3pFb1RrdUhJcVRvSjQvYlhsdWhyQWlCaQp6OWVQUmd2dzRyemRWS21HRG16QTJvcmR5SzNJbmg1dTF3Y1ExR1pKa2c9PQotLS0tLUVORCBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K";
