import { request, type RequestOptions } from "node:https";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { CONFIG_MAPS, seededRandom, systemClock, type ConfigMap } from "@inlay/resources";
import { ADMIN } from "../../auth/user.ts";
import { startControlPlane, type ControlPlane, type ControlPlaneOptions } from "../../control-plane.ts";
import type { GateVerdict, KubernetesCall, KubernetesCallGate } from "../../faults/call-gate.ts";

let plane: ControlPlane | undefined;
afterEach(async () => {
  await plane?.close();
  plane = undefined;
});

async function start(options: Partial<ControlPlaneOptions> = {}): Promise<ControlPlane> {
  const noKubelets = () => {
    throw new Error("no kubelet runs here");
  };
  plane = await startControlPlane({ clock: systemClock, random: seededRandom(1), ...options }, noKubelets);
  return plane;
}

interface Answered {
  readonly status: number;
  readonly text: string;
}

async function send(
  { server, authority }: ControlPlane,
  method: string,
  path: string,
  body?: string,
  onChunk?: (text: string) => void,
): Promise<Answered> {
  const { certificate: cert, key } = authority.clientCertificate(ADMIN, Date.now());
  const options: RequestOptions = {
    host: "127.0.0.1",
    port: server.port,
    method,
    path,
    agent: false,
    ca: authority.keyPair.certificate,
    cert,
    key,
    headers:
      body === undefined ? {} : { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) },
  };
  return new Promise((resolve, reject) => {
    const sent = request(options, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => {
        text += chunk.toString();
        onChunk?.(text);
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
      response.on("error", reject);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

const MAPS = "/api/v1/namespaces/default/configmaps";
const map = (name: string) =>
  JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: { a: "1" } });
const names = ({ api }: ControlPlane) =>
  api.list<ConfigMap>(CONFIG_MAPS, { namespace: "default" }).map(({ metadata }) => metadata.name);

/** Judges creates of config maps, before and after. */
function gateOnCreates(before: GateVerdict, after: GateVerdict = { kind: "pass" }): KubernetesCallGate {
  const judge = (verdict: GateVerdict) => async (call: KubernetesCall) =>
    call.verb === "create" && call.resource === "configmaps" ? verdict : ({ kind: "pass" } as const);
  return { before: judge(before), after: judge(after) };
}

test("a gate's error takes the place of the call", async () => {
  const refusal = {
    kind: "error",
    status: 429,
    reason: "TooManyRequests",
    message: "slow down",
    retryAfterSeconds: 2,
  } as const;
  const { status, text } = await send(await start({ gate: gateOnCreates(refusal) }), "POST", MAPS, map("a"));
  expect(status).toBe(429);
  expect(JSON.parse(text)).toMatchObject({ message: "slow down", details: { retryAfterSeconds: 2 } });
  expect(names(plane!)).toEqual([]);
});

test("a call cut before its effect has none, one cut after has", async () => {
  const before = await start({ gate: gateOnCreates({ kind: "cut" }) });
  await expect(send(before, "POST", MAPS, map("a"))).rejects.toThrow(/socket hang up|aborted/);
  expect(names(before)).toEqual([]);
  await before.close();
  const after = await start({ gate: gateOnCreates({ kind: "pass" }, { kind: "cut" }) });
  await expect(send(after, "POST", MAPS, map("a"))).rejects.toThrow(/socket hang up|aborted/);
  expect(names(after)).toEqual(["a"]);
});

test("a gate that hangs sees the client leave", async () => {
  let released = (): void => {};
  const left = new Promise<void>((resolve) => (released = resolve));
  const gate: KubernetesCallGate = {
    before: (_call, signal) =>
      new Promise((resolve) =>
        signal.addEventListener("abort", () => {
          released();
          resolve({ kind: "pass" });
        }),
      ),
    after: async () => ({ kind: "pass" }),
  };
  const { server, authority } = await start({ gate });
  const { certificate: cert, key } = authority.clientCertificate(ADMIN, Date.now());
  const sent = request({
    host: "127.0.0.1",
    port: server.port,
    path: MAPS,
    agent: false,
    ca: authority.keyPair.certificate,
    cert,
    key,
  });
  sent.on("error", () => undefined);
  sent.end(() => setTimeout(() => sent.destroy(), 50));
  await left;
});

test("a watch may be cut while it runs", async () => {
  let cut = (_verdict: GateVerdict): void => {};
  const verdict = new Promise<GateVerdict>((resolve) => (cut = resolve));
  const gate: KubernetesCallGate = {
    before: async () => ({ kind: "pass" }),
    after: async ({ verb }) => (verb === "watch" ? verdict : { kind: "pass" }),
  };
  const started = await start({ gate });
  await send(started, "POST", MAPS, map("a"));
  const watching = send(started, "GET", `${MAPS}?watch=1`, undefined, (text) => {
    if (text.includes('"ADDED"')) cut({ kind: "cut" });
  });
  await expect(watching).rejects.toThrow(/socket hang up|aborted/);
});

test("bodies beyond 3 MiB and keys that reach into prototypes are refused", async () => {
  const started = await start();
  const large = await send(started, "POST", MAPS, `{"data":{"a":"${"x".repeat(3 * 2 ** 20)}"}}`);
  expect(large.status).toBe(413);
  const reaching = await send(started, "POST", MAPS, '{"metadata":{"name":"a"},"data":{"__proto__":{"polluted":"1"}}}');
  expect(reaching.status).toBe(400);
  expect(({} as { readonly polluted?: string }).polluted).toBeUndefined();
});

test("with a data folder everything is there after a start again, under the same identity", async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), "plane-"));
  try {
    const before = await start({ dataFolder });
    const made = await send(before, "POST", MAPS, map("kept"));
    const { resourceVersion } = (JSON.parse(made.text) as ConfigMap).metadata;
    const identity = {
      certificateAuthority: before.authority.keyPair,
      signingKey: before.machinery.tokens.signingKeyPem,
    };
    await before.close();
    const after = await start({ dataFolder, identity });
    const found = await send(after, "GET", `${MAPS}/kept`);
    expect((JSON.parse(found.text) as ConfigMap).metadata.resourceVersion).toBe(resourceVersion);
    await send(after, "POST", MAPS, map("more"));
    expect(names(after)).toEqual(["kept", "more"]);
  } finally {
    await plane?.close();
    plane = undefined;
    rmSync(dataFolder, { recursive: true });
  }
});

