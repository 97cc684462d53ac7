import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, cp, mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { installedBinaries } from "./binaries.ts";
import { parseLockFile } from "./lock-file.ts";
import { serviceUser } from "./service-user.ts";
import { startPostgres, type PostgresOptions } from "./start-postgres.ts";
import { PostgresUnavailable } from "./unavailable.ts";

const asRoot = process.getuid?.() === 0;
let root: string;
let elsewhere: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "inlay postgres "));
  elsewhere = join(root, "else where");
  await mkdir(elsewhere);
  await chmod(root, 0o755);
});
afterAll(() => rm(root, { recursive: true, force: true }));

const start = (folder: string, more: Partial<PostgresOptions> = {}) =>
  startPostgres({ folder: join(root, folder), elsewhere, settings: { fsync: "off" }, ...more });

async function answer(url: string, query: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return Object.values((await client.query<Record<string, unknown>>(query)).rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
}

test("two starts at once on a path with spaces share one server, and stopping keeps the data", async () => {
  const both = await Promise.all([start("a b"), start("a b")]);
  const owner = both.find(({ owned }) => owned);
  const guest = both.find(({ owned }) => !owned);
  expect(guest?.url).toBe(owner?.url);
  const url = owner?.url ?? "";
  await answer(url, "create table kept as select 7 as number");
  await guest?.stop();
  expect(await answer(url, "select number from kept")).toBe(7);
  await owner?.stop();
  await expect(answer(url, "select 1")).rejects.toThrow("ECONNREFUSED");
  const again = await start("a b");
  expect(await answer(again.url, "select number from kept")).toBe(7);
  await again.stop();
});

test("an install without its scripts, below a home that nobody else may enter, is completed and, for root, copied", async () => {
  const home = await mkdtemp(join(tmpdir(), "inlay-home-"));
  const binaries = join(home, "native");
  await cp(installedBinaries(), binaries, { recursive: true, verbatimSymlinks: true });
  await cp(join(installedBinaries(), "../package.json"), join(home, "package.json"));
  for (const entry of await readdir(join(binaries, "lib"), { withFileTypes: true }))
    if (entry.isSymbolicLink()) await rm(join(binaries, "lib", entry.name));
  const running = await start("", { folder: join(home, "state"), binaries });
  expect(await answer(running.url, "show listen_addresses")).toBe("127.0.0.1");
  await expect(answer(running.url.replace(/:[^:@]+@/, ":wrong@"), "select 1")).rejects.toThrow(
    "password authentication failed",
  );
  await running.stop();
  const copies = (await readdir(elsewhere)).filter((name) => name.startsWith("binaries-"));
  expect(copies).toHaveLength(asRoot ? 1 : 0);
  await rm(home, { recursive: true });
});

test("it ends when its parent is killed", async () => {
  const options = JSON.stringify({ folder: join(root, "a b"), elsewhere, settings: { fsync: "off" } });
  const script = `
    import { startPostgres } from ${JSON.stringify(new URL("start-postgres.ts", import.meta.url).href)};
    const running = await startPostgres(${options});
    console.log(running.url);
    setInterval(() => {}, 1000);
  `;
  const parent = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = String((await once(parent.stdout, "data"))[0]).trim();
  expect(await answer(url, "select 1")).toBe(1);
  parent.kill("SIGKILL");
  await expect.poll(() => answer(url, "select 1").then(String, String), { timeout: 30_000 }).toContain("ECONNREFUSED");
});

test("where it cannot run, the message names DATABASE_URL", async () => {
  const broken = join(root, "broken", "native");
  await mkdir(broken, { recursive: true });
  await symlink("/nowhere", join(broken, "bin"));
  await cp(join(installedBinaries(), "../package.json"), join(broken, "../package.json"));
  const failure = await start("never", { binaries: broken, elsewhere: join(root, "nothing here") }).catch(
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(PostgresUnavailable);
  expect(String(failure)).toContain("DATABASE_URL");
});

test.runIf(asRoot)("root without a user to run it as is told", async () => {
  await expect(serviceUser("/dev/null")).rejects.toThrow("neither postgres nor nobody");
});

test("a lock file tells process, port and whether the server takes connections", () => {
  expect(parseLockFile("41\n/data\n1700000000\n5433\n\n127.0.0.1\n  5433001 3\nready   \n")).toEqual({
    pid: 41,
    port: 5433,
    ready: true,
  });
  expect(parseLockFile("41\n/data\n")).toEqual({ pid: 41, port: 0, ready: false });
  expect(parseLockFile("")).toBeUndefined();
});
