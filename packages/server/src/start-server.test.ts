import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startPostgres, type RunningPostgres } from "./postgres/start-postgres.ts";
import { startServer, type RunningServer } from "./start-server.ts";

let folder: string;
let postgres: RunningPostgres;
let one: RunningServer;
let two: RunningServer;
const failures: unknown[] = [];
const charts = { helm: () => Promise.reject(new Error("no helm here")), folderOf: () => undefined };
const start = () =>
  startServer({ databaseUrl: postgres.url, packs: [], charts, logFailure: ({ error }) => void failures.push(error) });
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "inlay-start-"));
  await chmod(folder, 0o755);
  postgres = await startPostgres({ folder, elsewhere: folder, settings: { fsync: "off" } });
  [one, two] = await Promise.all([start(), start()]);
});
afterAll(async () => {
  await Promise.all([one, two].map((server) => server?.stop()));
  await postgres?.stop();
  await rm(folder, { recursive: true, force: true });
});

const firstUser = () => one.firstUser ?? two.firstUser;
async function headers(): Promise<Record<string, string>> {
  const { emailId, password, projectUid } = firstUser() ?? { emailId: "", password: "", projectUid: "" };
  const response = await fetch(`${one.url}/v1/auth/authenticate`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ emailId, password }),
  });
  const { Authorization } = (await response.json()) as { Authorization: string };
  return { authorization: Authorization, projectuid: projectUid, "content-type": "application/json" };
}
const create = async (server: RunningServer, name: string, project: Record<string, string>) => {
  const body = { metadata: { name }, spec: { template: { type: "add-on", packs: [] } } };
  const answer = await fetch(`${server.url}/v1/clusterprofiles`, {
    method: "POST",
    headers: project,
    body: JSON.stringify(body),
  });
  if (answer.status !== 201) throw new Error(`${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as { uid: string }).uid;
};

/** Reads events until the text satisfies, or the stream ends. */
async function readUntil(response: Response, enough: (text: string) => boolean): Promise<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (reader && !enough(text)) {
    const { done, value } = await reader.read();
    if (done) return `${text}[end]`;
    text += value;
  }
  return text;
}

test("of two servers that start at once on a new database one makes the first user, and both serve him", async () => {
  expect([one.firstUser, two.firstUser].filter(Boolean)).toHaveLength(1);
  const signedIn = await headers();
  for (const { url } of [one, two]) expect((await fetch(`${url}/v1/users/me`, { headers: signedIn })).status).toBe(200);
  expect(new URL(one.url).hostname).toBe("127.0.0.1");
});

test("a change at one server is heard at the other, in its scope only", async () => {
  const project = await headers();
  const { projectuid: _, ...tenant } = project;
  const [inProject, inTenant] = await Promise.all(
    [project, tenant].map((scope) => fetch(`${two.url}/v1/stream`, { headers: scope })),
  );
  expect(inProject?.headers.get("content-type")).toBe("text/event-stream");
  const own = await create(one, "heard", project);
  const shared = await create(one, "shared", tenant);
  const event = (uid: string) => `data: ${JSON.stringify({ kind: "clusterprofile", uid })}\n\n`;
  const everything = await readUntil(inProject as Response, (text) => text.includes(event(shared)));
  expect(everything).toContain(event(own));
  const ofTenant = await readUntil(inTenant as Response, (text) => text.includes(event(shared)));
  expect(ofTenant).not.toContain(own);
});

test("when PostgreSQL drops its connections, listeners are sent away to read anew, and the next requests work", async () => {
  const project = await headers();
  const stream = await fetch(`${two.url}/v1/stream`, { headers: project });
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and usename = 'inlay'",
  );
  await client.end();
  expect(await readUntil(stream, () => false)).toContain("[end]");
  const status = () => fetch(`${two.url}/v1/users/me`, { headers: project }).then((answer) => answer.status);
  await expect.poll(status, { timeout: 20_000 }).toBe(200);
  const heard = async () => {
    const again = await fetch(`${two.url}/v1/stream`, { headers: project });
    const uid = await create(one, `again ${Math.random().toString(36).slice(2)}`, project);
    return (await readUntil(again, (text) => text.includes(uid))).includes(uid);
  };
  await expect.poll(heard, { timeout: 20_000 }).toBe(true);
});

test("without its database a server says so in Palette's form, and stopping still ends its listeners", async () => {
  const project = await headers();
  const stream = await fetch(`${two.url}/v1/stream`, { headers: project });
  await two.stop();
  expect(await readUntil(stream, () => false)).toContain("[end]");
  await postgres.stop();
  const answer = await fetch(`${one.url}/v1/users/me`, { headers: project });
  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([503, "DatabaseUnavailable"]);
  await one.stop();
  expect(failures).not.toEqual([]);
});
