import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toolBinary } from "../../packages/cli/src/kubectl/tool-binary.ts";
import { builtInPacks } from "../../packages/cli/src/server/built-in-packs.ts";
import { ensureTenant } from "../../packages/server/src/access/first-tenant.ts";
import { openClusterAccess } from "../../packages/server/src/cluster-access/cluster-access.ts";
import { addRevision } from "../../packages/server/src/cluster-profiles/profile-store.ts";
import { adoptCluster } from "../../packages/server/src/clusters/adopt-cluster.ts";
import { openDatabase, type Connection } from "../../packages/server/src/database/open-database.ts";
import type { StoredPack } from "../../packages/server/src/database/schema.ts";
import { newUid } from "../../packages/server/src/database/uid.ts";
import { PackCatalogue } from "../../packages/server/src/packs/catalogue.ts";
import { startPostgres, type RunningPostgres } from "../../packages/server/src/postgres/start-postgres.ts";
import { startRollOutWorker, type WorkerOptions } from "../../packages/server/src/roll-outs/jobs/worker.ts";
import type { RollOutSelection } from "../../packages/server/src/roll-outs/roll-out-plan.ts";
import type { RollOutView } from "../../packages/server/src/roll-outs/roll-out-view.ts";
import { RollOuts } from "../../packages/server/src/roll-outs/roll-outs.ts";
import { PATIENCE, type Patience } from "../../packages/server/src/roll-outs/steps/step.ts";
import { startBareBox, type BareBox } from "../support/bare-box.ts";
import { until } from "../support/wait.ts";

export const CLUSTER = "my-eks-cluster";
const PACKS = join(import.meta.dirname, "../../packs");
const LAYERS = [
  { name: "amazon-linux-eks", layer: "os" },
  { name: "kubernetes-eks", layer: "k8s" },
  { name: "cni-aws-vpc-eks", layer: "cni" },
  { name: "csi-aws-ebs", layer: "csi" },
] as const;

/** Looks often: machines of the box are twenty times as fast as AWS's. */
export const QUICK: Patience = { ...PATIENCE, look: 200, refused: 60_000 };

type Place = { readonly tenantUid: string; readonly projectUid: string; readonly userUid: string };
export type TestLayer = {
  readonly name: string;
  readonly values?: string;
  readonly manifests?: Readonly<Record<string, string>>;
};

/** The reference page's cluster in a box, managed by a server's roll-outs on a PostgreSQL of their own. */
export class ManagedCluster {
  readonly box: BareBox;
  readonly postgres: RunningPostgres;
  readonly db: Connection;
  readonly uid: string;
  readonly catalogue = new PackCatalogue(builtInPacks().map(({ pack }) => pack));
  readonly rollOuts: RollOuts;
  readonly failures: unknown[] = [];
  readonly #place: Place;
  readonly #folder: string;
  #worker: Awaited<ReturnType<typeof startRollOutWorker>> | undefined;

  private constructor(
    box: BareBox,
    postgres: RunningPostgres,
    db: Connection,
    uid: string,
    place: Place,
    folder: string,
  ) {
    this.box = box;
    this.postgres = postgres;
    this.db = db;
    this.uid = uid;
    this.#place = place;
    this.#folder = folder;
    this.rollOuts = new RollOuts({
      db,
      packs: this.catalogue.packs,
      charts: { helm: () => toolBinary("helm"), folderOf: ({ name }) => join(PACKS, name) },
      open: openClusterAccess,
      now: () => new Date(),
      send: async (uid) => this.#worker?.send(uid),
    });
  }

  static async start(): Promise<ManagedCluster> {
    const folder = mkdtempSync(join(tmpdir(), "inlay-managed-"));
    chmodSync(folder, 0o755);
    const [box, postgres] = await Promise.all([
      startBareBox(),
      startPostgres({
        folder: join(folder, "state"),
        elsewhere: folder,
        settings: { fsync: "off", synchronous_commit: "off", full_page_writes: "off" },
      }),
    ]);
    const db = await openDatabase(postgres.url);
    const first = await ensureTenant(db, "acme", "admin@acme.example", 2 ** 4);
    if (!first) throw new Error("the database is not new");
    const place = { tenantUid: first.tenantUid, projectUid: first.projectUid, userUid: newUid() };
    const credentials = readFileSync(box.env["AWS_SHARED_CREDENTIALS_FILE"] ?? "", "utf8");
    const key = (name: string) => new RegExp(`^${name} *= *(.*)$`, "m").exec(credentials)?.[1] ?? "";
    const cluster = {
      name: CLUSTER,
      eksClusterName: CLUSTER,
      region: "us-east-1",
      connection: {
        kubeconfigPath: box.env["KUBECONFIG"] ?? "",
        aws: {
          endpoint: box.env["AWS_ENDPOINT_URL"] ?? "",
          accessKeyId: key("aws_access_key_id"),
          secretAccessKey: key("aws_secret_access_key"),
        },
      },
      profile: { name: "eks-infra", version: "1.0.0", packs: LAYERS },
    };
    await adoptCluster(db, new PackCatalogue(builtInPacks().map(({ pack }) => pack)), place, cluster, new Date());
    const { uid } = await db.selectFrom("clusters").select("uid").executeTakeFirstOrThrow();
    return new ManagedCluster(box, postgres, db, uid, place, folder);
  }

