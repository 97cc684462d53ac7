import { isReview, answerReview, type ReviewTools } from "./review-handlers.ts";
import type { Discovery } from "../../discovery/discovery.ts";
import { answerDiscovery } from "../../discovery/discovery-handler.ts";
import type { ResourceDefinition } from "../../schema/resource-definition.ts";
import { methodNotAllowed, noSuchResource } from "../failures.ts";
import { jsonAnswer, plainAnswer, type Answer } from "./answer.ts";
import type { HttpCall } from "./http-call.ts";
import {
  createInCollection,
  deleteCollection,
  deleteTarget,
  getObject,
  listCollection,
  patchTarget,
  replaceObject,
  watchCollection,
  type Target,
} from "./object-handlers.ts";
import type { ResourcePath } from "./request-info.ts";
import { postLegacyBinding, subresourceHandler, type Handler } from "./subresource-handlers.ts";
import { versionInfo } from "./version-info.ts";

/** Resources that are computed when asked for. */
export interface ComputedResources {
  handler(group: string, version: string, resource: string): Handler | undefined;
}

export interface Routes extends ReviewTools {
  readonly discovery: Discovery;
  readonly computed: ComputedResources;
  /** Subresources of pods that reach a kubelet: log, portforward, exec, attach. */
  readonly podStreams: Readonly<Record<string, Readonly<Record<string, Handler>>>>;
  readonly openApi: (path: string, accept: string | undefined) => Answer | undefined;
  readonly gitVersion: () => string;
  /** `host:port` of this server. */
  readonly serverAddress: () => string;
}

const HEALTH = /^\/(healthz|livez|readyz)(\/(ping|log|etcd|poststarthook\/[-a-z0-9/]+))?$/;

/** Finds who answers a call. @throws ApiError */
export function route(routes: Routes, call: HttpCall): Answer | Promise<Answer> {
  const { resource } = call.info;
  return resource ? routeResource(routes, call, resource) : routePath(routes, call);
}

function routePath(routes: Routes, call: HttpCall): Answer {
  const answer = answerPath(routes, call);
  if (!answer) return notFoundPage();
  if (call.request.method !== "GET") throw methodNotAllowed();
  return answer;
}

function answerPath(
  { discovery, gitVersion, openApi, machinery, serverAddress }: Routes,
  call: HttpCall,
): Answer | undefined {
  const { path } = call.info;
  const { accept } = call.request.headers;
  if (path === "/version" || path === "/version/") return jsonAnswer(200, JSON.stringify(versionInfo(gitVersion())));
  if (HEALTH.test(path)) return plainAnswer(200, "ok");
  if (path === "/openid/v1/jwks") {
    const text = JSON.stringify(machinery.tokens.jwks());
    return { kind: "text", status: 200, contentType: "application/jwk-set+json", text };
  }
  if (path === "/.well-known/openid-configuration")
    return jsonAnswer(200, openIdConfiguration(machinery.tokens.issuer));
  if (path === "/api" || path === "/apis" || /^\/apis?\/[^/]/.test(path))
    return answerDiscovery(discovery, path, accept, serverAddress());
  if (path === "/api/" || path === "/apis/")
    return answerDiscovery(discovery, path.slice(0, -1), accept, serverAddress());
  if (path.startsWith("/openapi/")) return openApi(path, accept);
  return undefined;
}

function openIdConfiguration(issuer: string): string {
  return JSON.stringify({
    issuer,
    jwks_uri: `${issuer}/openid/v1/jwks`,
    response_types_supported: ["id_token"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
  });
}

function notFoundPage(): Answer {
  return plainAnswer(404, "404 page not found\n");
}

function routeResource(routes: Routes, call: HttpCall, path: ResourcePath): Answer | Promise<Answer> {
  const { machinery, discovery, computed } = routes;
  const { group, version, resource } = path;
  if (!discovery.hasGroup(group)) return notFoundPage();
  const method = call.request.method ?? "";
  if (version === "v1" && path.subresource === "" && path.name === "" && isReview(group, resource)) {
    if (method !== "POST") throw methodNotAllowed();
    return answerReview(routes, call, group, resource);
  }
  const pods = resource === "bindings" ? machinery.registry.get("", "v1", "pods") : undefined;
  if (pods && group === "" && path.name === "" && path.inNamespace) {
    if (method !== "POST") throw methodNotAllowed();
    return postLegacyBinding(machinery, call, { definition: pods, namespace: path.namespace, name: "" });
  }
  const definition = machinery.registry.get(group, version, resource);
  if (!definition || path.rest.length > 0) throw noSuchResource();
  checkScope(definition, path, method);
  const target: Target = { definition, namespace: path.inNamespace ? path.namespace : undefined, name: path.name };
  const special = computed.handler(group, version, resource);
  if (special) {
    if (method !== "GET" || path.subresource !== "") throw methodNotAllowed();
    return special(machinery, call, target);
  }
  return handlerFor(routes, definition, path, call)(machinery, call, target);
}

/** @throws ApiError 404 for a name at the wrong level, 405 for a write to all namespaces at once. */
function checkScope({ namespaced }: ResourceDefinition, { inNamespace, name }: ResourcePath, method: string): void {
  if (namespaced === inNamespace) return;
  if (!namespaced || name !== "") throw noSuchResource();
  if (method !== "GET") throw methodNotAllowed();
}

const COLLECTION: Readonly<Record<string, { readonly verb: string; readonly handler: Handler }>> = {
  POST: { verb: "create", handler: createInCollection },
  DELETE: { verb: "deletecollection", handler: deleteCollection },
};
const OBJECT: Readonly<Record<string, { readonly verb: string; readonly handler: Handler }>> = {
  GET: { verb: "get", handler: getObject },
  PUT: { verb: "update", handler: (machinery, call, target) => replaceObject(machinery, call, target) },
  PATCH: { verb: "patch", handler: (machinery, call, target) => patchTarget(machinery, call, target) },
  DELETE: { verb: "delete", handler: deleteTarget },
};

function handlerFor(
  { podStreams }: Routes,
  definition: ResourceDefinition,
  { group, resource, subresource, name }: ResourcePath,
  { request, info }: HttpCall,
): Handler {
  const method = request.method ?? "";
  if (subresource !== "") {
    const streams = group === "" && resource === "pods" ? podStreams[subresource] : undefined;
    if (!streams) return subresourceHandler(definition, subresource, method);
    const handler = streams[method];
    if (!handler) throw methodNotAllowed();
    return handler;
  }
  if (name === "" && method === "GET") {
    const isWatch = info.verb === "watch";
    if (!allows(definition, isWatch ? "watch" : "list")) throw methodNotAllowed();
    return isWatch ? watchCollection : listCollection;
  }
  const entry = (name === "" ? COLLECTION : OBJECT)[method];
  if (!entry || !allows(definition, entry.verb)) throw methodNotAllowed();
  return entry.handler;
}

function allows({ verbs }: ResourceDefinition, verb: string): boolean {
  return verbs === undefined || verbs.includes(verb);
}
