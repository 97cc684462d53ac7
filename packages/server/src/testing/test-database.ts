import { connect } from "node:net";
import { text } from "node:stream/consumers";
import pg from "pg";
import { newUid } from "../database/uid.ts";

/** A new, empty database on the PostgreSQL that a unit run shares. @returns its address and how to remove it. */
export async function testDatabase(): Promise<{ readonly url: string; readonly drop: () => Promise<void> }> {
  const server = await sharedPostgres();
  const name = `test_${newUid()}`;
  await query(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => query(server, `drop database if exists ${name} with (force)`) };
}

async function sharedPostgres(): Promise<string> {
  const port = process.env["INLAY_TEST_POSTGRES_PORT"];
  if (port === undefined) throw new Error("run the tests with vitest's project unit: its set-up shares a PostgreSQL");
  const answer: unknown = JSON.parse(await text(connect(Number(port), "127.0.0.1")));
  const { url, error } = answer as { readonly url?: string; readonly error?: string };
  if (url === undefined) throw new Error(error);
  return url;
}

async function query(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
