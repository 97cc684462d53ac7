import type { Pack } from "@inlay/profiles";
import { PASSWORD_COST } from "./access/password.ts";
import { ensureTenant, type FirstUser } from "./access/first-tenant.ts";
import { openDatabase } from "./database/open-database.ts";
import { ConsoleFiles } from "./http/console-files.ts";
import { createServer, type FailureLog } from "./http/create-server.ts";
import { routes } from "./http/route-table.ts";
import { PackCatalogue } from "./packs/catalogue.ts";
import { Changes } from "./stream/changes.ts";

export type ServerOptions = {
  /** `postgres://…`, of `startPostgres` or of DATABASE_URL. */
  readonly databaseUrl: string;
  /** Packs that come with the program. */
  readonly packs: readonly Pack[];
  readonly host?: string;
  /** 0: any free one. */
  readonly port?: number;
  /** Certificate and key in PEM: then the server speaks HTTPS, as the Terraform provider needs. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Name of the first tenant and address of its first user; made when the database is new. */
  readonly tenant?: string;
  readonly emailId?: string;
  /** Folder of the built web console; without it only the API is served. */
  readonly consoleFolder?: string;
  readonly logFailure: FailureLog;
};

export type RunningServer = {
  readonly url: string;
  /** Told once, by the start that made the first tenant. */
  readonly firstUser?: FirstUser;
  /** Answers what is being asked, then closes. */
  readonly stop: () => Promise<void>;
};

/** Starts the server on loopback unless told otherwise. Any number of them may share one database. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const db = await openDatabase(options.databaseUrl);
  try {
    const firstUser = await ensureTenant(
      db,
      options.tenant ?? "default",
      options.emailId ?? "admin@inlay.local",
      PASSWORD_COST,
    );
    const services = {
      db,
      changes: await Changes.listen(options.databaseUrl),
      packs: new PackCatalogue(options.packs),
      now: () => new Date(),
      passwordCost: PASSWORD_COST,
    };
    const console = options.consoleFolder === undefined ? undefined : await ConsoleFiles.read(options.consoleFolder);
    const app = await createServer(services, routes, options.logFailure, options.tls, console);
    const url = await app.listen({ host: options.host ?? "127.0.0.1", port: options.port ?? 0 });
    return {
      url,
      ...(firstUser ? { firstUser } : {}),
      stop: async () => {
        await app.close();
        await db.destroy();
      },
    };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}
