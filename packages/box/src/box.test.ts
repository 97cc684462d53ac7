import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:https";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";
import type { Box, BoxOptions } from "./box-options.ts";
import { AccountJournal } from "./data-folder/account-journal.ts";
import { BoxNameTaken } from "./run-folder/run-folder.ts";
import { startBox } from "./start-box.ts";

/** Stands in for the controller: says its environment, then runs until its standard input ends. */
const SLEEPER = `console.log(JSON.stringify(process.env)); process.stdin.resume().on("end", () => process.exit());`;

let folder: string;
let boxes: Box[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "inlay-box-"));
  boxes = [];
});
afterEach(async () => {
  for (const box of boxes) await box.close();
  rmSync(folder, { recursive: true, force: true });
});

async function start(more: Partial<BoxOptions> = {}): Promise<Box> {
  const troubles: unknown[] = [];
  const box = await startBox({
    name: "default",
    speed: 1000,
    seed: 1,
    referencePool: true,
    controller: [process.execPath, "-e", SLEEPER],
    runFolder: join(folder, "run"),
    onStep: () => undefined,
    onTrouble: (error) => troubles.push(error),
    ...more,
  });
  boxes.push(box);
  return box;
}

interface Kubeconfig {
  readonly clusters: readonly [{ cluster: { server: string; "certificate-authority-data": string } }];
  readonly users: readonly [{ user: { "client-certificate-data": string; "client-key-data": string } }];
}

/** GET as whoever the box's kubeconfig signs in. */
function get<T>(path: string): Promise<T> {
  const config = parse(readFileSync(join(folder, "run", "default", "kubeconfig"), "utf8")) as Kubeconfig;
  const decoded = (text: string) => Buffer.from(text, "base64");
  const [{ cluster }] = config.clusters;
  const [{ user }] = config.users;
  return new Promise((resolve, reject) => {
    request(
      `${cluster.server}${path}`,
      {
        ca: decoded(cluster["certificate-authority-data"]),
        cert: decoded(user["client-certificate-data"]),
        key: decoded(user["client-key-data"]),
        agent: false,
      },
      (response) => {
        let text = "";
        response.on("data", (chunk: Buffer) => (text += chunk.toString()));
        response.on("end", () => resolve(JSON.parse(text) as T));
      },
    )
      .on("error", reject)
      .end();
  });
}

interface List {
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly uid: string };
    readonly status: { readonly allocatable?: Record<string, string>; readonly phase?: string };
  }[];
}
const names = ({ items }: List) => items.map(({ metadata }) => metadata.name);

test("a box is two nodes of a node group, the add-ons, Karpenter's kinds and the reference pool", async () => {
  const box = await start();
  expect(box.nodes.map((node) => node.instanceType)).toEqual(["t3.xlarge", "t3.xlarge"]);
  const nodes = await get<List>("/api/v1/nodes");
  expect(names(nodes)).toEqual(box.nodes.map((node) => node.name));
  expect(nodes.items[0]!.status.allocatable).toMatchObject({ cpu: "3920m", pods: "58" });
  expect(names(await get<List>("/apis/karpenter.sh/v1/nodepools"))).toEqual(["default"]);
  expect(names(await get<List>("/apis/karpenter.k8s.aws/v1/ec2nodeclasses"))).toEqual(["al2023-20250920"]);
  expect(names(await get<List>("/apis/apps/v1/namespaces/kube-system/daemonsets"))).toEqual([
    "aws-node",
    "ebs-csi-node",
    "kube-proxy",
  ]);
});

