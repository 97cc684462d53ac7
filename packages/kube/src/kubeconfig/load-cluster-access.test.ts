import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@inlay/resources";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadClusterAccess } from "./load-cluster-access.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "inlay-kubeconfig-"));
});
afterAll(() => rm(folder, { recursive: true }));

const file = async (name: string, text: string): Promise<string> => {
  const path = join(folder, name);
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, text);
  return path;
};

const config = (name: string, user: string, server = `https://${name}.example:6443/`) => `
apiVersion: v1
kind: Config
current-context: ${name}
clusters: [{name: ${name}, cluster: {server: "${server}", certificate-authority: ca.crt}}]
contexts: [{name: ${name}, context: {cluster: ${name}, user: ${name}, namespace: ns-${name}}}]
users: [{name: ${name}, user: ${user}}]
`;

test("the files of KUBECONFIG are merged: the first current-context wins, missing files are passed over", async () => {
  await file("ca.crt", "CA");
  const one = await file("one", config("one", "{token: secret}"));
  const two = await file("two", config("two", "{token: other}"));
  const environment = { KUBECONFIG: `${folder}/absent:${one}:${two}` };
  const access = await loadClusterAccess({ clock: systemClock, environment });
  expect(access).toMatchObject({
    server: "https://one.example:6443",
    certificateAuthority: "CA",
    namespace: "ns-one",
  });
  expect(await access.credentials.current()).toEqual({ authorization: "Bearer secret" });
  const other = await loadClusterAccess({ clock: systemClock, environment, context: "two" });
  expect(await other.credentials.current()).toEqual({ authorization: "Bearer other" });
});

test("a client certificate comes from data or from files beside the kubeconfig", async () => {
  await file("ca.crt", "CA");
  await file("me.key", "KEY");
  const data = Buffer.from("CERT").toString("base64");
  const path = await file("cert", config("c", `{client-certificate-data: ${data}, client-key: me.key}`));
  const access = await loadClusterAccess({ clock: systemClock, kubeconfig: path });
  expect(await access.credentials.current()).toEqual({ certificate: "CERT", key: "KEY" });
});

test("in a pod, the service account is used and its token file is read again after a 401", async () => {
  await file("sa/ca.crt", "CA");
  await file("sa/namespace", "karpenter\n");
  await file("sa/token", "first\n");
  const access = await loadClusterAccess({
    clock: systemClock,
    environment: { KUBERNETES_SERVICE_HOST: "fd00::1", KUBERNETES_SERVICE_PORT: "443" },
    serviceAccountFolder: join(folder, "sa"),
  });
  expect(access).toMatchObject({ server: "https://[fd00::1]:443", namespace: "karpenter" });
  expect(await access.credentials.current()).toEqual({ authorization: "Bearer first" });
  await file("sa/token", "second");
  expect(await access.credentials.current()).toEqual({ authorization: "Bearer first" });
  expect(access.credentials.rejected()).toBe(true);
  expect(await access.credentials.current()).toEqual({ authorization: "Bearer second" });
});

test("an exec plugin runs once for all who wait, and again when its answer runs out", async () => {
  const plugin = await file(
    "plugin.mjs",
    `import { appendFileSync, readFileSync } from "node:fs";
appendFileSync(process.env.COUNT, "x");
const runs = readFileSync(process.env.COUNT, "utf8").length;
const { apiVersion } = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
const expirationTimestamp = new Date(Date.now() + (runs === 1 ? 1_000 : 3_600_000)).toISOString();
console.log(JSON.stringify({ apiVersion, kind: "ExecCredential", status: { token: "t" + runs, expirationTimestamp } }));`,
  );
  const exec = JSON.stringify({
    apiVersion: "client.authentication.k8s.io/v1beta1",
    command: process.execPath,
    args: [plugin],
    env: [{ name: "COUNT", value: join(folder, "count") }],
  });
  const path = await file("exec", config("e", `{exec: ${exec}}`));
  const { credentials } = await loadClusterAccess({ clock: systemClock, kubeconfig: path });
  const [first, second] = await Promise.all([credentials.current(), credentials.current()]);
  expect([first, second]).toEqual([{ authorization: "Bearer t1" }, { authorization: "Bearer t1" }]);
  // Its answer lives one second: too short to travel with.
  expect(await credentials.current()).toEqual({ authorization: "Bearer t2" });
  expect(await credentials.current()).toEqual({ authorization: "Bearer t2" });
});

test.each([
  ["no context", "{}", "no cluster to talk to"],
  [
    "a context without a cluster",
    "current-context: a\ncontexts: [{name: a, context: {cluster: b}}]",
    'cluster "b" does not exist',
  ],
  ["clusters that are no list", "clusters: 3", "clusters: must be a list"],
  ["a broken document", "clusters: [", "Flow sequence"],
])("%s is refused with the reason", async (_, text, message) => {
  const path = await file("bad", text);
  await expect(loadClusterAccess({ clock: systemClock, kubeconfig: path })).rejects.toMatchObject({
    code: "KUBE_CONFIG",
    message: expect.stringContaining(message) as string,
  });
});
