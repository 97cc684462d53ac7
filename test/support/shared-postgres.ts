/**
 * One PostgreSQL for a whole unit run, started when a test file first asks for it: runs of other rooms do not pay for it. Test files run in
 * processes of their own, so they ask over a port of loopback: whoever connects is told the address once it takes connections.
 */
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunningPostgres } from "@inlay/server";

/** Named in the environment that test processes inherit. */
const VARIABLE = "INLAY_TEST_POSTGRES_PORT";

export default async function setup(): Promise<() => Promise<void>> {
  let starting: Promise<RunningPostgres> | undefined;
  let folder: string | undefined;
  const start = async (): Promise<RunningPostgres> => {
    const { startPostgres } = await import("@inlay/server");
    folder = await mkdtemp(join(tmpdir(), "inlay-tests-"));
    await chmod(folder, 0o755);
    return await startPostgres({
      folder: join(folder, "state"),
      elsewhere: folder,
      settings: { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "200" },
    });
  };
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    starting ??= start();
    starting.then(
      ({ url }) => socket.end(JSON.stringify({ url })),
      (error: unknown) => socket.end(JSON.stringify({ error: String(error) })),
    );
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  process.env[VARIABLE] = String((server.address() as AddressInfo).port);
  return async () => {
    await new Promise((done) => server.close(done));
    await starting?.then((postgres) => postgres.stop()).catch(() => undefined);
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  };
}