test("the controller's pod is a process that reaches both APIs by its own means, and only on this machine", async () => {
  const box = await start();
  const pods = "/api/v1/namespaces/karpenter/pods";
  await expect.poll(async () => (await get<List>(pods)).items[0]?.status.phase, { timeout: 20_000 }).toBe("Running");
  const status = async () =>
    (await (await fetch(`${box.record.controlUrl}/box/v1/status`)).json()) as { processes: number[] };
  await expect.poll(async () => (await status()).processes.length, { timeout: 20_000 }).toBe(1);
  const [pid] = (await status()).processes;
  const environment = Object.fromEntries(
    readFileSync(`/proc/${pid}/environ`, "utf8")
      .split("\0")
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
  expect(environment).toMatchObject({
    AWS_ENDPOINT_URL: box.record.awsUrl,
    AWS_ROLE_ARN: "arn:aws:iam::123456789012:role/my-eks-cluster-karpenterControllerRole",
    INLAY_REQUIRE_LOOPBACK_AWS: "true",
    KUBERNETES_SERVICE_HOST: "127.0.0.1",
    KUBERNETES_SERVICE_PORT: new URL(box.record.kubernetesUrl!).port,
    CLUSTER_NAME: "my-eks-cluster",
  });
  expect(existsSync(environment["AWS_WEB_IDENTITY_TOKEN_FILE"]!)).toBe(true);
  expect(existsSync(join(environment["KUBERNETES_SERVICEACCOUNT_DIR"]!, "token"))).toBe(true);
  await box.close();
  expect(existsSync(`/proc/${pid}/environ`)).toBe(false);
});

test("closing leaves nothing: no folder, no port; the name is free again", async () => {
  const box = await start();
  await expect(start()).rejects.toThrow(BoxNameTaken);
  await box.close();
  await box.close();
  expect(existsSync(join(folder, "run", "default"))).toBe(false);
  await expect(fetch(`${box.record.controlUrl}/box/v1/status`)).rejects.toThrow("fetch failed");
  await expect(fetch(box.record.awsUrl!)).rejects.toThrow("fetch failed");
  await expect(start()).resolves.toBeDefined();
});

test("with a data folder a box goes on where it was: ports, CA, nodes and their instances", async () => {
  const dataFolder = join(folder, "data");
  const first = await start({ dataFolder });
  const before = await get<List>("/api/v1/nodes");
  await first.close();
  const second = await start({ dataFolder, referencePool: false });
  expect(second.record).toMatchObject({
    kubernetesUrl: first.record.kubernetesUrl,
    awsUrl: first.record.awsUrl,
    controlUrl: first.record.controlUrl,
  });
  const after = await get<List>("/api/v1/nodes");
  expect(after.items.map(({ metadata }) => metadata.uid)).toEqual(before.items.map(({ metadata }) => metadata.uid));
  expect(names(await get<List>("/apis/karpenter.sh/v1/nodepools"))).toEqual(["default"]);
});

test("time never goes back: a start with a data folder keeps what the clock jumped", async () => {
  const dataFolder = join(folder, "data");
  const advance = async ({ record }: Box, by: string) => {
    const options = {
      method: "POST",
      body: JSON.stringify({ advance: by }),
      headers: { "content-type": "application/json" },
    };
    const answer = await fetch(`${record.controlUrl}/box/v1/clock`, options);
    return (await answer.json()) as { readonly offsetMs: number };
  };
  const first = await start({ dataFolder });
  await advance(first, "1h");
  await first.close();
  expect(await advance(await start({ dataFolder }), "1m")).toMatchObject({ offsetMs: 61 * 60_000 });
});

test("a start that is told to stop takes back what it began, whatever step it is at", async () => {
  for (const at of ["AWS", "cluster", "machines", "ready"]) {
    const stop = new AbortController();
    const onStep = (step: string) => void (step === at && stop.abort(new Error("told to stop")));
    const starting = start({ signal: stop.signal, onStep });
    if (at === "ready") await expect(starting).resolves.toBeDefined();
    else await expect(starting).rejects.toThrow("told to stop");
    expect(existsSync(join(folder, "run", "default"))).toBe(at === "ready");
  }
});

test("a call that was answered is on disk before its answer", async () => {
  const dataFolder = join(folder, "data");
  const box = await start({ dataFolder });
  const change = { instanceType: "c6a.large", zone: "us-east-1a", capacityType: "spot", count: 3 };
  const answer = await fetch(`${box.record.controlUrl}/box/v1/capacity`, {
    method: "POST",
    body: JSON.stringify(change),
    headers: { "content-type": "application/json" },
  });
  expect(answer.status).toBe(200);
  const kept = AccountJournal.load(dataFolder) as { services: { ec2: { capacity: unknown } } };
  expect(kept.services.ec2.capacity).toEqual([["spot:c6a.large:us-east-1a", 3]]);
});

test("a start that fails takes back what it began", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  await expect(start({ port })).rejects.toThrow("EADDRINUSE");
  other.close();
  expect(existsSync(join(folder, "run", "default"))).toBe(false);
});
