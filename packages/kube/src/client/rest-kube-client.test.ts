import { CONFIG_MAPS, LEASES, PODS, type ConfigMap, type Pod } from "@inlay/resources";
import { afterEach, expect, test } from "vitest";
import { Metrics } from "../metrics/metrics.ts";
import { isConflict, KubeApiError } from "./kube-api-error.ts";
import { KubeConnectionError } from "./kube-connection-error.ts";
import { json, smallServer, statusBody, type SmallServer } from "./small-server.fixture.ts";

let server: SmallServer | undefined;
afterEach(() => server?.close());

test("a list reads all pages and gives each element its kind", async () => {
  server = await smallServer((request, response) => {
    const second = request.url!.includes("continue=next");
    json(response, 200, {
      kind: "ConfigMapList",
      apiVersion: "v1",
      metadata: { resourceVersion: "9", ...(second ? {} : { continue: "next" }) },
      items: [{ metadata: { name: second ? "b" : "a" } }],
    });
  });
  const list = await server.connect().list<ConfigMap>(CONFIG_MAPS, { namespace: "x" });
  expect(list.resourceVersion).toBe("9");
  expect(list.items.map((item) => `${item.kind}/${item.metadata.name}`)).toEqual(["ConfigMap/a", "ConfigMap/b"]);
  expect(server.requests[0]).toBe("GET /api/v1/namespaces/x/configmaps?limit=500");
});

test("a list whose pages expired is read again in one piece", async () => {
  server = await smallServer((request, response) => {
    if (request.url!.includes("continue")) return json(response, 410, statusBody(410, "Expired"));
    const paged = request.url!.includes("limit");
    json(response, 200, {
      kind: "PodList",
      apiVersion: "v1",
      metadata: { resourceVersion: "1", ...(paged ? { continue: "next" } : {}) },
      items: [],
    });
  });
  await server.connect().list<Pod>(PODS);
  expect(server.requests.at(-1)).toBe("GET /api/v1/pods");
});

test("many calls share few connections", async () => {
  server = await smallServer((_, response) => json(response, 200, { kind: "Pod" }));
  const client = server.connect({ connections: 2 });
  await Promise.all(Array.from({ length: 40 }, (_, n) => client.get(PODS, { namespace: "x", name: `p${n}` })));
  expect(server.connections()).toBeLessThanOrEqual(2);
});

test("a refusal carries the server's reason, causes and time to come back", async () => {
  const body = { ...statusBody(422, "Invalid", "spec.x: bad"), details: { causes: [{ field: "spec.x" }] } };
  server = await smallServer((_, response) => json(response, 422, body));
  const refused = await server
    .connect()
    .create(CONFIG_MAPS, { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", namespace: "x" } })
    .catch((error: unknown) => error);
  expect(refused).toMatchObject({
    code: "Invalid",
    status: 422,
    message: "spec.x: bad",
    causes: [{ field: "spec.x" }],
  });
});

test("a patch under an optimistic lock sends the version along", async () => {
  let sent: unknown;
  server = await smallServer((request, response) => {
    sent = { type: request.headers["content-type"], body: JSON.parse(request.text) as unknown };
    json(response, 409, statusBody(409, "Conflict"));
  });
  const patch = { metadata: { labels: { a: "b" } } };
  const failure = await server
    .connect()
    .mergePatch(PODS, { namespace: "x", name: "p" }, patch, { resourceVersion: "7", subresource: "status" })
    .catch((error: unknown) => error);
  expect(isConflict(failure)).toBe(true);
  expect(sent).toEqual({
    type: "application/merge-patch+json",
    body: { metadata: { labels: { a: "b" }, resourceVersion: "7" } },
  });
  expect(server.requests).toEqual(["PATCH /api/v1/namespaces/x/pods/p/status"]);
});

test("reads are tried again after a broken connection and a 503, writes are not", async () => {
  let calls = 0;
  server = await smallServer((request, response) => {
    calls += 1;
    if (calls === 1) request.socket.destroy();
    else if (calls === 2 || request.method !== "GET") json(response, 503, statusBody(503, "ServiceUnavailable"));
    else json(response, 200, { kind: "Lease" });
  });
  const client = server.connect();
  await expect(client.get(LEASES, { namespace: "x", name: "l" })).resolves.toEqual({ kind: "Lease" });
  expect(calls).toBe(3);
  await expect(client.delete(LEASES, { namespace: "x", name: "l" })).rejects.toBeInstanceOf(KubeApiError);
  expect(calls).toBe(4);
});

test("an eviction that a budget forbids is told at once, with the pod's uid as precondition", async () => {
  let sent: unknown;
  server = await smallServer((request, response) => {
    sent = JSON.parse(request.text);
    json(response, 429, statusBody(429, "TooManyRequests"), { "retry-after": "10" });
  });
  const failure = await server
    .connect()
    .evict({ namespace: "x", name: "p" }, { preconditions: { uid: "u" } })
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({ status: 429, retryAfterSeconds: 10 });
  expect(server.requests).toEqual(["POST /api/v1/namespaces/x/pods/p/eviction"]);
  expect(sent).toMatchObject({ kind: "Eviction", deleteOptions: { preconditions: { uid: "u" } } });
});

test("a server that never answers fails with a connection error after the deadline", async () => {
  server = await smallServer(() => {});
  const slow = server.connect({ timeoutMs: 50 }).delete(PODS, { namespace: "x", name: "p" });
  await expect(slow).rejects.toBeInstanceOf(KubeConnectionError);
});

test("calls are counted by verb and answer", async () => {
  server = await smallServer((_, response) => json(response, 404, statusBody(404, "NotFound")));
  const metrics = new Metrics();
  const client = server.connect({ metrics });
  await expect(client.delete(PODS, { namespace: "x", name: "p" })).rejects.toMatchObject({ code: "NotFound" });
  const { text } = await metrics.render();
  expect(text).toContain('client_go_request_total{verb="DELETE",code="404"} 1');
});

test("aborting a call ends it with the signal's reason", async () => {
  server = await smallServer(() => {});
  const controller = new AbortController();
  const call = server.connect().raw("/version", { signal: controller.signal });
  controller.abort(new Error("stop"));
  await expect(call).rejects.toThrow("stop");
});

test("credentials that were refused are fetched again, once", async () => {
  let token = "old";
  const credentials = {
    current: () => Promise.resolve({ authorization: `Bearer ${token}` }),
    rejected: () => {
      token = "new";
      return true;
    },
  };
  server = await smallServer((request, response) => {
    if (request.headers.authorization !== "Bearer new") json(response, 401, statusBody(401, "Unauthorized"));
    else json(response, 200, "ok");
  }, credentials);
  await expect(server.connect().raw("/readyz")).resolves.toBe("ok");
});
