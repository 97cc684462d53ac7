import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import type { ContainerContext } from "@inlay/box-kubernetes";
import { repositoryOf } from "./process-image.ts";
import { ProcessRuntime } from "./process-runtime.ts";

/** A process that says what it was told, then runs until its standard input ends. */
const TALKER = `
  process.stdin.resume().on("end", () => process.exit(7));
  process.on("SIGTERM", () => process.exit(3));
  console.log(JSON.stringify(process.env));
`;
const STUBBORN = `process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("up");`;

let runtime: ProcessRuntime;
afterEach(() => runtime.close());

function runtimeOf(script: string): ProcessRuntime {
  return (runtime = new ProcessRuntime([
    {
      repository: "example.org/talker",
      command: [process.execPath, "-e", script],
      portVariables: { 8080: "METRICS_PORT" },
      environment: () => ({ ADDED: "yes" }),
    },
  ]));
}

function context(env: Record<string, string> = {}, mounts: Record<string, string> = {}): ContainerContext {
  const container = { name: "c", ports: [{ containerPort: 8080 }, { containerPort: 9000 }] };
  return {
    pod: {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "p", uid: "u", resourceVersion: "1", creationTimestamp: "" },
      spec: { containers: [container] },
    },
    container,
    env,
    mounts,
  };
}

const firstLine = async (output: NodeJS.ReadableStream) => String((await once(output, "data"))[0]);

test("an image that is not on the list is none of its business", () => {
  expect(runtimeOf(TALKER).start("nginx:1.27", context())).toBeUndefined();
});

test.each([
  ["public.ecr.aws/karpenter/controller:1.14.1", "public.ecr.aws/karpenter/controller"],
  ["localhost:5000/a@sha256:1234", "localhost:5000/a"],
  ["localhost:5000/a:1@sha256:1234", "localhost:5000/a"],
  ["nginx", "nginx"],
])("the repository of %s is %s", (image, repository) => {
  expect(repositoryOf(image)).toBe(repository);
});

test("a process gets its container's environment, real ports and real paths, and little of ours", async () => {
  process.env["SECRET_OF_OURS"] = "x";
  const running = await runtimeOf(TALKER).start(
    "example.org/talker:1",
    context(
      { METRICS_PORT: "8080", TOKEN: "/var/run/secrets/eks/token" },
      { "/var/run/secrets/eks": "/tmp/a", "/var/run/secrets/kubernetes.io/serviceaccount": "/tmp/b" },
    ),
  )!;
  const env = JSON.parse(await firstLine(running.output)) as Record<string, string>;
  expect(env).toMatchObject({
    ADDED: "yes",
    TOKEN: "/tmp/a/token",
    KUBERNETES_SERVICEACCOUNT_DIR: "/tmp/b",
    INLAY_PARENT_PIPE: "true",
    METRICS_PORT: String(running.ports.get(8080)),
  });
  expect(running.ports.get(9000)).toBeGreaterThan(1024);
  expect(env).not.toHaveProperty("SECRET_OF_OURS");
  delete process.env["SECRET_OF_OURS"];
});

test("stopping asks first and kills when the grace is over", async () => {
  const polite = await runtimeOf(TALKER).start("example.org/talker", context())!;
  await firstLine(polite.output);
  await polite.stop(10_000);
  expect(await polite.exited).toEqual({ exitCode: 3 });
  await runtime.close();
  const stubborn = await runtimeOf(STUBBORN).start("example.org/talker", context())!;
  await firstLine(stubborn.output);
  await stubborn.stop(50);
  expect(await stubborn.exited).toEqual({ exitCode: 137, signal: 9 });
});

test("a process ends when its parent is killed", async () => {
  const script = `
    import { ProcessRuntime } from ${JSON.stringify(new URL("process-runtime.ts", import.meta.url).href)};
    const runtime = new ProcessRuntime([{ repository: "t", command: [process.execPath, "-e", ${JSON.stringify(TALKER)}], portVariables: {}, environment: () => ({}) }]);
    await runtime.start("t", { container: { name: "c" }, env: {}, mounts: {} });
    console.log(runtime.pids[0]);
    setInterval(() => {}, 1000);
  `;
  runtime = new ProcessRuntime([]);
  const parent = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const child = Number(await firstLine(parent.stdout));
  expect(alive(child)).toBe(true);
  parent.kill("SIGKILL");
  await expect.poll(() => alive(child), { timeout: 10_000 }).toBe(false);
});

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
