import { prepareServer } from "../../../packages/cli/src/server/run-server.ts";
import type { AdoptedCluster } from "../../../packages/server/src/clusters/adopt-cluster.ts";

const START_MILLISECONDS = 300_000;

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

/** @param clusters that are there and managed from the start. */
export async function startConsole(clusters: readonly AdoptedCluster[] = []): Promise<ConsoleStack> {
  const parts = await prepareServer({ temporary: true }, true, AbortSignal.timeout(START_MILLISECONDS));
  const server = await parts.start({
    clusters,
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
    stop: () => parts.stop(),
  };
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
