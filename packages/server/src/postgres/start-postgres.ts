import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { join } from "node:path";
import { installedBinaries, usableBinaries } from "./binaries.ts";
import { startGuarded, type GuardedProcess } from "./guarded-process.ts";
import { ensureHome, reachableFolder, type Home } from "./home.ts";
import { runningServer } from "./lock-file.ts";
import { serviceUser } from "./service-user.ts";
import { PostgresUnavailable } from "./unavailable.ts";

/** A PostgreSQL on loopback. */
export type RunningPostgres = {
  readonly url: string;
  /** Whether this process started it. One found on the same folder keeps running when we stop. */
  readonly owned: boolean;
  /** Fast shutdown of an owned one. */
  readonly stop: () => Promise<void>;
};

export type PostgresOptions = {
  /** Where its data lies. */
  readonly folder: string;
  /** Parent of the data when root's folder is out of reach of PostgreSQL's user, and of copied programs. */
  readonly elsewhere?: string;
  /** Programs to use instead of the installed ones. */
  readonly binaries?: string;
  /** Server settings, as in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
};

const DEADLINE_MILLISECONDS = 120_000;
const STOP_GRACE_MILLISECONDS = 20_000;
const POLL_MILLISECONDS = 10;

/**
 * Starts PostgreSQL on a folder, or finds the one that runs on it already. It ends when this process ends, however that happens.
 * @throws PostgresUnavailable with the reason and the way out: DATABASE_URL.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const deadline = AbortSignal.timeout(DEADLINE_MILLISECONDS);
  const signal = options.signal ? AbortSignal.any([options.signal, deadline]) : deadline;
  const user = await serviceUser();
  const elsewhere = options.elsewhere ?? "/var/lib/inlay";
  const folder = await reachableFolder(options.folder, elsewhere, user, signal);
  const copies = user ? elsewhere : folder;
  const binaries = await usableBinaries(options.binaries ?? installedBinaries(), copies, user, signal);
  const home = await ensureHome(folder, binaries, user, signal);

  for (;;) {
    if (signal.aborted) throw new PostgresUnavailable(`it was not ready in time${await tail(home)}`, signal.reason);
    const found = await settled(home, signal);
    if (found) return { url: urlOf(home, found.port), owned: false, stop: async () => undefined };
    const port = await freePort();
    const settings = {
      listen_addresses: "127.0.0.1",
      port: String(port),
      unix_socket_directories: "",
      ...options.settings,
    };
    const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const child = await startGuarded([join(binaries, "bin/postgres"), "-D", home.data, ...flags], home.log, user);
    if (await becameReady(home, port, child, signal))
      return { url: urlOf(home, port), owned: true, stop: () => child.stop(STOP_GRACE_MILLISECONDS) };
    await child.stop(STOP_GRACE_MILLISECONDS);
    // Another process may have won the folder, or somebody the port: look again. Anything else will not get better.
    const said = await tail(home);
    if (!/lock file|already in use|could not create any TCP\/IP sockets/.test(said) && !signal.aborted)
      throw new PostgresUnavailable(`it ended at once${said}`);
    await sleep(POLL_MILLISECONDS * 5);
  }
}

/** The server of the folder once it is ready; undefined when there is none, or when the one there goes away. */
async function settled(home: Home, signal: AbortSignal): Promise<{ port: number } | undefined> {
  while (!signal.aborted) {
    const lock = await runningServer(home.data);
    if (!lock || lock.ready) return lock;
    await sleep(POLL_MILLISECONDS);
  }
  return undefined;
}

async function becameReady(home: Home, port: number, child: GuardedProcess, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted && !child.ended()) {
    const lock = await runningServer(home.data);
    if (lock?.ready && lock.port === port) return true;
    await sleep(POLL_MILLISECONDS);
  }
  return false;
}

const urlOf = (home: Home, port: number): string =>
  `postgres://inlay:${encodeURIComponent(home.password)}@127.0.0.1:${port}/postgres`;

/** The last lines that the server wrote. */
async function tail(home: Home): Promise<string> {
  const text = (await readFile(home.log, "utf8").catch(() => "")).trim();
  return text ? `: ${text.split("\n").slice(-5).join(" / ")}` : "";
}

/** A port on loopback that nobody listens on right now. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done, failed) => server.once("error", failed).listen(0, "127.0.0.1", done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === "string") throw new PostgresUnavailable("there is no free port");
  return address.port;
}