test("a compacted history expires lists, continue tokens and watches", async () => {
  const started = await start();
  for (const name of ["a", "b", "c"]) await send(started, "POST", MAPS, map(name));
  const first = JSON.parse((await send(started, "GET", `${MAPS}?limit=1`)).text) as {
    readonly metadata: { readonly continue: string; readonly resourceVersion: string };
  };
  await send(started, "POST", MAPS, map("d"));
  started.machinery.store.forget();
  const { continue: token, resourceVersion } = first.metadata;
  const exact = await send(started, "GET", `${MAPS}?resourceVersion=${resourceVersion}&resourceVersionMatch=Exact`);
  expect(JSON.parse(exact.text)).toMatchObject({ code: 410, reason: "Expired" });
  const page = JSON.parse((await send(started, "GET", `${MAPS}?limit=1&continue=${token}`)).text) as {
    readonly code: number;
    readonly metadata: { readonly continue: string };
  };
  expect(page.code).toBe(410);
  const rest = await send(started, "GET", `${MAPS}?continue=${page.metadata.continue}`);
  expect(
    (JSON.parse(rest.text) as { readonly items: readonly ConfigMap[] }).items.map(({ metadata }) => metadata.name),
  ).toEqual(["b", "c", "d"]);
  const watch = await send(started, "GET", `${MAPS}?watch=1&resourceVersion=${resourceVersion}`);
  expect(watch.status).toBe(200);
  expect(JSON.parse(watch.text)).toMatchObject({
    type: "ERROR",
    object: {
      code: 410,
      reason: "Expired",
      message: expect.stringMatching(/^too old resource version: \d+ \(\d+\)$/) as string,
    },
  });
});
