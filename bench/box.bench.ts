/**
 * The box as a user meets it: from `inlay up` to the first answer of a real kubectl, and what 1 000 nodes with 20 000 pods take.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EKSClient, UpdateNodegroupConfigCommand } from "@aws-sdk/client-eks";
import { toolBinary } from "../packages/cli/src/kubectl/tool-binary.ts";
import { type Figure, printFigures } from "./figures.ts";

const NODES = 1_000;
const PODS = 20_000;
const DEADLINE_MS = 15 * 60_000;
const inlay = join(import.meta.dirname, "../packages/cli/bin/inlay.mjs");
const state = mkdtempSync(join(tmpdir(), "inlay-bench-"));
const kubectl = await toolBinary("kubectl");

const { box, startedMs } = await start();
try {
  const figures: Figure[] = [
    { what: "start to the first answered kubectl get nodes", value: startedMs / 1000, unit: "s", goal: { atMost: 2 } },
  ];
  figures.push(...(await grow(box)));
  printFigures(figures);
} finally {
  box.kill("SIGTERM");
  await new Promise((resolve) => box.once("exit", resolve));
  rmSync(state, { recursive: true, force: true });
}

async function start(): Promise<{ box: ChildProcess; startedMs: number }> {
  const begin = performance.now();
  const args = [inlay, "up", "--name", "bench", "--no-console", "--ready", "--speed", "1000"];
  const child = spawn(process.execPath, args, { env: { ...process.env, XDG_STATE_HOME: state }, stdio: "ignore" });
  const kubeconfig = join(state, "inlay/bench/kubeconfig");
  while (!existsSync(kubeconfig) || !ask(kubeconfig, "get", "nodes").includes("Ready")) await pause(10);
  return { box: child, startedMs: performance.now() - begin };
}

function ask(kubeconfig: string, ...args: string[]): string {
  const env = { ...process.env, KUBECONFIG: kubeconfig };
  return spawnSync(kubectl, args, { encoding: "utf8", env, maxBuffer: 256 * 2 ** 20 }).stdout;
}

async function grow(child: ChildProcess): Promise<Figure[]> {
  const kubeconfig = join(state, "inlay/bench/kubeconfig");
  const settings = await environment();
  const eks = new EKSClient({
    region: "us-east-1",
    endpoint: settings.AWS_ENDPOINT_URL!,
    credentials: keysOf(settings.AWS_SHARED_CREDENTIALS_FILE!),
  });
  const begin = performance.now();
  const scalingConfig = { minSize: 1, maxSize: NODES, desiredSize: NODES };
  await eks.send(
    new UpdateNodegroupConfigCommand({
      clusterName: "my-eks-cluster",
      nodegroupName: "worker-pool-efgh",
      scalingConfig,
    }),
  );
  await until(
    () =>
      ask(kubeconfig, "get", "nodes", "--no-headers")
        .split("\n")
        .filter((line) => line.includes(" Ready ")).length >= NODES,
  );
  const nodesMs = performance.now() - begin;
  ask(
    kubeconfig,
    "create",
    "deployment",
    "many",
    "--image=public.ecr.aws/eks-distro/kubernetes/pause:3.7",
    `--replicas=${PODS}`,
  );
  await until(
    () => ask(kubeconfig, "get", "deployment", "many", "-o", "jsonpath={.status.readyReplicas}") === String(PODS),
  );
  const allMs = performance.now() - begin;
  const cpuSeconds = cpuSecondsOf(child.pid!);
  const listBegin = performance.now();
  ask(kubeconfig, "get", "--raw", "/api/v1/pods");
  return [
    { what: `${NODES} nodes Ready`, value: nodesMs / 1000, unit: "s" },
    { what: `… and ${PODS} pods Running`, value: allMs / 1000, unit: "s" },
    { what: "CPU time of the box until then", value: cpuSeconds, unit: "s" },
    { what: "memory of the box", value: residentMib(child.pid!), unit: "MiB" },
    { what: "kubectl get --raw of all pods", value: (performance.now() - listBegin) / 1000, unit: "s" },
  ];
}

async function environment(): Promise<Record<string, string | undefined>> {
  const { stdout } = spawnSync(process.execPath, [inlay, "env", "--name", "bench"], {
    encoding: "utf8",
    env: { ...process.env, XDG_STATE_HOME: state },
  });
  return Object.fromEntries(
    [...stdout.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name, value]) => [name, value!.replace(/^'(.*)'$/, "$1")]),
  );
}

function keysOf(file: string): { accessKeyId: string; secretAccessKey: string } {
  const value = (name: string) => new RegExp(`^${name} *= *(.*)$`, "m").exec(readFileSync(file, "utf8"))?.[1] ?? "";
  return { accessKeyId: value("aws_access_key_id"), secretAccessKey: value("aws_secret_access_key") };
}

function residentMib(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? NaN) / 1024;
}

/** On a machine that others use too this tells more than the clock. */
function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error("the box did not get there in 15 minutes");
    await pause(500);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
