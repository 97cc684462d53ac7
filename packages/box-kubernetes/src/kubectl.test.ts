import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { ContainerRuntime, RunningContainer } from "./kubelet/container-runtime.ts";
import { startTestCluster, type TestCluster } from "./testing/test-cluster.ts";

const INFLATE = `
apiVersion: v1
kind: Namespace
metadata: { name: inflate }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: inflate, namespace: inflate }
spec:
  replicas: 0
  selector: { matchLabels: { app: inflate } }
  template:
    metadata: { labels: { app: inflate } }
    spec:
      terminationGracePeriodSeconds: 0
      securityContext: { runAsUser: 1000, runAsGroup: 3000, fsGroup: 2000 }
      containers:
        - name: inflate
          image: public.ecr.aws/eks-distro/kubernetes/pause:3.7
          resources: { requests: { cpu: 1 } }
          securityContext: { allowPrivilegeEscalation: false }
`;

/** Image `greeter`: an HTTP server whose every request is a line of its log. */
async function startGreeter(): Promise<RunningContainer> {
  const output = new PassThrough();
  output.write("greeter starts\n");
  const server = createServer((incoming, response) => {
    output.write(`asked for ${incoming.url}\n`);
    response.end("hello through the tunnel");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  let ended = (_status: { readonly exitCode: number }): void => {};
  const exited = new Promise<{ readonly exitCode: number }>((resolve) => (ended = resolve));
  const kill = (): void => {
    server.close();
    server.closeAllConnections();
    output.end();
    ended({ exitCode: 0 });
  };
  const ports = new Map([[8080, (server.address() as AddressInfo).port]]);
  return { output, exited, ports, kill, stop: async () => kill() };
}
const runtime: ContainerRuntime = { start: (image) => (image === "greeter:1" ? startGreeter() : undefined) };

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster(["node-a", "node-b"], { containerRuntime: runtime });
});
afterAll(() => cluster.close());

const eventually = <T>(check: () => Promise<T>) => vi.waitFor(check, { timeout: 10_000, interval: 100 });

test("the walk's Deployment: apply, apply again, scale, watch it run, delete", async () => {
  const apply = ["apply", "-f", "-"];
  expect((await cluster.run(apply, INFLATE)).stdout).toBe(
    "namespace/inflate created\ndeployment.apps/inflate created\n",
  );
  expect((await cluster.run(apply, INFLATE)).stdout).toContain("namespace/inflate unchanged\n");
  expect(await cluster.kubectl("scale", "deployment", "inflate", "--namespace", "inflate", "--replicas", "2")).toBe(
    "deployment.apps/inflate scaled\n",
  );
  expect(await cluster.kubectl("rollout", "status", "deployment/inflate", "-n", "inflate")).toContain(
    'deployment "inflate" successfully rolled out',
  );
  expect(await cluster.kubectl("get", "replicasets", "-n", "inflate")).toMatch(
    /^NAME +DESIRED +CURRENT +READY +AGE\ninflate-5c5f75666d +2 +2 +2 +\d+s\n$/,
  );
  expect(await cluster.kubectl("get", "pods", "-n", "inflate", "-o", "wide")).toMatch(
    /^NAME +READY +STATUS +RESTARTS +AGE +IP +NODE +NOMINATED NODE +READINESS GATES\ninflate-5c5f75666d-\w{5} +1\/1 +Running +0 /,
  );
  expect(await cluster.kubectl("delete", "namespace", "inflate")).toBe('namespace "inflate" deleted\n');
  expect((await cluster.run(["get", "namespace", "inflate"])).stderr).toContain('namespaces "inflate" not found');
});

test("server-side apply takes over from client-side apply, and tells of conflicts", async () => {
  const map = (value: string) =>
    JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "ssa" }, data: { a: value } });
  await cluster.run(["apply", "--server-side", "--field-manager", "one", "-f", "-"], map("1"));
  const refused = await cluster.run(["apply", "--server-side", "--field-manager", "two", "-f", "-"], map("2"));
  expect(refused.stderr).toContain('Apply failed with 1 conflict: conflict with "one": .data.a');
  const forced = await cluster.run(
    ["apply", "--server-side", "--field-manager", "two", "--force-conflicts", "-f", "-"],
    map("2"),
  );
  expect(forced.stdout).toBe("configmap/ssa serverside-applied\n");
});

