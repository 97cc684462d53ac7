import { Ajv, type ValidateFunction } from "ajv";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { callerIn, identify, type Caller } from "../access/caller.ts";
import { writeAudit } from "../audits/write-audit.ts";
import { newUid } from "../database/uid.ts";
import { ApiError, forbidden, notFound } from "./api-error.ts";
import { serveConsole } from "./console-files.ts";
import { normaliseError } from "./normalise-error.ts";
import { openApi } from "./openapi.ts";
import { sendEvents } from "./send-events.ts";
import { EventFeed, Text, type Call, type Route, type Services } from "./route.ts";
import { announce } from "../stream/changes.ts";
import type { Permission } from "../access/roles.ts";

const BODY_LIMIT_BYTES = 4 * 1024 * 1024;

/** Told of failures of ours; what goes wrong on the client's side is no failure. */
export type FailureLog = (failure: { readonly ref: string; readonly route: string; readonly error: unknown }) => void;

/** The HTTP server of a route table. It does not listen yet. */
export async function createServer(
  services: Services,
  routes: readonly Route[],
  logFailure: FailureLog,
  consoleFolder?: string,
): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    logger: false,
    forceCloseConnections: "idle",
    routerOptions: { maxParamLength: 512 },
    genReqId: () => newUid(),
  });
  const isForm = new Set(
    routes.filter(({ multipart }) => multipart).map(({ method, path }) => `${method} ${urlOf(path)}`),
  );
  const callers = new WeakMap<FastifyRequest, Caller>();
  const options = { allErrors: false, strict: false, validateFormats: false } as const;
  // A query is text and is read as what its schema says; a body has to be what it says.
  const queries = new Ajv({ ...options, coerceTypes: true });
  const bodies = new Ajv({ ...options, coerceTypes: false });
  app.setValidatorCompiler(({ schema, httpPart }) =>
    compiledAtFirstUse(httpPart === "body" ? bodies : queries, schema),
  );
  // Listeners would keep the server from closing.
  app.addHook("preClose", async () => await services.changes.close());
  app.addContentTypeParser("application/json", { parseAs: "string" }, (request, text, done) => {
    if (text === "") done(null, undefined);
    else void app.getDefaultJsonParser("error", "error")(request, text as string, done);
  });
  app.addContentTypeParser(
    "multipart/form-data",
    { parseAs: "buffer" },
    async (request: FastifyRequest, body: Buffer) => {
      if (!isForm.has(`${request.method} ${request.routeOptions.url ?? ""}`)) throw unsupported;
      return await readForm(body, header(request, "content-type") ?? "");
    },
  );
  app.setErrorHandler((error, request, reply) => {
    const refusal = normaliseError(error);
    if (refusal.status >= 500) logFailure({ ref: request.id, route: `${request.method} ${request.url}`, error });
    const { code, message, details, status } = refusal;
    if (status === 429)
      void reply.header("Retry-After", String((details as { retryAfterSeconds?: number }).retryAfterSeconds ?? 1));
    return reply.status(status).send({ code, message, details, ref: request.id });
  });
  app.setNotFoundHandler((request) => {
    throw notFound("route", `${request.method} ${request.url.split("?")[0] ?? ""}`);
  });

  for (const row of routes) {
    const permission = row.permission;
    app.route({
      method: row.method,
      url: urlOf(row.path),
      schema: { ...(row.body ? { body: row.body } : {}), ...(row.query ? { querystring: row.query } : {}) },
      // Before anything is read from the body: who may not, is told nothing about it.
      onRequest: async (request) => {
        if (permission !== "public") callers.set(request, await authorise(services, row, permission, request));
      },
      handler: async (request, reply) => await answer(services, row, callers.get(request), request, reply),
    });
  }
  let document: object | undefined;
  app.get("/v1/openapi.json", () => (document ??= openApi(routes)));
  if (consoleFolder !== undefined) await serveConsole(app, consoleFolder);
  await app.ready();
  return app;
}

type Check = ((data: unknown) => boolean) & Pick<ValidateFunction, "errors">;

/** A check that is made when it is first needed: making all of them would take most of a server's start. */
function compiledAtFirstUse(ajv: Ajv, schema: unknown): Check {
  let compiled: ValidateFunction | undefined;
  const check: Check = (data) => {
    compiled ??= ajv.compile(structuredClone(schema) as object);
    const valid = compiled(data);
    check.errors = compiled.errors;
    return valid;
  };
  return check;
}

/** As fastify writes it. */
const urlOf = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ":$1");
const unsupported = new ApiError(415, "UnsupportedMediaType", "The body must be application/json.");

/** The parts of a form, each as text. @throws ApiError */
async function readForm(body: Buffer, type: string): Promise<Readonly<Record<string, string>>> {
  let form: FormData;
  try {
    form = await new Response(new Uint8Array(body), { headers: { "content-type": type } }).formData();
  } catch {
    throw new ApiError(400, "InvalidBody", "The request cannot be read: it is no multipart form.");
  }
  const parts = [...form].map(
    async ([name, part]) => [name, typeof part === "string" ? part : await part.text()] as const,
  );
  return Object.fromEntries(await Promise.all(parts));
}

async function authorise(
  { db, now }: Services,
  row: Route,
  permission: Permission | "signedIn",
  request: FastifyRequest,
): Promise<Caller> {
  const identity = await identify(
    db,
    { session: header(request, "authorization"), apiKey: header(request, "apikey") },
    now(),
  );
  const project =
    row.scope === "tenant"
      ? undefined
      : row.scope === "path"
        ? (request.params as { uid?: string }).uid
        : header(request, "projectuid") || undefined;
  const caller = await callerIn(db, identity, project);
  if (permission !== "signedIn" && !caller.permissions.has(permission))
    throw forbidden(`This needs the permission ${permission} in ${project ? "the project" : "the tenant"}.`);
  return caller;
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

const NOBODY: Caller = { userUid: "", emailId: "", tenantUid: "", permissions: new Set() };

async function answer(
  services: Services,
  row: Route,
  caller: Caller = NOBODY,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const handle = async (db: Services["db"]): Promise<unknown> => {
    const call: Call = {
      ...services,
      db,
      caller,
      params: request.params as Record<string, string>,
      query: request.query,
      body: request.body,
      address: request.ip,
      audit: async (entry) => {
        const uid = await writeAudit(db, caller, entry, services.now());
        const projectUid = entry.projectUid === undefined ? (caller.projectUid ?? null) : entry.projectUid;
        await announce(db, { tenantUid: caller.tenantUid, projectUid, kind: entry.kind, uid: entry.uid });
        if (row.status === 201) void reply.header("AuditUid", uid);
      },
    };
    return await row.handle(call);
  };
  const result =
    row.method === "GET" || row.atomic === false
      ? await handle(services.db)
      : await services.db.transaction().execute(handle);
  void reply.status(row.status);
  if (row.status === 204) return await reply.send();
  if (result instanceof EventFeed) {
    sendEvents(reply, result);
    return reply;
  }
  if (result instanceof Text) return await reply.type(result.type).send(result.content);
  return result;
}
