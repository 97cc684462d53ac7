import { readPack, type Pack } from "@inlay/profiles";
import type { FastifyInstance } from "fastify";
import { administratorOf, ensureTenant, type FirstUser } from "../access/first-tenant.ts";
import { BUILT_IN_ROLES } from "../access/roles.ts";
import { newToken, tokenHash } from "../access/token.ts";
import { openClusterAccess } from "../cluster-access/cluster-access.ts";
import { adoptCluster } from "../clusters/adopt-cluster.ts";
import { openDatabase, type Connection } from "../database/open-database.ts";
import { newUid } from "../database/uid.ts";
import { createServer } from "../http/create-server.ts";
import { routes } from "../http/route-table.ts";
import { ClusterObservers } from "../observation/cluster-observers.ts";
import { PackCatalogue } from "../packs/catalogue.ts";
import { RollOuts } from "../roll-outs/roll-outs.ts";
import { Changes } from "../stream/changes.ts";
import { testDatabase } from "./test-database.ts";

/** Cheap: these passwords protect nothing. */
const PASSWORD_COST = 2 ** 4;

const pack = (name: string, version: string, layer: string, files: Readonly<Record<string, string>> = {}): Pack =>
  readPack(
    Object.entries({
      "pack.json": JSON.stringify({ name, displayName: name, version, layer, cloudTypes: ["eks"] }),
      "values.yaml": "pack:\n  namespace: karpenter\n",
      ...files,
    }).map(([path, content]) => ({ path, content })),
  );
const PACKS = [
  pack("karpenter", "1.5.1", "addon"),
  pack("karpenter", "1.14.1", "addon", {
    "values.yaml": 'awsAccountNumber: ""\n',
    "schema.yaml": "awsAccountNumber:\n  schema: '{{ required }}'\n",
  }),
  pack("amazon-linux-eks", "1.0.0", "os"),
  pack("kubernetes-eks", "1.32.0", "k8s"),
  pack("cni-aws-vpc-eks", "1.0.0", "cni"),
  pack("csi-aws-ebs", "1.0.0", "csi"),
];

export type Answer = {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- a test reads from it whatever it expects
  readonly body: any;
  readonly headers: Readonly<Record<string, unknown>>;
};
/** Requests of one user, in one project or (undefined) in the tenant. */
export type Client = {
  readonly uid: string;
  readonly key: string;
  readonly projectUid?: string;
  readonly call: (method: string, path: string, body?: unknown) => Promise<Answer>;
  readonly in: (projectUid: string | undefined) => Client;
};

/** A server on a database of its own, with a clock that stands still until it is moved. */
export class TestServer {
  readonly app: FastifyInstance;
  readonly db: Connection;
  readonly first: FirstUser;
  readonly failures: unknown[];
  readonly #clock: { milliseconds: number };
  readonly #end: () => Promise<void>;

  private constructor(
    app: FastifyInstance,
    db: Connection,
    first: FirstUser,
    failures: unknown[],
    clock: { milliseconds: number },
    end: () => Promise<void>,
  ) {
    this.app = app;
    this.db = db;
    this.first = first;
    this.failures = failures;
    this.#clock = clock;
    this.#end = end;
  }

  static async start(): Promise<TestServer> {
    const database = await testDatabase();
    const db = await openDatabase(database.url);
    const clock = { milliseconds: Date.parse("2026-01-01T00:00:00Z") };
    const failures: unknown[] = [];
    const now = () => new Date(clock.milliseconds);
    const changes = await Changes.listen(database.url);
    const services = {
      db,
      changes,
      packs: new PackCatalogue(PACKS),
      // No test here has a cluster that answers: nothing is watched.
      observers: new ClusterObservers(db, changes, now),
      rollOuts: new RollOuts({
        db,
        packs: PACKS,
        charts: { helm: () => Promise.reject(new Error("no helm here")), folderOf: () => undefined },
        open: (cluster) => openClusterAccess(cluster),
        now,
        send: async () => undefined,
      }),
      now,
      passwordCost: PASSWORD_COST,
    };
    const first = await ensureTenant(db, "acme", "admin@acme.example", PASSWORD_COST);
    if (!first) throw new Error("the database is not new");
    const app = await createServer(services, routes, ({ error }) => void failures.push(error));
    return new TestServer(app, db, first, failures, clock, async () => {
      await app.close();
      await db.destroy();
      await database.drop();
    });
  }

