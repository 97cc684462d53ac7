import { createHash, randomBytes } from "node:crypto";
import { chown, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { run } from "./command.ts";
import type { ServiceUser } from "./service-user.ts";
import { PostgresUnavailable } from "./unavailable.ts";

/** Where one PostgreSQL lives. */
export type Home = { readonly data: string; readonly password: string; readonly log: string };

/**
 * The folder that PostgreSQL's user can reach: the one asked for, or (root in a 0700 home) one below `elsewhere` that belongs to it and to it
 * alone. It is made here.
 * @throws PostgresUnavailable
 */
export async function reachableFolder(
  folder: string,
  elsewhere: string,
  user: ServiceUser | undefined,
  signal: AbortSignal,
): Promise<string> {
  const asked = resolve(folder);
  if (!user) {
    await mkdir(asked, { recursive: true, mode: 0o700 });
    return asked;
  }
  await mkdir(asked, { recursive: true });
  if (await canTraverse(asked, user, signal)) return asked;
  const other = join(elsewhere, createHash("sha256").update(asked).digest("hex").slice(0, 16));
  try {
    await mkdir(other, { recursive: true, mode: 0o755 });
  } catch (error) {
    throw new PostgresUnavailable(`its user cannot reach ${asked}, and ${other} cannot be made`, error);
  }
  if ((await stat(other)).uid !== 0) throw new PostgresUnavailable(`${other} belongs to somebody else`);
  if (await canTraverse(other, user, signal)) return other;
  throw new PostgresUnavailable(`its user can reach neither ${asked} nor ${other}`);
}

const canTraverse = async (folder: string, user: ServiceUser, signal: AbortSignal): Promise<boolean> =>
  (await run("/bin/sh", ["-c", 'cd -- "$1"', "sh", folder], user, signal)) === undefined;

/**
 * Data folder and password below the folder, made by `initdb` when they are not there. They come into being by one rename, so that neither a
 * kill nor a second process that does the same leaves half of them.
 * @throws PostgresUnavailable
 */
export async function ensureHome(
  folder: string,
  binaries: string,
  user: ServiceUser | undefined,
  signal: AbortSignal,
): Promise<Home> {
  const home = join(folder, "postgres");
  const passwordFile = join(home, "password");
  if (!(await stat(passwordFile).catch(() => undefined))) {
    const own = await mkdtemp(`${home}.`);
    const password = join(own, "password");
    await writeFile(password, randomBytes(24).toString("base64url"), { mode: 0o600 });
    if (user) for (const path of [own, password]) await chown(path, user.uid, user.gid);
    const said = await run(
      join(binaries, "bin/initdb"),
      [
        `--pgdata=${join(own, "data")}`,
        "--username=inlay",
        `--pwfile=${password}`,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--no-sync",
      ],
      user,
      signal,
    );
    if (said !== undefined) {
      await rm(own, { recursive: true, force: true });
      throw new PostgresUnavailable(`initdb: ${said}`);
    }
    await rename(own, home).catch(async (error: NodeJS.ErrnoException) => {
      await rm(own, { recursive: true, force: true });
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    });
  }
  return { data: join(home, "data"), password: await readFile(passwordFile, "utf8"), log: join(home, "log") };
}
