import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { startControlPlane } from "../control-plane.ts";
import { startKubernetes } from "../kubernetes.ts";
import { fastClock } from "../testing/recorded/fast-clock.ts";
import { startWebhookServer } from "../testing/recorded/webhook-server.ts";
import { Player, type Recorded } from "../testing/recorded/player.ts";
import { ADMIN, type User } from "../auth/user.ts";
import type { Api } from "./api.ts";
import { NAMESPACES, seededRandom } from "@inlay/resources";
import type { Machine } from "../kubelet/machine.ts";

/**
 * Requests to a Kubernetes 1.32 API server and its answers, recorded in 2026 (kube-apiserver v1.32.13 with its controllers, two nodes
 * whose pods run at once). Each group is played from its first request to its last.
 */
const GROUPS = {
  /** Nobody but the recorder writes: revisions can be compared. */
  alone: ["scale", "dry-run", "tables", "conflicts"],
  /** With controllers and scheduler. */
  quiet: ["lists", "watch", "quota-limitrange", "pod-security", "admission"],
  /** With two nodes. */
  whole: ["protocol", "deletion", "binding", "eviction", "authn-authz"],
} as const;

const USERS: Readonly<Record<string, User>> = {
  "alice-token": { name: "alice", uid: "1001", groups: ["devs"] },
  "bob-token": { name: "bob", uid: "1002", groups: ["viewers"] },
};
/** The recordings wait seconds for timeouts of watches. */
const SPEED = 20;

interface Stage {
  readonly api: Api;
  readonly url: string;
  readonly authority: string;
  readonly admin: { readonly certificate: string; readonly key: string };
  close(): Promise<void>;
}

const options = () => ({
  clock: fastClock(SPEED),
  random: seededRandom(1),
  authenticateToken: (token: string) => USERS[token],
});

async function apiAlone(): Promise<Stage> {
  const started = options();
  const noKubelets = () => {
    throw new Error("no kubelet runs here");
  };
  const plane = await startControlPlane(started, noKubelets);
  const { certificate } = plane.authority.keyPair;
  const admin = plane.authority.clientCertificate(ADMIN, started.clock.now());
  const url = `https://127.0.0.1:${plane.server.port}`;
  return { api: plane.api, url, authority: certificate, admin, close: () => plane.close() };
}

async function cluster(nodes: readonly string[]): Promise<Stage> {
  const kubernetes = await startKubernetes(options());
  const { api, url, certificateAuthorityPem: authority, kubelets } = kubernetes;
  for (const name of nodes) await kubelets.boot(simulatedNode(name));
  const admin = await kubernetes.clientCertificate(ADMIN);
  return { api, url, authority, admin, close: () => kubernetes.close() };
}

function simulatedNode(nodeName: string): Machine {
  const resources = { cpu: "8", memory: "32Gi", pods: "110" };
  return {
    nodeName,
    providerID: `kwok://${nodeName}`,
    labels: {},
    taints: [],
    addresses: [],
    capacity: resources,
    allocatable: resources,
    nodeInfo: {},
    readyAfterMs: 0,
    podStartMs: 0,
  };
}

async function play(group: string, stage: Stage): Promise<readonly string[]> {
  const file = new URL(`../../testdata/recorded/${group}.json`, import.meta.url);
  const webhooks = await startWebhookServer();
  const text = readFileSync(file, "utf8")
    .replaceAll("<webhook host>", webhooks.host)
    .replaceAll("<ca bundle>", webhooks.caBundle);
  const { entries } = JSON.parse(text) as { readonly entries: readonly Recorded[] };
  await makeNamespaces(stage.api, entries);
  let serviceAccountToken = "";
  const tokenOf = (user: string) => {
    if (user === "admin" || user === "anonymous") return undefined;
    return user === "sa" ? serviceAccountToken : user.endsWith("-token") ? user : `${user}-token`;
  };
  const player = new Player({ url: stage.url, authority: stage.authority, admin: stage.admin, tokenOf });
  const differences: string[] = [];
  for (const entry of entries) {
    if (entry.user === "sa")
      serviceAccountToken ||= (await stage.api.createToken({ namespace: "rec-auth", name: "default" }, {})).token;
    const outcome = await player.play(entry);
    if (outcome !== undefined) differences.push(`${entry.name} (${entry.method} ${entry.path}): ${outcome}`);
  }
  player.close();
  webhooks.close();
  return differences;
}

/** Those that the recording takes for granted. */
async function makeNamespaces(api: Api, entries: readonly Recorded[]): Promise<void> {
  const paths = entries
    .map(({ path, meanwhile = [] }) => [path, ...meanwhile.map((write) => write.path)].join(" "))
    .join(" ");
  const named = new Set([...paths.matchAll(/namespaces\/(rec-[a-z0-9-]+)/g)].map(([, name]) => name ?? ""));
  for (const { method, path, body } of entries)
    if (method === "POST" && path.endsWith("/namespaces"))
      named.delete((body as { readonly metadata?: { readonly name?: string } }).metadata?.name ?? "");
  for (const name of named) await api.create(NAMESPACES, { apiVersion: "v1", kind: "Namespace", metadata: { name } });
}

test.each([
  ...GROUPS.alone.map((group) => [group, apiAlone] as const),
  ...GROUPS.quiet.map((group) => [group, () => cluster([])] as const),
  ...GROUPS.whole.map((group) => [group, () => cluster(["node-0", "node-1"])] as const),
])("answers like the real API server: %s", async (group, start) => {
  const stage = await start();
  try {
    expect(await play(group, stage)).toEqual([]);
  } finally {
    await stage.close();
  }
});
