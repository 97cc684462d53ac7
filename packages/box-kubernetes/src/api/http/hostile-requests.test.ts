import { connect, type TLSSocket } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CONFIG_MAPS, seededRandom, systemClock, type ConfigMap } from "@inlay/resources";
import { ADMIN } from "../../auth/user.ts";
import { startControlPlane, type ControlPlane } from "../../control-plane.ts";

const MAPS = "/api/v1/namespaces/default/configmaps";
let plane: ControlPlane;
let held: (() => void)[] = [];
let holds = false;
beforeAll(async () => {
  const gate = {
    before: async () => {
      if (holds) await new Promise<void>((resolve) => held.push(resolve));
      return { kind: "pass" as const };
    },
    after: () => Promise.resolve({ kind: "pass" as const }),
  };
  plane = await startControlPlane({ clock: systemClock, random: seededRandom(1), gate }, () => {
    throw new Error("no kubelet runs here");
  });
});
afterAll(() => plane.close());

function open(): Promise<TLSSocket> {
  const { certificate: cert, key } = plane.authority.clientCertificate(ADMIN, Date.now());
  const ca = plane.authority.keyPair.certificate;
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port: plane.server.port, ca, cert, key, servername: "localhost" });
    socket.once("secureConnect", () => resolve(socket)).once("error", reject);
  });
}

