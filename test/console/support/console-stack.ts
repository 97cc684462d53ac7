import { chmod, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildConsole } from "../../../packages/console/src/index.ts";
import { readPack, type Pack } from "../../../packages/profiles/src/index.ts";
import { startPostgres, startServer } from "../../../packages/server/src/index.ts";

const PACKS = join(import.meta.dirname, "../../../packs");

/** Somebody who can sign in. */
export type Person = { readonly emailId: string; readonly password: string };
/** Requests of one signed-in person in the project Default. @throws what the server answered when it refuses. */
export type Api = <Answer = unknown>(method: string, path: string, body?: unknown) => Promise<Answer>;

/** PostgreSQL, server and built console, for one file of tests. */
export type ConsoleStack = {
  readonly url: string;
  readonly admin: Person;
  readonly projectUid: string;
  readonly api: Api;
  /** Somebody new with exactly these built-in roles, in the project Default or, for tenant roles, everywhere. */
  readonly person: (name: string, roles: readonly string[]) => Promise<Person>;
  readonly stop: () => Promise<void>;
};

export async function startConsole(): Promise<ConsoleStack> {
  const folder = await mkdtemp(join(tmpdir(), "inlay-console-"));
  await chmod(folder, 0o755);
  const [postgres, console, packs] = await Promise.all([
    startPostgres({
      folder: join(folder, "state"),
      elsewhere: folder,
      settings: { fsync: "off", synchronous_commit: "off", full_page_writes: "off" },
    }),
    buildConsole(),
    builtInPacks(),
  ]);
  const server = await startServer({
    databaseUrl: postgres.url,
    packs,
    console: console.folder,
    logFailure: ({ route, error }) => process.stderr.write(`${route}: ${String(error)}\n`),
  });
  const { emailId, password, projectUid } = server.firstUser ?? { emailId: "", password: "", projectUid: "" };
  const admin = { emailId, password };
  const api = await signedIn(server.url, admin, projectUid);
  return {
    url: server.url,
    admin,
    projectUid,
    api,
    person: async (name, roles) => await addPerson(api, projectUid, name, roles),
    stop: async () => {
      await server.stop();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function builtInPacks(): Promise<Pack[]> {
  const names = (await readdir(PACKS, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  return await Promise.all(
    names.map(async ({ name }) => {
      const folder = join(PACKS, name);
      const files = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile());
      return readPack(
        await Promise.all(
          files.map(async (file) => ({ path: file.name, content: await readFile(join(folder, file.name), "utf8") })),
        ),
      );
    }),
  );
}

/** @returns requests as this person, in the project. */
export async function signedIn(url: string, person: Person, projectUid: string): Promise<Api> {
  const ask = async (method: string, path: string, body: unknown, headers: Record<string, string>) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(60_000),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === "" ? undefined : (JSON.parse(text) as unknown);
  };
  const answer = (await ask("POST", "/v1/auth/authenticate", person, {})) as { Authorization: string };
  const headers = { authorization: answer.Authorization, projectuid: projectUid };
  return async <Answer>(method: string, path: string, body?: unknown) =>
    (await ask(method, path, body, headers)) as Answer;
}

async function addPerson(api: Api, projectUid: string, name: string, roles: readonly string[]): Promise<Person> {
  type Role = { readonly metadata: { readonly uid: string; readonly name: string }; readonly spec: { scope: string } };
  const { items } = await api<{ items: readonly Role[] }>("GET", "/v1/roles?limit=50");
  const chosen = roles.map((wanted) => {
    const role = items.find(({ metadata }) => metadata.name === wanted);
    if (!role) throw new Error(`there is no role ${wanted}`);
    return role;
  });
  const person = { emailId: `${name}@example.test`, password: `${name}-s password` };
  const uids = (scope: string) => chosen.filter(({ spec }) => spec.scope === scope).map(({ metadata }) => metadata.uid);
  const { uid } = await api<{ uid: string }>("POST", "/v1/users", {
    spec: { ...person, firstName: name, lastName: "Example", roles: uids("tenant") },
  });
  const inProject = uids("project");
  if (inProject.length > 0)
    await api("PUT", `/v1/users/${uid}/projects`, { projects: [{ projectUid, roles: inProject }] });
  return person;
}
