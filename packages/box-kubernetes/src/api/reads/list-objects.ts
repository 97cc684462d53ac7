import type { KubeObject } from "@inlay/resources";
import type { ResourceDefinition } from "../../schema/resource-definition.ts";
import { RevisionExpired } from "../../store/store-event.ts";
import { keyOf } from "../../store/watch-window.ts";
import { ApiError } from "../api-error.ts";
import { badRequest, plainFailure, tooLargeResourceVersion } from "../failures.ts";
import { parseResourceVersion, type ListQuery } from "../http/query-options.ts";
import type { Machinery } from "../machinery.ts";
import { storedAs } from "../resource-registry.ts";
import { decodeContinue, encodeContinue } from "./continue-token.ts";
import { selectionOf } from "./selection.ts";

export interface ListPage {
  readonly items: readonly KubeObject[];
  readonly resourceVersion: string;
  readonly continueToken?: string;
  readonly remainingItemCount?: number;
}

/** How long a read waits for a revision that is still to come. */
const FUTURE_WAIT_MS = 3_000;
const TOO_OLD = "The resourceVersion for the provided list is too old.";
const TOKEN_TOO_OLD =
  "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.";

/**
 * A page of a list with all of resourceVersion's meanings: 0 and NotOlderThan are served from what there is, Exact and continued pages
 * from the history (k8s.io/apiserver storage/etcd3 GetList).
 *
 * @throws ApiError 400, 410, 500, 504
 */
export async function listObjects(
  machinery: Machinery,
  definition: ResourceDefinition,
  namespace: string | undefined,
  query: ListQuery,
  signal?: AbortSignal,
): Promise<ListPage> {
  const { store } = machinery;
  const resource = storedAs(definition);
  const asked = parseResourceVersion(query.resourceVersion);
  const selection = selectionOf(definition, query);
  const token = query.continueToken === "" ? undefined : decodeContinue(query.continueToken);
  if (token && asked !== 0) throw badRequest("specifying resource version is not allowed when using continue");
  const isExact = query.match === "Exact" || (query.match === "" && query.limit > 0 && asked > 0);
  if (asked > store.revision) {
    if (query.match === "Exact") throw plainFailure("etcdserver: mvcc: required revision is a future revision");
    await waitForRevision(machinery, asked, signal);
  }
  let revision = store.revision;
  if (token && token.revision > 0) revision = token.revision;
  else if (isExact) revision = asked;
  const objects = past(machinery, resource, namespace, revision, token?.start);
  const rest = token ? objects.slice(firstAtOrAfter(objects, token.start, namespace)) : objects;
  const selected = selection.isEverything ? rest : rest.filter(selection.matches);
  const fromCache = query.resourceVersion === "0" && !token;
  const page = query.limit > 0 && !fromCache ? selected.slice(0, query.limit) : selected;
  const resourceVersion = String(revision);
  const last = page.at(-1);
  if (page.length === selected.length || !last) return { items: page, resourceVersion };
  return {
    items: page,
    resourceVersion,
    continueToken: encodeContinue(revision, relativeKey(last, namespace)),
    ...(selection.isEverything && { remainingItemCount: selected.length - page.length }),
  };
}

/** @throws ApiError 504 after three seconds */
export async function waitForRevision(
  { store, clock }: Machinery,
  revision: number,
  signal?: AbortSignal,
): Promise<void> {
  const deadline = clock.now() + FUTURE_WAIT_MS;
  while (store.revision < revision) {
    if (clock.now() >= deadline) throw tooLargeResourceVersion(revision, store.revision);
    await clock.sleep(100, signal);
  }
}

function past(
  { store }: Machinery,
  resource: string,
  namespace: string | undefined,
  revision: number,
  start: string | undefined,
): readonly KubeObject[] {
  if (revision === store.revision) return store.list(resource, namespace);
  try {
    return store.listAt(resource, namespace, revision);
  } catch (error) {
    if (!(error instanceof RevisionExpired)) throw error;
    if (start === undefined) throw new ApiError(410, "Expired", TOO_OLD);
    throw expiredToken(start);
  }
}

/** 410 whose `metadata.continue` goes on with whatever there is now. */
function expiredToken(start: string): ApiError {
  const token = encodeContinue(-1, start.slice(0, -1));
  return new ExpiredContinue(TOKEN_TOO_OLD, token);
}

/** A 410 that offers a token with which the rest of the list can still be read, inconsistently. */
export class ExpiredContinue extends ApiError {
  readonly continueToken: string;

  constructor(message: string, continueToken: string) {
    super(410, "Expired", message);
    this.continueToken = continueToken;
  }
}

function firstAtOrAfter(objects: readonly KubeObject[], start: string, namespace: string | undefined): number {
  const index = objects.findIndex((object) => relativeKey(object, namespace) >= start);
  return index < 0 ? objects.length : index;
}

function relativeKey(object: KubeObject, namespace: string | undefined): string {
  return namespace === undefined ? keyOf(object) : object.metadata.name;
}
