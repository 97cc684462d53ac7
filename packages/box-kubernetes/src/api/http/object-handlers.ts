import type { KubeObject } from "@inlay/resources";
import type { ResourceDefinition } from "../../schema/resource-definition.ts";
import { isRecord } from "../../schema/paths.ts";
import type { ObjectKey } from "../api.ts";
import { decodeDocument } from "../decoding.ts";
import { badRequest, notFound, plainFailure } from "../failures.ts";
import type { Machinery } from "../machinery.ts";
import { listObjects, waitForRevision } from "../reads/list-objects.ts";
import { selectionOf } from "../reads/selection.ts";
import { storedAs } from "../resource-registry.ts";
import { createObject } from "../writes/create-object.ts";
import { deleteObject, type Deletion } from "../writes/delete-object.ts";
import { patchObject } from "../writes/patch-object.ts";
import { textOf } from "../writes/object-metadata.ts";
import { replacement, updateObject, type UpdateSubresource } from "../writes/update-object.ts";
import { deletedStatusText, jsonAnswer, longJsonAnswer, type Answer } from "./answer.ts";
import { writeContext, type HttpCall } from "./http-call.ts";
import { accepted } from "./media-types.ts";
import { deleteOptions, listQuery, parseResourceVersion, writeQuery, type DeleteRequest } from "./query-options.ts";
import { readDocument } from "./read-document.ts";
import { readPatch } from "./read-patch.ts";
import { includeObject, listPieces, listText, objectText, checkWatchForm, type Rendering } from "./rendering.ts";
import { hasBody } from "./request-body.ts";
import { WatchStream } from "./watch-stream.ts";

/** A resource, and where in it the call is. */
export interface Target {
  readonly definition: ResourceDefinition;
  /** Undefined: all namespaces, or cluster-scoped. */
  readonly namespace: string | undefined;
  readonly name: string;
}

/** Kinds whose DELETE answers with the object even when it is gone at once. */
const ANSWERS_DELETED: ReadonlySet<string> = new Set([
  "/pods",
  "/services",
  "/serviceaccounts",
  "/persistentvolumeclaims",
  "/persistentvolumes",
  "/podtemplates",
  "/resourcequotas",
  "/namespaces",
]);
/** Kinds that a PUT may make. */
const CREATED_BY_UPDATE: ReadonlySet<string> = new Set([
  "coordination.k8s.io/leases",
  "/events",
  "/endpoints",
  "/services",
  "/limitranges",
  "rbac.authorization.k8s.io/roles",
  "rbac.authorization.k8s.io/rolebindings",
  "rbac.authorization.k8s.io/clusterroles",
  "rbac.authorization.k8s.io/clusterrolebindings",
]);

export function renderingOf(
  machinery: Machinery,
  call: HttpCall,
  definition: ResourceDefinition,
  isWatch = false,
): Rendering {
  return {
    definition,
    accepted: accepted(call.request.headers.accept, isWatch),
    include: includeObject(call.query),
    now: machinery.clock.now(),
  };
}

export function keyOfTarget({ namespace, name }: Target): ObjectKey {
  return { ...(namespace !== undefined && { namespace }), name };
}

export async function getObject(machinery: Machinery, call: HttpCall, target: Target): Promise<Answer> {
  const { definition, namespace = "", name } = target;
  const rendering = renderingOf(machinery, call, definition);
  const asked = parseResourceVersion(call.query.get("resourceVersion") ?? "");
  if (asked > machinery.store.revision) await waitForRevision(machinery, asked, call.signal);
  const object = machinery.store.get(storedAs(definition), namespace, name);
  if (!object) throw notFound(definition, name);
  return jsonAnswer(200, objectText(object, rendering));
}

export async function listCollection(machinery: Machinery, call: HttpCall, target: Target): Promise<Answer> {
  const { definition, namespace } = target;
  const rendering = renderingOf(machinery, call, definition);
  const query = listQuery(call.query, false);
  const page = await listObjects(machinery, definition, namespace, query, call.signal);
  const pieces = listPieces(page, rendering);
  return pieces ? longJsonAnswer(200, pieces) : jsonAnswer(200, listText(page, rendering));
}

export function watchCollection(machinery: Machinery, call: HttpCall, target: Target): Answer {
  const rendering = renderingOf(machinery, call, target.definition, true);
  const query = listQuery(call.query, true);
  checkWatchForm(rendering.accepted, query.sendInitialEvents);
  const stream = new WatchStream(machinery, target.definition, target.namespace, query, rendering);
  return { kind: "stream", run: (response) => stream.run(response, call.signal) };
}

export async function createInCollection(machinery: Machinery, call: HttpCall, target: Target): Promise<Answer> {
  const { definition, namespace = "" } = target;
  const rendering = renderingOf(machinery, call, definition);
  const options = writeQuery(call.query, "CreateOptions");
  const document = await readDocument(call.request, definition.kind);
  const draft = decodeDocument(machinery.registry, definition, document, options.fieldValidation, call.warnings);
  const object = await createObject(machinery, definition, namespace, draft, writeContext(call, options));
  return jsonAnswer(201, objectText(object, rendering), call.warnings);
}

