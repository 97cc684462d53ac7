/**
 * The server as people feel it: how long until it answers, how long lists of 500 take, how long until 200 viewers of a cluster of 1 000 nodes hear
 * of a change, and how long `inlay up` takes to the console's first screen.
 */
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EKSClient, UpdateNodegroupConfigCommand } from "@aws-sdk/client-eks";
import { buildConsole } from "../packages/console/src/index.ts";
import { connectKube, loadClusterAccess } from "../packages/kube/src/index.ts";
import { NODES as NODES_OF_THE_API, systemClock, type Node } from "../packages/resources/src/index.ts";
import { loadServer, startPostgres, startServer, type RunningServer } from "../packages/server/src/index.ts";
import { toolBinary } from "../packages/cli/src/kubectl/tool-binary.ts";
import { openDatabase } from "../packages/server/src/database/open-database.ts";
import { builtInPacks } from "../packages/cli/src/server/built-in-packs.ts";
import { type Figure, percentile, printFigures } from "./figures.ts";

const PROFILES = 500;
const CLUSTERS = 500;
const READS = 100;
const NODES = 1_000;
const VIEWERS = 200;
const EVENTS = 40;
const DEADLINE_MS = 10 * 60_000;
const API_KEY = "benchmark";
const inlay = join(import.meta.dirname, "../packages/cli/bin/inlay.mjs");
const folder = mkdtempSync(join(tmpdir(), "inlay-bench-"));
chmodSync(folder, 0o755);
const built = await buildConsole();