function head(method: string, path: string, headers: Readonly<Record<string, string | number>> = {}): string {
  const lines = Object.entries({ Host: "localhost", ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n`;
}

/** Sends bytes as they are. @returns status, headers and body of the first answer. */
async function raw(...parts: readonly string[]): Promise<{ status: number; headers: string; body: string }> {
  const socket = await open();
  try {
    return await new Promise((resolve, reject) => {
      let text = "";
      socket
        .on("error", reject)
        .on("close", () => reject(new Error(`closed after ${JSON.stringify(text.slice(0, 200))}`)));
      socket.on("data", (chunk: Buffer) => {
        text += chunk.toString();
        const end = text.indexOf("\r\n\r\n");
        if (end < 0) return;
        const headers = text.slice(0, end);
        const length = Number(/content-length: (\d+)/i.exec(headers)?.[1] ?? 0);
        const body = text.slice(end + 4);
        if (Buffer.byteLength(body) >= length) resolve({ status: Number(text.slice(9, 12)), headers, body });
      });
      for (const part of parts) socket.write(part);
    });
  } finally {
    socket.destroy();
  }
}

const post = (type: string, body: string, path = MAPS, method = "POST") =>
  raw(head(method, path, { "Content-Type": type, "Content-Length": Buffer.byteLength(body) }), body);
const served = async () => expect((await raw(head("GET", "/api/v1/namespaces/default"))).status).toBe(200);

test("a body of 10 MB is refused before it is there, and others are served meanwhile", async () => {
  const refused = raw(
    head("POST", MAPS, { "Content-Type": "application/json", "Content-Length": 10 * 2 ** 20 }),
    `{"data":{"a":"${"x".repeat(4 * 2 ** 20)}`,
  );
  await served();
  expect(await refused).toMatchObject({
    status: 413,
    body: expect.stringContaining("Request entity too large: limit is 3145728") as string,
  });
});

test.for([
  ["objects", '{"metadata":'],
  ["lists", '{"data":['],
] as const)("JSON that is 100 000 %s deep is refused", async ([, start]) => {
  const open = start.endsWith("[") ? "[" : '{"a":';
  const body = start + open.repeat(100_000);
  expect((await post("application/json", body)).status).toBe(400);
  const close = open === "[" ? "]" : "}";
  const whole = `${start}${open.repeat(100_000)}1${close.repeat(100_000)}${start.endsWith("[") ? "]}" : "}"}`;
  expect(await post("application/json", whole)).toMatchObject({
    status: 400,
    body: expect.stringContaining("exceeded max depth") as string,
  });
  await served();
});

test("JSON that is 1 000 deep is judged like any other", async () => {
  const deep = `{"metadata":{"name":"deep"},"data":${'{"a":'.repeat(1_000)}1${"}".repeat(1_000)}}`;
  const { status, body } = await post("application/json", deep);
  expect(status).toBe(400);
  expect(body).toContain("cannot unmarshal object into Go struct field ConfigMap.data of type string");
});

test("aliases that multiply are refused, in bodies and in configurations", async () => {
  const lines = ["a: &a [x,x,x,x,x,x,x,x,x]"];
  for (let level = 1; level < 12; level++) {
    const name = String.fromCharCode(97 + level);
    const before = String.fromCharCode(96 + level);
    lines.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(",")}]`);
  }
  const bomb = lines.join("\n");
  expect((await post("application/yaml", bomb)).status).toBe(400);
  const apply = `${MAPS}/bomb?fieldManager=m`;
  expect((await post("application/apply-patch+yaml", bomb, apply, "PATCH")).status).toBe(400);
  await served();
});

test.for([
  "/api/v1/namespaces/default/../../../etc/passwd",
  "/api/v1/namespaces/default/configmaps/%2e%2e%2fsecrets",
  "/api/v1/namespaces/default/configmaps/a%00b",
  "/api/v1/namespaces/default/configmaps/%ff",
  "//api//v1//nodes",
  "/api/v1/namespaces/__proto__/configmaps/constructor",
  "/apis/__proto__/constructor/toString",
  "/api/v1/__proto__",
])("the path %s leads nowhere", async (path) => {
  expect((await raw(head("GET", path))).status).toBeOneOf([301, 400, 403, 404]);
});

test("names of JavaScript's own are names like any other", async () => {
  for (const name of ["constructor", "tostring", "valueof"]) {
    const body = JSON.stringify({
      metadata: { name, labels: { constructor: "a", toString: "b" } },
      data: { valueOf: "c" },
    });
    expect((await post("application/json", body)).status).toBe(201);
    const stored = plane.api.get<ConfigMap>(CONFIG_MAPS, { namespace: "default", name });
    expect(stored?.metadata.labels).toEqual({ constructor: "a", toString: "b" });
  }
});

test("too many calls at once are asked to come again, and none of them hangs", async () => {
  holds = true;
  const waiting = Array.from({ length: 1_050 }, () => head("GET", `${MAPS}/constructor`));
  const sockets = await Promise.all(Array.from({ length: 4 }, () => open()));
  // Pipelined: a connection's calls begin together and are answered in their order.
  const lanes = sockets.map((socket, lane) => {
    let text = "";
    socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
    socket.write(waiting.slice(lane * 250, (lane + 1) * 250).join(""));
    return () => text.match(/HTTP\/1\.1 \d+/g)?.length ?? 0;
  });
  await expect.poll(() => held.length, { timeout: 15_000 }).toBe(1_000);
  const refused = await raw(head("GET", `${MAPS}/constructor`));
  expect(refused.status).toBe(429);
  expect(refused.headers).toMatch(/retry-after: 1/i);
  holds = false;
  for (const release of held.splice(0)) release();
  for (const answered of lanes) await expect.poll(answered, { timeout: 15_000 }).toBe(250);
  await served();
  for (const socket of sockets) socket.destroy();
});

test("a watcher that does not read is cut off, and costs the others nothing", async () => {
  const watch = async () => {
    const socket = await open();
    const seen = { begun: false, events: 0, tail: "" };
    socket.on("error", () => undefined);
    socket.on("data", (chunk: Buffer) => {
      const text = seen.tail + chunk.toString("latin1");
      seen.begun = true;
      seen.events += text.match(/"type":"/g)?.length ?? 0;
      seen.tail = /"(t(y(p(e(":?)?)?)?)?)?$/.exec(text)?.[0] ?? "";
    });
    socket.write(head("GET", `${MAPS}?watch=1&fieldSelector=metadata.name=large`));
    await expect.poll(() => seen.begun, { timeout: 10_000 }).toBe(true);
    return { socket, seen };
  };
  const { socket: slow } = await watch();
  const { socket: quick, seen } = await watch();
  slow.pause();
  const key = { namespace: "default", name: "large" };
  await plane.api.create<ConfigMap>(CONFIG_MAPS, { apiVersion: "v1", kind: "ConfigMap", metadata: key });
  const updates = 60;
  for (let count = 0; count < updates; count++) {
    const data = { value: String(count).padEnd(900_000, "x") };
    await plane.api.patch<ConfigMap>(CONFIG_MAPS, key, "merge", { data });
    // Other work of the process has its turn, as between requests.
    await new Promise(setImmediate);
  }
  await expect.poll(() => seen.events, { timeout: 15_000 }).toBe(1 + updates);
  const closed = new Promise((resolve) => slow.once("close", resolve));
  let rest = 0;
  slow.on("data", (chunk: Buffer) => (rest += chunk.length));
  slow.resume();
  await closed;
  expect(rest).toBeLessThan(updates * 900_000);
  quick.destroy();
}, 40_000);
