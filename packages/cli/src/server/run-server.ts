import { chmod, mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildConsole } from "@inlay/console";
import { loadServer, startPostgres, startServer, type RunningServer, type ServerOptions } from "@inlay/server";
import { toolBinary } from "../kubectl/tool-binary.ts";
import { builtInPacks } from "./built-in-packs.ts";

/** Where the server's own PostgreSQL lives: a folder that stays, or one that goes with the server. */
export type DatabasePlace = { readonly url: string } | { readonly folder: string } | { readonly temporary: true };

/** What has been started beside the server, and the server itself. */
export interface ServerParts {
  /** Once PostgreSQL takes connections and the console is built. */
  start(options: Omit<ServerOptions, "databaseUrl" | "packs" | "charts" | "console">): Promise<RunningServer>;
  /** Server first, then PostgreSQL. */
  stop(): Promise<void>;
}

/** What a database that is thrown away at the end can do without. */
const QUICK = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

/**
 * Brings up PostgreSQL and the console's build, side by side; the server starts on them when it is told to.
 * @throws PostgresUnavailable, naming DATABASE_URL.
 */
export async function prepareServer(
  database: DatabasePlace,
  withConsole: boolean,
  signal: AbortSignal,
): Promise<ServerParts> {
  const ends: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const end of ends.splice(0).toReversed()) await end();
  };
  try {
    const building = withConsole ? buildConsole({ signal }) : undefined;
    building?.catch(() => undefined);
    const loading = loadServer();
    loading.catch(() => undefined);
    const url = await databaseUrl(database, ends, signal);
    const built = await building;
    await loading;
    return {
      stop,
      start: async (options) => {
        const packs = builtInPacks();
        const server = await startServer({
          ...options,
          databaseUrl: url,
          packs: packs.map(({ pack }) => pack),
          charts: {
            helm: () => toolBinary("helm"),
            folderOf: ({ name, version }) =>
              packs.find(({ pack }) => pack.name === name && pack.version === version)?.folder,
          },
          ...(built ? { console: built.folder } : {}),
        });
        ends.push(() => server.stop());
        return server;
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function databaseUrl(
  place: DatabasePlace,
  ends: (() => Promise<unknown>)[],
  signal: AbortSignal,
): Promise<string> {
  if ("url" in place) return place.url;
  let folder: string;
  if ("folder" in place) {
    ({ folder } = place);
    await mkdir(folder, { recursive: true });
  } else {
    await removeLeftOvers();
    folder = await mkdtemp(join(tmpdir(), `inlay-server-${process.pid}-`));
    // For root PostgreSQL runs as another user, who has to come through.
    await chmod(folder, 0o711);
    ends.push(() => rm(folder, { recursive: true, force: true }));
  }
  const postgres = await startPostgres({ folder, signal, ...("folder" in place ? {} : { settings: QUICK }) });
  ends.push(() => postgres.stop());
  return postgres.url;
}

/** Databases of servers that were killed: their process ids stand in the names. */
async function removeLeftOvers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(/^inlay-server-(\d+)-/.exec(name)?.[1]);
    if (!pid || isAlive(pid)) continue;
    const path = join(tmpdir(), name);
    const owner = (await stat(path).catch(() => undefined))?.uid;
    if (owner === process.getuid?.()) await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
