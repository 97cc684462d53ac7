import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TestServer } from "../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

test("a connection that breaks between two queries of a transaction fails the transaction, and not the process", async () => {
  const { db } = server;
  const broken = db.transaction().execute(async (transaction) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(transaction);
    const pid = rows[0]!.pid;
    await sql`select pg_terminate_backend(${pid})`.execute(db);
    const alive = async () => (await sql`select 1 from pg_stat_activity where pid = ${pid}`.execute(db)).rows.length;
    await expect.poll(alive, { timeout: 20_000 }).toBe(0);
    await sql`select 1`.execute(transaction);
  });
  await expect(broken).rejects.toThrow(/terminat|connection|not queryable/i);
  expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
});
