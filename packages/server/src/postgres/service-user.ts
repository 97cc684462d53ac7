import { readFile } from "node:fs/promises";
import { PostgresUnavailable } from "./unavailable.ts";

/** Whom PostgreSQL runs as, by number. */
export type ServiceUser = { readonly uid: number; readonly gid: number };

/** Users that may run PostgreSQL for root, in this order; both are in passwd of nearly every system. */
const NAMES = ["postgres", "nobody"];

/**
 * PostgreSQL refuses to run as root, and needs a user that stands in passwd: for root that is `postgres`, else `nobody`.
 * Undefined for everybody else, who run it as themselves.
 * @throws PostgresUnavailable when root finds neither.
 */
export async function serviceUser(passwd = "/etc/passwd"): Promise<ServiceUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const entries = (await readFile(passwd, "utf8").catch(() => "")).split("\n").map((line) => line.split(":"));
  for (const name of NAMES) {
    const [, , uid, gid] = entries.find(([user]) => user === name) ?? [];
    if (Number(uid) > 0 && Number(gid) > 0) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new PostgresUnavailable(`it does not run as root, and ${passwd} names neither ${NAMES.join(" nor ")}`);
}
