import { readdir, readFile } from "node:fs/promises";
<<<<<<< HEAD
import { extname, join, sep } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";

type File = { readonly type: string; readonly bytes: Buffer; readonly zipped: Buffer; readonly cache: string };
=======
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
>>>>>>> 585c6e6fa6b1eee6ea6ed2261691efcefa092b1c

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
<<<<<<< HEAD
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".woff2": "font/woff2",
};
/** Scripts only from here; styles also inline, because the parts of the console set sizes and places in `style`. */
const POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/**
 * The built web console, read once and kept in memory (some 2 MB). A path that is not a file is a page of the console: `index.html`
 * answers it. Names of built files carry a hash of their content, so they are kept by browsers for ever.
 */
export class ConsoleFiles {
  readonly #files: ReadonlyMap<string, File>;

  private constructor(files: ReadonlyMap<string, File>) {
    this.#files = files;
  }

  static async read(folder: string): Promise<ConsoleFiles> {
    const files = new Map<string, File>();
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const bytes = await readFile(path);
      const name = path.slice(folder.length).split(sep).join("/");
      files.set(name.startsWith("/") ? name : `/${name}`, {
        type: TYPES[extname(entry.name)] ?? "application/octet-stream",
        bytes,
        zipped: await promisify(gzip)(bytes),
        cache: name.includes("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
      });
    }
    return new ConsoleFiles(files);
  }

  /** @returns whether the request was one for the console: a GET outside of `/v1/`. */
  answer(request: FastifyRequest, reply: FastifyReply): boolean {
    const path = request.url.split("?")[0] ?? "/";
    if ((request.method !== "GET" && request.method !== "HEAD") || path.startsWith("/v1/")) return false;
    const file = this.#files.get(path) ?? (extname(path) === "" ? this.#files.get("/index.html") : undefined);
    if (!file) return false;
    const zip = /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
    void reply
      .status(200)
      .headers({
        "content-type": file.type,
        "cache-control": file.cache,
        "content-security-policy": POLICY,
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        vary: "accept-encoding",
        ...(zip ? { "content-encoding": "gzip" } : {}),
      })
      .send(zip ? file.zipped : file.bytes);
    return true;
=======
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
>>>>>>> 585c6e6fa6b1eee6ea6ed2261691efcefa092b1c
  }
}
