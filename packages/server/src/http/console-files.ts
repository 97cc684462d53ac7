import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
};
/** Already packed: packing them again gains nothing. */
const PACKED = new Set([".png", ".ico", ".woff2"]);
/** The console runs nothing that it did not bring; its styles are partly set by script. */
const POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";
const compress = promisify(gzip);

type File = { readonly type: string; readonly plain: Buffer; readonly gzipped: Buffer | undefined };

/**
 * Serves the console's build: its files, and `index.html` for every other path that is not the API's, because the console has paths of its own.
 * The files are few and small: each is read and packed once, when it is first asked for.
 */
export async function serveConsole(app: FastifyInstance, folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = new Map(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(folder.length).replaceAll("\\", "/"), path]),
  );
  const loaded = new Map<string, Promise<File>>();
  const load = (name: string): Promise<File> => {
    const known = loaded.get(name);
    if (known) return known;
    const reading = read(names.get(name) ?? join(folder, "index.html"));
    loaded.set(name, reading);
    reading.catch(() => loaded.delete(name));
    return reading;
  };

  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const path = decoded(request.url.split("?")[0] ?? "/");
    const name = names.has(path) ? path : "/index.html";
    const { type, plain, gzipped } = await load(name);
    const packs = gzipped !== undefined && /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
    void reply
      .type(type)
      // Names of assets hold a hash of their content.
      .header("cache-control", name.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache")
      .header("vary", "accept-encoding")
      .header("x-content-type-options", "nosniff")
      .header("referrer-policy", "no-referrer")
      .header("content-security-policy", POLICY);
    if (packs) void reply.header("content-encoding", "gzip");
    return await reply.send(packs ? gzipped : plain);
  };
  app.get("/", answer);
  app.get("/*", async (request, reply) => {
    if (/^\/v\d+(\/|$)/.test(request.url)) return reply.callNotFound();
    return await answer(request, reply);
  });
}

async function read(path: string): Promise<File> {
  const plain = await readFile(path);
  const extension = extname(path);
  return {
    type: TYPES[extension] ?? "application/octet-stream",
    plain,
    gzipped: PACKED.has(extension) ? undefined : await compress(plain),
  };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return "/";
  }
}
