import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

/** Where the server beside a box will answer, and who can sign in first: known before it starts, so that the first screen tells it. */
export interface ServerAccess {
  readonly port: number;
  readonly httpsPort: number;
  readonly emailId: string;
  readonly password: string;
  /** Of `inlay env`. */
  readonly apiKey: string;
}

const FILE = "access.json";

/**
 * @param folder keeps them across starts; undefined: new ones.
 * @param firstPort asked for by the user; undefined: those of an earlier start while they are free, else any.
 */
export async function serverAccess(folder: string | undefined, firstPort: number | undefined): Promise<ServerAccess> {
  const kept = folder === undefined ? undefined : read(join(folder, FILE));
  const access: ServerAccess = {
    emailId: "admin@inlay.local",
    password: kept?.password ?? (process.env["INLAY_PASSWORD"] || randomBytes(9).toString("base64url")),
    apiKey: kept?.apiKey ?? randomBytes(24).toString("base64url"),
    port: firstPort ?? (await freePort(kept?.port)),
    httpsPort: firstPort === undefined ? await freePort(kept?.httpsPort) : firstPort + 1,
  };
  if (folder !== undefined) {
    mkdirSync(folder, { recursive: true });
    const path = join(folder, FILE);
    writeFileSync(`${path}.new`, JSON.stringify(access), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }
  return access;
}

function read(path: string): ServerAccess | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as ServerAccess;
  } catch {
    return undefined;
  }
}

/** The preferred port when nobody listens on it, else one that is free right now. */
async function freePort(preferred = 0): Promise<number> {
  const server = createServer();
  try {
    await new Promise<void>((done, failed) => server.once("error", failed).listen(preferred, "127.0.0.1", done));
  } catch (error) {
    if (preferred === 0) throw error;
    return await freePort();
  }
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === "object" && address !== null ? address.port : 0;
}
