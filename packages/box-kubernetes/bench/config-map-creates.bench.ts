/**
 * ConfigMaps created per second over TLS by 16 clients in processes of their own; goal 1 700, which a real control plane does.
 * Run: node packages/box-kubernetes/bench/config-map-creates.bench.ts
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:https";
import { seededRandom, systemClock } from "@inlay/resources";
import { ADMIN } from "../src/auth/user.ts";
import { startKubernetes } from "../src/kubernetes.ts";

const CLIENTS = 16;
const CREATES = 12_000;

interface Order {
  readonly url: string;
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

async function serve(): Promise<void> {
  const begin = performance.now();
  const kubernetes = await startKubernetes({ clock: systemClock, random: seededRandom(1) });
  const startedMs = Math.round(performance.now() - begin);
  const { certificate: cert, key } = await kubernetes.clientCertificate(ADMIN);
  const client = fork(import.meta.filename, ["client"]);
  client.send({ url: kubernetes.url, ca: kubernetes.certificateAuthorityPem, cert, key } satisfies Order);
  const before = process.cpuUsage();
  const [rate] = (await once(client, "message")) as [number];
  const { user, system } = process.cpuUsage(before);
  console.table([
    { bench: "start, without nodes", value: startedMs, unit: "ms" },
    { bench: `ConfigMap creates over TLS, ${CLIENTS} clients`, value: Math.round(rate), unit: "1/s" },
    { bench: "CPU of the server per create", value: Math.round((user + system) / CREATES), unit: "µs" },
    { bench: "memory", value: Math.round(process.memoryUsage.rss() / 2 ** 20), unit: "MiB" },
  ]);
  await kubernetes.close();
}

async function client({ url, ca, cert, key }: Order): Promise<void> {
  const agents = Array.from({ length: CLIENTS }, () => new Agent({ ca, cert, key, keepAlive: true, maxSockets: 1 }));
  let next = 0;
  const create = (agent: Agent, name: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: { a: "1" } });
      const headers = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) };
      const sent = request(
        `${url}/api/v1/namespaces/default/configmaps`,
        { method: "POST", agent, headers },
        (response) => {
          response.resume();
          response.on("end", () =>
            response.statusCode === 201 ? resolve() : reject(new Error(`${response.statusCode}`)),
          );
        },
      );
      sent.on("error", reject);
      sent.end(body);
    });
  await Promise.all(agents.map((agent, index) => create(agent, `warm-${index}`)));
  const begin = performance.now();
  await Promise.all(
    agents.map(async (agent) => {
      while (next < CREATES) await create(agent, `bench-${next++}`);
    }),
  );
  process.send?.((CREATES / (performance.now() - begin)) * 1000);
  for (const agent of agents) agent.destroy();
  process.disconnect();
}

if (process.argv[2] === "client") process.once("message", (order: Order) => void client(order));
else await serve();
