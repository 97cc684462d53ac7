import { createServer, type Server } from "node:https";
import { connect, type AddressInfo } from "node:net";
import { CONFIG_MAPS, PODS, SERVICES, seededRandom, systemClock, type KubeObject } from "@inlay/resources";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CertificateAuthority } from "../../../auth/certificates/certificate-authority.ts";
import type { NodeProxy } from "../../../kubelet/node-proxy.ts";
import { inMemoryApi } from "../../../testing/in-memory-api.ts";
import { InProcessApi } from "../../in-process-api.ts";
import { mutatingWebhooks, validatingWebhooks } from "./webhooks.ts";

const HOOKS = { group: "admissionregistration.k8s.io", version: "v1", resource: "mutatingwebhookconfigurations" };
const ENDPOINTS = { group: "", version: "v1", resource: "endpoints" };
const RULE = { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["configmaps"] };

let server: Server;
let caBundle: string;
let host: string;
/** Paths in the order in which they were asked. */
let asked: string[];

/** A webhook that adds its path as a key. */
beforeEach(async () => {
  asked = [];
  const authority = await CertificateAuthority.create(Date.now());
  const { certificate: cert, key } = await authority.serverCertificate(Date.now());
  server = createServer({ cert, key }, (request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      const { uid, object } = (JSON.parse(body) as { request: { uid: string; object: { data?: object } } }).request;
      const key = (request.url ?? "").slice(1).split("?")[0]!;
      asked.push(key);
      const operations = key in (object.data ?? {}) ? [] : [{ op: "add", path: `/data/${key}`, value: "yes" }];
      const patch = Buffer.from(JSON.stringify(operations)).toString("base64");
      response.end(JSON.stringify({ response: { uid, allowed: true, patchType: "JSONPatch", patch } }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  caBundle = Buffer.from(authority.keyPair.certificate).toString("base64");
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

const nodes: NodeProxy = {
  log: () => "no logs here",
  portForward: (_pod, port) => {
    if (port !== 8443) throw new Error(`nothing listens on port ${port}`);
    return Promise.resolve(connect({ host: "127.0.0.1", port: (server.address() as AddressInfo).port }));
  },
};

async function apiWithWebhooks() {
  const { machinery } = await inMemoryApi();
  const admission = [...machinery.admission, mutatingWebhooks(() => nodes), validatingWebhooks(() => nodes)];
  const whole = { ...machinery, admission, clock: systemClock, random: seededRandom(1) };
  return new InProcessApi(whole, { name: "admin", groups: ["system:masters"] });
}

const configuration = (...webhooks: readonly object[]) =>
  ({
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "MutatingWebhookConfiguration",
    metadata: { name: "hooks" },
    webhooks: webhooks.map((each) => ({
      rules: [RULE],
      sideEffects: "None",
      admissionReviewVersions: ["v1"],
      ...each,
    })),
  }) as unknown as KubeObject;
const hook = (name: string, more: object = {}) => ({
  name: `${name}.example.com`,
  clientConfig: { url: `https://${host}/${name}`, caBundle },
  ...more,
});

async function created(api: InProcessApi, data: Readonly<Record<string, string>> = { a: "1" }) {
  const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c", namespace: "default" }, data };
  return (await api.create<KubeObject & { data: object }>(CONFIG_MAPS, object as never)).data;
}

test("one that asks for it is asked again when a later one has changed the object", async () => {
  const api = await apiWithWebhooks();
  await api.create(HOOKS, configuration(hook("first", { reinvocationPolicy: "IfNeeded" }), hook("second")));
  expect(await created(api)).toEqual({ a: "1", first: "yes", second: "yes" });
  expect(asked).toEqual(["first", "second", "first"]);
});

test("match conditions keep it from being asked", async () => {
  const api = await apiWithWebhooks();
  const matchConditions = [{ name: "wanted", expression: "'want' in object.data" }];
  await api.create(HOOKS, configuration(hook("first", { matchConditions })));
  expect(await created(api)).toEqual({ a: "1" });
  expect(asked).toEqual([]);
});

test("a service is reached through the port of one of its ready pods", async () => {
  const api = await apiWithWebhooks();
  const at = { name: "hook", namespace: "default" };
  await api.create<KubeObject>(SERVICES, {
    apiVersion: "v1",
    kind: "Service",
    metadata: at,
    spec: { ports: [{ port: 443, targetPort: 8443 }] },
  } as never);
  const containers = [{ name: "c", image: "a" }];
  await api.create<KubeObject>(PODS, { apiVersion: "v1", kind: "Pod", metadata: at, spec: { containers } } as never);
  await api.create<KubeObject>(ENDPOINTS, {
    apiVersion: "v1",
    kind: "Endpoints",
    metadata: at,
    subsets: [{ addresses: [{ ip: "10.0.0.9", targetRef: { kind: "Pod", ...at } }], ports: [{ port: 8443 }] }],
  } as never);
  // The certificate is for the names of the API server: one of them stands in for the service's.
  const service = { name: "hook", namespace: "default", path: "/first" };
  await api.create(HOOKS, configuration(hook("first", { clientConfig: { service, caBundle } })));
  await expect(created(api)).rejects.toThrow(
    'failed calling webhook "first.example.com": failed to call webhook: Post "https://hook.default.svc:443/first?timeout=10s": tls: failed to verify certificate: x509: certificate is not valid for hook.default.svc',
  );
});

test("a certificate of somebody else is not trusted", async () => {
  const api = await apiWithWebhooks();
  await api.create(HOOKS, configuration(hook("first", { clientConfig: { url: `https://${host}/first` } })));
  await expect(created(api)).rejects.toThrow("x509: certificate signed by unknown authority");
});
