import { applyPatch } from "../../patch/apply-patch.ts";
import type { Mutable, ResourceDefinition } from "../../schema/resource-definition.ts";
import type { KubeObject } from "@inlay/resources";
import { badRequest, methodNotAllowed, noSuchResource, notFound } from "../failures.ts";
import type { Machinery } from "../machinery.ts";
import { storedAs } from "../resource-registry.ts";
import { bindPod, type Binding } from "../subresources/binding.ts";
import { evictPod, type Eviction } from "../subresources/eviction.ts";
import { readScale, scaleKind, writeScale, type Scale } from "../subresources/scale.ts";
import { requestToken, type TokenRequestSpec } from "../subresources/token-request.ts";
import { createdStatus, jsonAnswer, type Answer } from "./answer.ts";
import { writeContext, type HttpCall } from "./http-call.ts";
import { getObject, keyOfTarget, patchTarget, renderingOf, replaceObject, type Target } from "./object-handlers.ts";
import { objectText } from "./rendering.ts";
import { writeQuery } from "./query-options.ts";
import { readDocument } from "./read-document.ts";
import { readPatch } from "./read-patch.ts";

export type Handler = (machinery: Machinery, call: HttpCall, target: Target) => Answer | Promise<Answer>;
type Handlers = Readonly<Partial<Record<string, Handler>>>;

const STATUS: Handlers = {
  GET: getObject,
  PUT: (machinery, call, target) => replaceObject(machinery, call, target, "status"),
  PATCH: (machinery, call, target) => patchTarget(machinery, call, target, "status"),
};

const SCALE: Handlers = { GET: getScale, PUT: putScale, PATCH: patchScale };

/** Subresources that only one resource has. */
const SPECIAL: Readonly<Record<string, Handlers>> = {
  "/pods/binding": { POST: postBinding },
  "/pods/eviction": { POST: postEviction },
  "certificates.k8s.io/certificatesigningrequests/approval": STATUS,
  "/serviceaccounts/token": { POST: postToken },
  "/namespaces/finalize": { PUT: (machinery, call, target) => replaceObject(machinery, call, target, "finalize") },
};

/** The handler of a subresource. @throws ApiError 404, 405 */
export function subresourceHandler(definition: ResourceDefinition, subresource: string, method: string): Handler {
  const handlers = handlersOf(definition, subresource);
  if (!handlers) throw noSuchResource();
  const handler = handlers[method];
  if (!handler) throw methodNotAllowed();
  return handler;
}

function handlersOf(definition: ResourceDefinition, subresource: string): Handlers | undefined {
  const served: readonly string[] = definition.subresources;
  if (subresource === "status" && served.includes("status")) return STATUS;
  if (subresource === "scale" && served.includes("scale")) return SCALE;
  return SPECIAL[`${storedAs(definition)}/${subresource}`];
}

function getScale(machinery: Machinery, call: HttpCall, target: Target): Answer {
  const rendering = renderingOf(machinery, call, scaleKind());
  return jsonAnswer(200, objectText(readScale(machinery, target.definition, keyOfTarget(target)), rendering));
}

async function putScale(machinery: Machinery, call: HttpCall, target: Target): Promise<Answer> {
  const options = writeQuery(call.query, "UpdateOptions");
  const { value } = await readDocument(call.request, "Scale");
  checkBodyKind(value, "autoscaling", "Scale");
  const scale = await writeScale(
    machinery,
    target.definition,
    keyOfTarget(target),
    () => structuredClone(value),
    writeContext(call, options),
  );
  return jsonAnswer(200, JSON.stringify(scale), call.warnings);
}

async function patchScale(machinery: Machinery, call: HttpCall, target: Target): Promise<Answer> {
  const { type, patch, options } = await readPatch(call, target.definition);
  const mergeType = type === "apply" ? "merge" : type;
  const change = (current: Scale): Mutable =>
    applyPatch(scaleKind(), current, mergeType, patch, options.fieldValidation).object;
  const scale = await writeScale(
    machinery,
    target.definition,
    keyOfTarget(target),
    change,
    writeContext(call, options),
  );
  return jsonAnswer(200, JSON.stringify(scale), call.warnings);
}

async function postBinding(machinery: Machinery, call: HttpCall, target: Target): Promise<Answer> {
  const options = writeQuery(call.query, "CreateOptions");
  const { value } = await readDocument(call.request, "Binding");
  const name = target.name || nameIn(value);
  await bindPod(machinery, keyOfTarget({ ...target, name }), value as Binding, writeContext(call, options));
  return createdStatus();
}

/** POST bindings: the legacy path, whose pod is named in the body alone. */
export const postLegacyBinding: Handler = postBinding;

async function postEviction(machinery: Machinery, call: HttpCall, target: Target): Promise<Answer> {
  const options = writeQuery(call.query, "CreateOptions");
  const { value } = await readDocument(call.request, "Eviction");
  checkBodyKind(value, "policy", "Eviction");
  await evictPod(machinery, keyOfTarget(target), value as Eviction, writeContext(call, options));
  return createdStatus();
}

async function postToken(machinery: Machinery, call: HttpCall, target: Target): Promise<Answer> {
  const { value } = await readDocument(call.request, "TokenRequest");
  checkBodyKind(value, "authentication", "TokenRequest");
  const { spec = {} } = value as { readonly spec?: TokenRequestSpec };
  const { namespace = "", name } = target;
  const { token, expirationTimestamp, audiences, expirationSeconds } = await requestToken(
    machinery,
    keyOfTarget(target),
    spec,
  );
  const account = machinery.store.get("/serviceaccounts", namespace, name) as KubeObject | undefined;
  if (!account) throw notFound(target.definition, name);
  const answer = {
    kind: "TokenRequest",
    apiVersion: "authentication.k8s.io/v1",
    metadata: { name, namespace, creationTimestamp: account.metadata.creationTimestamp },
    spec: { audiences, expirationSeconds, boundObjectRef: spec.boundObjectRef ?? null },
    status: { token, expirationTimestamp },
  };
  return jsonAnswer(201, JSON.stringify(answer));
}

function nameIn(value: Mutable): string {
  const { metadata } = value as { readonly metadata?: { readonly name?: string } };
  return metadata?.name ?? "";
}

/** @throws ApiError 400 */
function checkBodyKind(value: Mutable, internalGroup: string, kind: string): void {
  const { kind: given = kind, apiVersion = "" } = value as { readonly kind?: string; readonly apiVersion?: string };
  if (given === kind) return;
  const version = apiVersion.split("/").at(-1) ?? "";
  throw badRequest(
    `${given} in version "${version}" cannot be handled as a ${kind}: converting (${version}.${given}) to (${internalGroup}.${kind}): unknown conversion`,
  );
}
