import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { InvalidField } from "@inlay/resources";

/** A request to the control API that cannot be served, as `{"error": {"code", "message", "field"}}`. */
export class ControlError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export interface ControlRequest {
  /** What stands for `:id` in the path. */
  readonly id: string;
  readonly query: URLSearchParams;
  /** Parsed JSON; undefined without a body. */
  readonly body: unknown;
}

export interface ControlRoute {
  readonly method: "GET" | "POST" | "DELETE";
  /** `/box/v1/faults/:id/release`. */
  readonly path: string;
  readonly answer: (request: ControlRequest) => unknown;
}

const LONGEST_BODY = 1024 * 1024;
const LOCAL_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

export interface ControlServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the routes as JSON on a loopback port. @param port 0 for any free one. */
export async function listenForControl(routes: readonly ControlRoute[], port: number): Promise<ControlServer> {
  const server = createServer((request, response) => {
    void answer(routes, request).then(
      (result) => send(response, 200, result ?? {}),
      (error: unknown) => send(response, ...failure(error)),
    );
  });
  await listen(server, port);
  const address = server.address();
  const actual = typeof address === "object" && address ? address.port : port;
  return {
    url: `http://127.0.0.1:${actual}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(routes: readonly ControlRoute[], request: IncomingMessage): Promise<unknown> {
  // A page in a browser must not reach this under a name of its own.
  if (!LOCAL_HOST.test(request.headers.host ?? ""))
    throw new ControlError(403, "FORBIDDEN", "the control API answers on loopback names only");
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const onPath = routes.flatMap((route) => {
    const id = matchPath(route.path, url.pathname);
    return id === undefined ? [] : [{ route, id }];
  });
  if (onPath.length === 0) {
    const paths = [...new Set(routes.map((route) => route.path))].join(", ");
    throw new ControlError(404, "NOT_FOUND", `${url.pathname} does not exist; there are ${paths}`);
  }
  const found = onPath.find(({ route }) => route.method === request.method);
  if (!found) {
    const methods = onPath.map(({ route }) => route.method).join(", ");
    throw new ControlError(405, "METHOD_NOT_ALLOWED", `${url.pathname} takes ${methods}, not ${request.method}`);
  }
  return found.route.answer({ id: found.id, query: url.searchParams, body: await readBody(request) });
}

function matchPath(pattern: string, path: string): string | undefined {
  const wanted = pattern.split("/");
  const given = path.replace(/\/+$/, "").split("/");
  if (wanted.length !== given.length) return undefined;
  let id = "";
  for (const [index, part] of wanted.entries()) {
    if (part.startsWith(":")) id = decodeURIComponent(given[index]!);
    else if (part !== given[index]) return undefined;
  }
  return id;
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LONGEST_BODY) throw new ControlError(413, "TOO_LARGE", "the body is larger than 1 MiB");
    chunks.push(chunk);
  }
  if (length === 0) return undefined;
  if (!request.headers["content-type"]?.startsWith("application/json"))
    throw new ControlError(415, "NOT_JSON", "the body must be sent as Content-Type: application/json");
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8")) as unknown;
  } catch (error) {
    throw new ControlError(
      400,
      "NOT_JSON",
      `the body is not JSON: ${error instanceof Error ? error.message : "unreadable"}`,
    );
  }
}

function failure(error: unknown): [status: number, body: unknown] {
  if (error instanceof InvalidField)
    return [422, { error: { code: error.code, message: error.message, field: error.field } }];
  if (error instanceof ControlError) return [error.status, { error: { code: error.code, message: error.message } }];
  const message = error instanceof Error ? error.message : String(error);
  return [500, { error: { code: "INTERNAL", message } }];
}

function send(response: ServerResponse, status: number, body: unknown): void {
  if (response.destroyed) return;
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  response.end(text);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}