  /** Begins to work; `stopWorking` ends it in the middle of whatever it does. */
  async work(options: Partial<WorkerOptions> = {}): Promise<void> {
    this.#worker = await startRollOutWorker({
      db: this.db,
      databaseUrl: this.postgres.url,
      patience: QUICK,
      leaseMilliseconds: 3_000,
      logFailure: (error) => this.failures.push(error),
      ...options,
    });
  }

  async stopWorking(): Promise<void> {
    await this.#worker?.stop();
    this.#worker = undefined;
  }

  /** A published profile version. @returns its uid. */
  async profile(
    name: string,
    version: string,
    type: "infra" | "cluster" | "add-on",
    layers: readonly TestLayer[],
  ): Promise<string> {
    const packs = layers.map((layer): StoredPack => {
      const found = this.catalogue.newest(layer.name);
      return {
        name: layer.name,
        layer: found?.layer ?? "addon",
        type: found ? "spectro" : "manifest",
        tag: found?.version ?? "1.0.0",
        version: found?.version ?? "1.0.0",
        values: layer.values ?? found?.values ?? "",
        manifests: Object.entries(layer.manifests ?? {}).map(([manifest, content]) => ({
          uid: newUid(),
          name: manifest,
          content,
        })),
      };
    });
    const { tenantUid: tenant_uid, projectUid: project_uid, userUid } = this.#place;
    const scope = { uid: newUid(), tenant_uid, project_uid };
    const cloud_type = type === "add-on" ? "all" : "eks";
    const now = new Date();
    await this.db
      .insertInto("cluster_profiles")
      .values({
        ...scope,
        name,
        version,
        type,
        cloud_type,
        labels: "{}",
        annotations: "{}",
        draft: 1,
        published: 1,
        created_at: now,
        modified_at: now,
      })
      .execute();
    await addRevision(
      this.db,
      scope,
      { template: { type, cloudType: cloud_type, packs }, variables: [] },
      userUid,
      now,
    );
    return scope.uid;
  }

  /** The infrastructure's layers with other values for some, and more layers behind them. */
  infrastructure(values: Readonly<Record<string, string>>, ...more: readonly TestLayer[]): readonly TestLayer[] {
    const own = LAYERS.map(({ name }) => ({ name, ...(values[name] !== undefined && { values: values[name] }) }));
    return [...own, ...more];
  }

  values(pack: string): string {
    return this.catalogue.newest(pack)?.values ?? "";
  }

  async attached() {
    const row = await this.db.selectFrom("clusters").selectAll().where("uid", "=", this.uid).executeTakeFirstOrThrow();
    return row;
  }

  /** Plans, approves and starts. */
  async apply(selection: RollOutSelection): Promise<RollOutView> {
    const plan = await this.rollOuts.plan(this.uid, selection);
    return this.rollOuts.start(this.uid, plan, selection, this.#place.userUid);
  }

  /** The roll-out once it is over. */
  async over(deadlineMs = 60_000): Promise<RollOutView> {
    return until(
      "the roll-out to be over",
      async () => {
        const view = await this.rollOuts.view(this.uid);
        if (view?.state === "Done" || view?.state === "Failed") return view;
        const running = view?.steps.find(({ state }) => state === "Running");
        throw new Error(`${view?.state}: ${running?.name ?? "no step"}: ${running?.message ?? ""}`);
      },
      deadlineMs,
    );
  }

  /** The same; it has to have gone well. */
  async done(deadlineMs?: number): Promise<RollOutView> {
    const view = await this.over(deadlineMs);
    const wrong = view.steps.filter(({ state }) => state !== "Done");
    if (view.state !== "Done" || wrong.length > 0)
      throw new Error(
        `${view.message}; ${wrong.map(({ name, state, message }) => `${name} ${state}: ${message}`).join("; ")}`,
      );
    return view;
  }

  async stop(): Promise<void> {
    await this.stopWorking();
    await this.db.destroy();
    await Promise.all([this.box.stop(), this.postgres.stop()]);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