export async function replaceObject(
  machinery: Machinery,
  call: HttpCall,
  target: Target,
  subresource: UpdateSubresource = "",
): Promise<Answer> {
  const { definition, namespace = "", name } = target;
  const rendering = renderingOf(machinery, call, definition);
  const options = writeQuery(call.query, "UpdateOptions");
  const document = await readDocument(call.request, definition.kind);
  const next = decodeDocument(machinery.registry, definition, document, options.fieldValidation, call.warnings);
  checkName(next["metadata"], name);
  const context = writeContext(call, options);
  const isNew =
    CREATED_BY_UPDATE.has(storedAs(definition)) && !machinery.store.get(storedAs(definition), namespace, name);
  if (isNew && subresource === "") {
    const object = await createObject(machinery, definition, namespace, next, context);
    return jsonAnswer(201, objectText(object, rendering), call.warnings);
  }
  const update = {
    definition,
    key: keyOfTarget(target),
    subresource,
    ownedThrough: subresource,
    change: replacement(definition, next),
  };
  const object = await updateObject(machinery, update, context);
  return jsonAnswer(200, objectText(object, rendering), call.warnings);
}

function checkName(metadata: unknown, name: string): void {
  const given = textOf(isRecord(metadata) ? metadata["name"] : undefined);
  if (given === "")
    throw badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  if (given !== name)
    throw badRequest(`the name of the object (${given}) does not match the name on the URL (${name})`);
}

export async function patchTarget(
  machinery: Machinery,
  call: HttpCall,
  target: Target,
  subresource: UpdateSubresource = "",
): Promise<Answer> {
  const { definition } = target;
  const rendering = renderingOf(machinery, call, definition);
  const { type, patch, options } = await readPatch(call, definition);
  const { object, isNew } = await patchObject(
    machinery,
    {
      definition,
      key: keyOfTarget(target),
      subresource,
      ownedThrough: subresource,
      type,
      patch,
      force: options.force ?? false,
      fieldValidation: options.fieldValidation,
    },
    writeContext(call, options),
  );
  return jsonAnswer(isNew ? 201 : 200, objectText(object, rendering), call.warnings);
}

export async function deleteTarget(machinery: Machinery, call: HttpCall, target: Target): Promise<Answer> {
  const { definition, name } = target;
  const rendering = renderingOf(machinery, call, definition);
  const options = await readDeleteOptions(call);
  const context = writeContext(call, { dryRun: options.dryRun, fieldManager: "" });
  const deletion = await deleteObject(machinery, definition, keyOfTarget(target), options, context);
  return jsonAnswer(200, deletedText(deletion, name, rendering), call.warnings);
}

function deletedText({ object, isGone }: Deletion, name: string, rendering: Rendering): string {
  const { definition } = rendering;
  if (!isGone || ANSWERS_DELETED.has(storedAs(definition))) return objectText(object, rendering);
  const { group, resource } = definition;
  return deletedStatusText({ name, ...(group && { group }), kind: resource, uid: object.metadata.uid });
}

export async function deleteCollection(machinery: Machinery, call: HttpCall, target: Target): Promise<Answer> {
  const { definition, namespace } = target;
  const rendering = renderingOf(machinery, call, definition);
  const query = listQuery(call.query, false);
  const options = await readDeleteOptions(call);
  const context = writeContext(call, { dryRun: options.dryRun, fieldManager: "" });
  selectionOf(definition, query);
  const page = await listObjects(
    machinery,
    definition,
    namespace,
    { ...query, limit: 0, continueToken: "" },
    call.signal,
  );
  const deleted: KubeObject[] = [];
  for (const { metadata } of page.items) {
    const key = { ...(metadata.namespace && { namespace: metadata.namespace }), name: metadata.name };
    deleted.push((await deleteObject(machinery, definition, key, options, context)).object);
  }
  return jsonAnswer(200, listText({ items: deleted, resourceVersion: page.resourceVersion }, rendering), call.warnings);
}

async function readDeleteOptions(call: HttpCall): Promise<DeleteRequest> {
  if (!hasBody(call.request)) return deleteOptions(call.query, undefined);
  const { value } = await readDocument(call.request, "DeleteOptions").catch((error: unknown) => {
    const [, why] = /: (couldn't get version\/kind; json parse error: .*) \(/.exec((error as Error).message) ?? [];
    throw why === undefined ? error : plainFailure(why);
  });
  const { kind = "DeleteOptions", apiVersion = "v1" } = value as {
    readonly kind?: string;
    readonly apiVersion?: string;
  };
  if (kind !== "DeleteOptions")
    throw plainFailure(
      `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30"`,
    );
  return deleteOptions(call.query, value as Parameters<typeof deleteOptions>[1]);
}