  stop(): Promise<void> {
    return this.#end();
  }

  pass(milliseconds: number): void {
    this.#clock.milliseconds += milliseconds;
  }

  /** A new user with the named built-in roles, in a project or (undefined) in the tenant; he asks with an API key. */
  async user(
    roleNames: readonly string[],
    projectUid: string | undefined = this.first.projectUid,
    tenantUid: string = this.first.tenantUid,
  ): Promise<Client> {
    const uid = newUid();
    const key = newToken();
    const place = { tenant_uid: tenantUid, user_uid: uid };
    await this.db
      .insertInto("users")
      .values({ uid, tenant_uid: tenantUid, email: `${uid}@acme.example`, first_name: "A", last_name: "B" })
      .execute();
    for (const name of roleNames) {
      const role = BUILT_IN_ROLES.find((candidate) => candidate.name === name);
      const project_uid = role?.scope === "tenant" ? null : (projectUid ?? null);
      await this.db
        .insertInto("role_bindings")
        .values({ ...place, project_uid, role_uid: role?.uid ?? name })
        .execute();
    }
    await this.db
      .insertInto("api_keys")
      .values({
        ...place,
        uid: newUid(),
        name: "test",
        annotations: "{}",
        key_hash: tokenHash(key),
        expires_at: new Date("2030-01-01"),
      })
      .execute();
    return this.#client(uid, key, projectUid);
  }

  #client(uid: string, key: string, projectUid: string | undefined): Client {
    const headers = { apikey: key, ...(projectUid ? { projectuid: projectUid } : {}) };
    return {
      uid,
      key,
      ...(projectUid ? { projectUid } : {}),
      call: (method, path, body) => this.call(method, path, body, headers),
      in: (other) => this.#client(uid, key, other),
    };
  }

  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const response = await this.app.inject({
      method: method as "GET",
      url: path,
      headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
      ...(body === undefined ? {} : { payload: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = response.payload;
    const json = response.headers["content-type"]?.toString().includes("json") === true && text !== "";
    return {
      status: response.statusCode,
      body: json ? (JSON.parse(text) as unknown) : text,
      headers: response.headers,
    };
  }

  /** A cluster of the project that answers nobody, with `eks-infra` attached. @returns its uid. */
  async cluster(name = "my-eks-cluster", secret = "not to be told"): Promise<string> {
    const place = await administratorOf(this.db, "acme");
    const connection = {
      kubeconfigPath: "/nowhere/kubeconfig",
      aws: { endpoint: "http://127.0.0.1:9", accessKeyId: "AKIA", secretAccessKey: secret },
    };
    const packs = [
      { name: "amazon-linux-eks", layer: "os" },
      { name: "kubernetes-eks", layer: "k8s" },
      { name: "cni-aws-vpc-eks", layer: "cni" },
      { name: "csi-aws-ebs", layer: "csi" },
    ];
    const profile = { name: "eks-infra", version: "1.0.0", packs };
    const cluster = { name, eksClusterName: name, region: "us-east-1", connection, profile };
    await adoptCluster(this.db, new PackCatalogue(PACKS), place, cluster, new Date(this.#clock.milliseconds));
    const { uid } = await this.db
      .selectFrom("clusters")
      .select("uid")
      .where("name", "=", name)
      .executeTakeFirstOrThrow();
    return uid;
  }

  /** A second tenant. @returns its first user's identifiers. */
  async otherTenant(): Promise<FirstUser> {
    const made = await ensureTenant(this.db, `other-${newUid()}`, "admin@other.example", PASSWORD_COST);
    if (!made) throw new Error("the tenant is there");
    return made;
  }
}