try {
  printFigures([...(await firstScreen()), ...(await served())]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** From `inlay up` to the console's page, the console built before. */
async function firstScreen(): Promise<Figure[]> {
  const state = join(folder, "state");
  const begin = performance.now();
  const up = spawn(process.execPath, [inlay, "up", "--name", "bench", "--no-ready"], {
    env: { ...process.env, XDG_STATE_HOME: state, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let screen = "";
  up.stdout.on("data", (part: Buffer) => (screen += part.toString()));
  try {
    const url = await until(() => /Console +(http:\S+)/.exec(screen)?.[1]);
    await until(async () => (await fetch(url).catch(() => undefined))?.ok);
    return [
      {
        what: "inlay up to the console's first screen",
        value: (performance.now() - begin) / 1000,
        unit: "s",
        goal: { atMost: 6 },
      },
      {
        what: "first load of the console, gzip",
        value: built.firstLoadBytes / 1000,
        unit: "kB",
        goal: { atMost: 300 },
      },
    ];
  } finally {
    up.kill("SIGTERM");
    await new Promise((done) => up.once("exit", done));
  }
}

async function served(): Promise<Figure[]> {
  const postgres = await startPostgres({ folder: join(folder, "database"), elsewhere: folder });
  const state = join(folder, "box");
  const env = { ...process.env, XDG_STATE_HOME: state, NO_COLOR: "1" };
  const box = spawn(
    process.execPath,
    [inlay, "up", "--name", "bench", "--no-console", "--no-ready", "--speed", "1000"],
    {
      env,
      stdio: "ignore",
    },
  );
  try {
    const settings = await until(() => environment(env));
    await loadServer();
    const begin = performance.now();
    const server = await start(postgres.url, settings);
    const ready = performance.now() - begin;
    try {
      const headers = await signedIn(server);
      await fill(postgres.url);
      return [
        { what: "server ready after PostgreSQL", value: ready / 1000, unit: "s", goal: { atMost: 2 } },
        ...(await lists(server, headers)),
        ...(await viewers(server, headers, settings)),
      ];
    } finally {
      await server.stop();
    }
  } finally {
    box.kill("SIGTERM");
    await new Promise((done) => box.once("exit", done));
    await postgres.stop();
  }
}

type Settings = Readonly<Record<string, string>>;

function environment(env: NodeJS.ProcessEnv): Settings | undefined {
  const { stdout, status } = spawnSync(process.execPath, [inlay, "env", "--name", "bench"], { encoding: "utf8", env });
  if (status !== 0) return undefined;
  return Object.fromEntries(
    [...stdout.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name = "", value = ""]) => [
      name,
      value.replace(/^'(.*)'$/, "$1"),
    ]),
  );
}

function keyOf(settings: Settings, name: string): string {
  const file = readFileSync(settings["AWS_SHARED_CREDENTIALS_FILE"] ?? "", "utf8");
  return new RegExp(`^${name} *= *(.*)$`, "m").exec(file)?.[1] ?? "";
}

function start(databaseUrl: string, settings: Settings): Promise<RunningServer> {
  const packs = builtInPacks();
  return startServer({
    databaseUrl,
    packs: packs.map(({ pack }) => pack),
    charts: {
      helm: () => toolBinary("helm"),
      folderOf: ({ name }) => packs.find(({ pack }) => pack.name === name)?.folder,
    },
    apiKey: API_KEY,
    clusters: [
      {
        name: "my-eks-cluster",
        eksClusterName: "my-eks-cluster",
        region: "us-east-1",
        connection: {
          kubeconfigPath: settings["KUBECONFIG"] ?? "",
          aws: {
            endpoint: settings["AWS_ENDPOINT_URL"] ?? "",
            accessKeyId: keyOf(settings, "aws_access_key_id"),
            secretAccessKey: keyOf(settings, "aws_secret_access_key"),
          },
        },
        profile: { name: "eks-infra", version: "1.0.0", packs: [{ name: "kubernetes-eks", layer: "k8s" }] },
      },
    ],
    logFailure: ({ error }) => console.error(error),
  });
}

type Headers = Readonly<Record<string, string>>;

async function signedIn({ url }: RunningServer): Promise<Headers> {
  const answer = await fetch(`${url}/v1/dashboard/projects/metadata`, { headers: { apikey: API_KEY } });
  const { items } = (await answer.json()) as { items: { metadata: { uid: string } }[] };
  return { apikey: API_KEY, projectuid: items[0]?.metadata.uid ?? "", "content-type": "application/json" };
}

/** 500 profiles with layers and 500 clusters that nobody reaches, beside the ones that are there. */
async function fill(url: string): Promise<void> {
  const db = await openDatabase(url);
  const profile = await db.selectFrom("cluster_profiles").selectAll().executeTakeFirstOrThrow();
  const revision = await db.selectFrom("profile_revisions").selectAll().executeTakeFirstOrThrow();
  const cluster = await db.selectFrom("clusters").selectAll().executeTakeFirstOrThrow();
  const texts = { labels: "{}", annotations: "{}" };
  const uids = (kind: string, count: number) =>
    Array.from({ length: count }, (_, at) => ({ at, uid: `${kind}${String(at).padStart(22, "0")}` }));
  const profiles = uids("aa", PROFILES);
  await db
    .insertInto("cluster_profiles")
    .values(profiles.map(({ at, uid }) => ({ ...profile, ...texts, uid, name: `profile ${at}` })))
    .execute();
  await db
    .insertInto("profile_revisions")
    .values(
      profiles.map(({ uid }) => ({
        ...revision,
        profile_uid: uid,
        template: JSON.stringify(revision.template),
        variables: JSON.stringify(revision.variables),
      })),
    )
    .execute();
  const kept = {
    ...texts,
    connection: JSON.stringify({ kubeconfigPath: "/nowhere", aws: {} }),
    profiles: JSON.stringify(cluster.profiles),
    desired_profiles: JSON.stringify(cluster.desired_profiles),
    variables: "[]",
    health: JSON.stringify(cluster.health),
    observed: JSON.stringify(cluster.observed),
    pending: null,
  };
  await db
    .insertInto("clusters")
    .values(
      uids("bb", CLUSTERS).map(({ at, uid }) => ({
        ...cluster,
        ...kept,
        uid,
        name: `cluster ${at}`,
        cloud_config_uid: `config of ${uid}`,
      })),
    )
    .execute();
  await db.destroy();
}

async function lists({ url }: RunningServer, headers: Headers): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [what, path] of [
    [`a page of ${PROFILES} profiles, p95`, "/v1/dashboard/clusterprofiles"],
    [`a page of ${CLUSTERS} clusters, p95`, "/v1/dashboard/spectroclusters/search"],
  ] as const) {
    const samples: number[] = [];
    let token = "";
    for (let read = 0; read < READS; read++) {
      const begin = performance.now();
      const answer = await fetch(`${url}${path}?continue=${token}`, { method: "POST", headers, body: "{}" });
      const page = (await answer.json()) as { items: unknown[]; listmeta: { continue: string } };
      samples.push(performance.now() - begin);
      if (page.items.length === 0) throw new Error(`${path} is empty`);
      token = page.listmeta.continue;
    }
    figures.push({ what, value: percentile(samples, 0.95), unit: "ms", goal: { atMost: 50 } });
  }
  return figures;
}

/** A label of a node changes; each viewer notes when the stream told it. */
async function viewers(server: RunningServer, headers: Headers, settings: Settings): Promise<Figure[]> {
  await grow(settings);
  const { uid, config } = await clusterOf(server, headers);
  const nodes = async (): Promise<number> => {
    const answer = await fetch(`${server.url}/v1/cloudconfigs/eks/${config}/machinePools/worker-pool-efgh/machines`, {
      headers,
    });
    return ((await answer.json()) as { listmeta: { count: number } }).listmeta.count;
  };
  await until(async () => (await nodes()) >= NODES);
  const heard = new Map<number, (at: number) => void>();
  const streams = await Promise.all(
    Array.from({ length: VIEWERS }, (_, viewer) =>
      listen(server, headers, uid, () => heard.get(viewer)?.(performance.now())),
    ),
  );
  const kube = connectKube(await loadClusterAccess({ clock: systemClock, kubeconfig: settings["KUBECONFIG"] ?? "" }));
  const name = (await kube.list<Node>(NODES_OF_THE_API)).items[0]?.metadata.name ?? "";
  const delays: number[] = [];
  for (let event = 0; event < EVENTS; event++) {
    // Heartbeats of 1 000 kubelets tell nothing: what is heard now is this change.
    await quiet(heard);
    const begin = performance.now();
    const all = Promise.all(streams.map((_, viewer) => new Promise<number>((resolve) => heard.set(viewer, resolve))));
    await kube.mergePatch(NODES_OF_THE_API, { name }, { metadata: { labels: { bench: String(event) } } });
    for (const at of await all) delays.push(at - begin);
  }
  const memory = process.memoryUsage().rss / 2 ** 20;
  for (const end of streams) end();
  await kube.close();
  return [
    {
      what: `${VIEWERS} viewers of ${NODES} nodes: change to stream, p95`,
      value: percentile(delays, 0.95),
      unit: "ms",
      goal: { atMost: 500 },
    },
    { what: "memory of the server with them", value: memory, unit: "MiB" },
  ];
}

/** Until nothing has been told for half a second. */
async function quiet(heard: Map<number, (at: number) => void>): Promise<void> {
  let last = performance.now();
  heard.set(0, (at) => (last = at));
  const deadline = performance.now() + 20_000;
  while (performance.now() - last < 500 && performance.now() < deadline) await pause(50);
  heard.clear();
}

async function clusterOf({ url }: RunningServer, headers: Headers): Promise<{ uid: string; config: string }> {
  const body = JSON.stringify({
    filter: {
      filterGroups: [
        { filters: [{ property: "clusterName", condition: { string: { match: { values: ["my-eks-cluster"] } } } }] },
      ],
    },
  });
  const answer = await fetch(`${url}/v1/dashboard/spectroclusters/search`, { method: "POST", headers, body });
  const { items } = (await answer.json()) as {
    items: { metadata: { uid: string }; specSummary: { cloudConfig: { cloudConfigUid: string } } }[];
  };
  return { uid: items[0]?.metadata.uid ?? "", config: items[0]?.specSummary.cloudConfig.cloudConfigUid ?? "" };
}

function listen({ url }: RunningServer, headers: Headers, uid: string, told: () => void): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const stream = request(`${url}/v1/stream`, { headers, agent: false }, (response) => {
      response.on("data", (part: Buffer) => {
        if (part.includes(uid)) told();
      });
      response.on("error", () => undefined);
      resolve(() => stream.destroy());
    });
    stream.on("error", reject);
    stream.end();
  });
}

async function grow(settings: Settings): Promise<void> {
  const eks = new EKSClient({
    region: "us-east-1",
    endpoint: settings["AWS_ENDPOINT_URL"] ?? "",
    credentials: {
      accessKeyId: keyOf(settings, "aws_access_key_id"),
      secretAccessKey: keyOf(settings, "aws_secret_access_key"),
    },
  });
  const scalingConfig = { minSize: 1, maxSize: NODES, desiredSize: NODES };
  await eks.send(
    new UpdateNodegroupConfigCommand({
      clusterName: "my-eks-cluster",
      nodegroupName: "worker-pool-efgh",
      scalingConfig,
    }),
  );
}

async function until<T>(condition: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  const deadline = performance.now() + DEADLINE_MS;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > deadline) throw new Error("it did not get there in ten minutes");
    await pause(20);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
