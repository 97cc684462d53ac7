import { readdir, readFile } from "node:fs/promises";
import { extname, join, sep } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";

type File = { readonly type: string; readonly bytes: Buffer; readonly zipped: Buffer; readonly cache: string };

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
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
  }
}