test("imperative commands, whose bodies are protobuf", async () => {
  expect(await cluster.kubectl("create", "namespace", "pb")).toBe("namespace/pb created\n");
  await cluster.kubectl("create", "deployment", "web", "--image", "nginx", "-n", "pb");
  await cluster.kubectl("create", "configmap", "c", "--from-literal", "a=1", "-n", "pb");
  await cluster.kubectl("create", "serviceaccount", "sa", "-n", "pb");
  await cluster.kubectl("create", "role", "r", "--verb=get", "--resource=pods", "-n", "pb");
  await cluster.kubectl("create", "rolebinding", "rb", "--role=r", "--serviceaccount=pb:sa", "-n", "pb");
  const as = ["--as", "system:serviceaccount:pb:sa", "-n", "pb"];
  expect(await cluster.kubectl("auth", "can-i", "get", "pods", ...as)).toBe("yes\n");
  expect((await cluster.run(["auth", "can-i", "delete", "pods", ...as])).stdout).toBe("no\n");
  expect((await cluster.run(["get", "secrets", ...as])).stderr).toContain(
    'Error from server (Forbidden): secrets is forbidden: User "system:serviceaccount:pb:sa" cannot list resource "secrets" in API group "" in the namespace "pb"',
  );
  const token = (await cluster.kubectl("create", "token", "sa", "-n", "pb")).trim();
  expect(JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString())).toMatchObject({
    sub: "system:serviceaccount:pb:sa",
  });
  expect(await cluster.kubectl("auth", "whoami")).toContain("kubernetes-admin");
});

test("edit, explain, label, patch, describe, top", async () => {
  await cluster.run(["apply", "-f", "-"], INFLATE.replace("replicas: 0", "replicas: 1"));
  expect(await cluster.kubectl("explain", "deployments.spec.replicas")).toContain("FIELD: replicas <integer>");
  expect(await cluster.kubectl("label", "deployment", "inflate", "-n", "inflate", "tier=a")).toContain("labeled");
  expect(
    await cluster.kubectl("patch", "deployment", "inflate", "-n", "inflate", "-p", '{"spec":{"minReadySeconds":1}}'),
  ).toContain("patched");
  await eventually(async () =>
    expect(await cluster.kubectl("top", "pods", "-n", "inflate")).toMatch(
      /^NAME +CPU\(cores\) +MEMORY\(bytes\) *\ninflate-/,
    ),
  );
  expect(await cluster.kubectl("top", "nodes")).toMatch(/node-a +\d+m +\d+% +\d+Mi +\d+%/);
  const described = await cluster.kubectl("describe", "node", "node-a");
  expect(described).toMatch(/Ready +True/);
  expect(described).toContain("Non-terminated Pods:");
});

test("drain evicts what runs on a node and leaves it cordoned", async () => {
  const onNode = () => cluster.kubectl("get", "pods", "-n", "inflate", "-o", "jsonpath={.items[*].spec.nodeName}");
  const node = await eventually(async () => {
    const name = await onNode();
    expect(name).toMatch(/^node-[ab]$/);
    return name;
  });
  expect(await cluster.kubectl("drain", node, "--ignore-daemonsets", "--force")).toContain(`node/${node} drained`);
  expect(await cluster.kubectl("get", "node", node)).toContain("Ready,SchedulingDisabled");
  await cluster.kubectl("uncordon", node);
  await eventually(async () => expect(await onNode()).not.toContain(node));
});

test("get -w tells each change as it comes", async () => {
  const watching = cluster.start("get", "configmaps", "-w", "--output-watch-events");
  let seen = "";
  watching.stdout.on("data", (chunk: Buffer) => (seen += chunk.toString()));
  await eventually(async () => expect(seen).toContain("ADDED"));
  await cluster.kubectl("create", "configmap", "watched");
  await cluster.kubectl("delete", "configmap", "watched");
  await eventually(async () => expect(seen).toMatch(/ADDED +watched[^]*DELETED +watched/));
  watching.kill();
});

test("logs of a real process by selector, followed; and a port-forward to it", async () => {
  await cluster.kubectl("run", "greeter", "--image", "greeter:1", "--labels", "app=greeter", "--port", "8080");
  await cluster.kubectl("wait", "--for=condition=Ready", "pod/greeter", "--timeout=10s");
  const logs = cluster.start("logs", "--follow", "--selector", "app=greeter", "--container", "greeter");
  let told = "";
  logs.stdout.on("data", (chunk: Buffer) => (told += chunk.toString()));
  await eventually(async () => expect(told).toBe("greeter starts\n"));

  const forward = cluster.start("port-forward", "pod/greeter", ":8080");
  let announced = "";
  forward.stdout.on("data", (chunk: Buffer) => (announced += chunk.toString()));
  const port = await eventually(async () => {
    const found = /127\.0\.0\.1:(\d+) -> 8080/.exec(announced);
    expect(found).not.toBeNull();
    return Number(found?.[1]);
  });
  for (const path of ["/one", "/two"]) expect(await get(port, path)).toBe("hello through the tunnel");
  await eventually(async () => expect(told).toBe("greeter starts\nasked for /one\nasked for /two\n"));
  forward.kill();
  logs.kill();
  expect((await cluster.run(["exec", "greeter", "--", "ls"])).stderr).toContain("kubectl exec does not work here");
});

function get(port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request({ port, path, host: "127.0.0.1", agent: false }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () => resolve(text));
    });
    asked.on("error", reject);
    asked.end();
  });
}
