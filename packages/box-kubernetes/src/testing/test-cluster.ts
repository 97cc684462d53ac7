import { execFile, spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom, systemClock } from "@inlay/resources";
import { ADMIN, type User } from "../auth/user.ts";
import type { Machine } from "../kubelet/machine.ts";
import { startKubernetes, type Kubernetes, type KubernetesOptions } from "../kubernetes.ts";
import { kubectlBinary } from "./kubectl-binary.ts";

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A whole cluster, and the real kubectl to talk to it. */
export interface TestCluster {
  readonly kubernetes: Kubernetes;
  /** Runs kubectl; fails on an exit code other than 0. @returns standard output */
  kubectl(...args: readonly string[]): Promise<string>;
  /** With standard input; whatever the exit code. */
  run(args: readonly string[], input?: string): Promise<CommandResult>;
  /** A kubectl that goes on: `get -w`, `logs -f`, `port-forward`. */
  start(...args: readonly string[]): ChildProcessWithoutNullStreams;
  close(): Promise<void>;
}

const COMMAND_TIMEOUT_MS = 15_000;

/** @param nodes names of machines that boot at once. */
export async function startTestCluster(
  nodes: readonly string[],
  options: Partial<KubernetesOptions> = {},
): Promise<TestCluster> {
  const kubernetes = await startKubernetes({ clock: systemClock, random: seededRandom(1), ...options });
  const folder = mkdtempSync(join(tmpdir(), "inlay-kubectl-"));
  const kubeconfig = join(folder, "kubeconfig");
  writeFileSync(kubeconfig, await kubeconfigFor(kubernetes, ADMIN));
  for (const name of nodes) await kubernetes.kubelets.boot(testMachine(name));
  const binary = kubectlBinary();
  const env = { PATH: process.env["PATH"], HOME: folder, KUBECONFIG: kubeconfig };
  const running = new Set<ChildProcessWithoutNullStreams>();
  const run = (args: readonly string[], input = ""): Promise<CommandResult> =>
    new Promise((resolve) => {
      const child = execFile(binary, args, { env, timeout: COMMAND_TIMEOUT_MS }, (error, stdout, stderr) =>
        resolve({ exitCode: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
      );
      child.stdin?.end(input);
    });
  return {
    kubernetes,
    run,
    kubectl: async (...args) => {
      const { exitCode, stdout, stderr } = await run(args);
      if (exitCode !== 0) throw new Error(`kubectl ${args.join(" ")}: ${stderr || stdout}`);
      return stdout;
    },
    start: (...args) => {
      const child = spawn(binary, args, { env });
      running.add(child);
      return child;
    },
    close: async () => {
      for (const child of running) child.kill("SIGKILL");
      await kubernetes.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function kubeconfigFor(kubernetes: Kubernetes, user: User): Promise<string> {
  const { certificate, key } = await kubernetes.clientCertificate(user);
  const encoded = (pem: string) => Buffer.from(pem).toString("base64");
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name: "box",
        cluster: { server: kubernetes.url, "certificate-authority-data": encoded(kubernetes.certificateAuthorityPem) },
      },
    ],
    users: [{ name: "me", user: { "client-certificate-data": encoded(certificate), "client-key-data": encoded(key) } }],
    contexts: [{ name: "box", context: { cluster: "box", user: "me" } }],
    "current-context": "box",
  });
}

/** A t3.xlarge that is ready at once. */
export function testMachine(nodeName: string): Machine {
  return {
    nodeName,
    providerID: `aws:///us-east-1a/i-${nodeName}`,
    labels: { "kubernetes.io/hostname": nodeName, "topology.kubernetes.io/zone": "us-east-1a" },
    taints: [],
    addresses: [{ type: "InternalIP", address: "10.0.0.1" }],
    capacity: { cpu: "4", memory: "16Gi", pods: "58" },
    allocatable: { cpu: "3920m", memory: "15Gi", pods: "58" },
    nodeInfo: { kubeletVersion: "v1.32.9-eks-113cf36", operatingSystem: "linux", architecture: "amd64" },
    readyAfterMs: 0,
    podStartMs: 0,
  };
}
