import fc from "fast-check";
import { test } from "vitest";
import { builtInDefinitions } from "../../definitions/built-in.ts";
import { ApiError } from "../api-error.ts";
import { decodeContinue } from "../reads/continue-token.ts";
import { selectionOf } from "../reads/selection.ts";
import { deleteOptions, listQuery, parseResourceVersion, writeQuery } from "./query-options.ts";
import { requestInfo } from "./request-info.ts";

const pods = builtInDefinitions().find(({ group, resource }) => group === "" && resource === "pods")!;
const NAMES = ["labelSelector", "fieldSelector", "limit", "continue", "resourceVersion", "resourceVersionMatch", "sendInitialEvents", "allowWatchBookmarks", "timeoutSeconds", "watch", "dryRun", "fieldManager", "fieldValidation", "force", "gracePeriodSeconds", "propagationPolicy", "orphanDependents"]; // prettier-ignore
const VALUES = ["", "0", "1", "-1", "true", "false", "All", "Exact", "NotOlderThan", "99999999999999999999", "a=b", "a in (b,c)", "metadata.name=x", "a in (", "!", "Strict", "Orphan", "1e9", "\0"]; // prettier-ignore
const query = fc
  .array(fc.tuple(fc.constantFrom(...NAMES), fc.oneof(fc.constantFrom(...VALUES), fc.string())), { maxLength: 6 })
  .map((pairs) => new URLSearchParams(pairs));
const path = fc.oneof(
  fc.array(fc.constantFrom("api", "apis", "v1", "apps", "namespaces", "pods", "watch", "status", "", ".", "..", "%2e%2e", "%", "%ff", "__proto__"), { maxLength: 8 }).map((parts) => `/${parts.join("/")}`),
  fc.string(),
); // prettier-ignore

function attempt(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

test("any query is understood or refused with an ApiError", () => {
  fc.assert(
    fc.property(query, fc.boolean(), (given, isWatch) => {
      attempt(() => listQuery(given, isWatch));
      for (const kind of ["CreateOptions", "UpdateOptions", "PatchOptions"] as const)
        attempt(() => writeQuery(given, kind));
      attempt(() => deleteOptions(given, undefined));
      attempt(() =>
        selectionOf(pods, {
          labelSelector: given.get("labelSelector") ?? "",
          fieldSelector: given.get("fieldSelector") ?? "",
        }),
      );
      attempt(() => parseResourceVersion(given.get("resourceVersion") ?? ""));
    }),
    { numRuns: 300 },
  );
});

test("any text is a continue token or refused with an ApiError", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json().map((json) => Buffer.from(json).toString("base64url")),
      ),
      (text) => attempt(() => decodeContinue(text)),
    ),
  );
});

test("any path leads somewhere or is refused with an ApiError", () => {
  fc.assert(
    fc.property(fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE", "X"), path, query, (method, where, given) =>
      attempt(() => requestInfo(method, where, given)),
    ),
    { numRuns: 300 },
  );
});
