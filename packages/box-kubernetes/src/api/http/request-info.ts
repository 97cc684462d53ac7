/** What a request is about, from its method and path alone (k8s.io/apiserver request.RequestInfoFactory). */
export interface RequestInfo {
  readonly path: string;
  /** For paths outside the resources: the method in lower case. */
  readonly verb: string;
  /** Undefined for discovery, health and the like. */
  readonly resource: ResourcePath | undefined;
}

export interface ResourcePath {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource: string;
  /** The namespace for authorization: of a namespace itself, its own name. */
  readonly namespace: string;
  /** Whether the path has a `namespaces/NAME/` before the resource. */
  readonly inNamespace: boolean;
  readonly name: string;
  /** Segments beyond the subresource: `pods/p/proxy/…`. */
  readonly rest: readonly string[];
}

const VERBS: Readonly<Record<string, string>> = {
  POST: "create",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
  GET: "get",
  HEAD: "get",
};
const NAMESPACE_SUBRESOURCES: ReadonlySet<string> = new Set(["status", "finalize"]);

/** @param path decoded segment by segment; without query. */
export function requestInfo(method: string, path: string, query: URLSearchParams): RequestInfo {
  const segments = path.split("/").slice(1);
  if (segments.at(-1) === "") segments.pop();
  const isCore = segments[0] === "api";
  const fixed = isCore ? 2 : 3;
  if ((!isCore && segments[0] !== "apis") || segments.length <= fixed || segments.includes(""))
    return { path, verb: method.toLowerCase(), resource: undefined };
  const decoded = segments.map(decodeSegment);
  const rest = decoded.slice(fixed);
  const isWatchPath = rest[0] === "watch" && rest.length > 1;
  if (isWatchPath) rest.shift();
  const resource = resourcePath(isCore ? "" : (decoded[1] ?? ""), decoded[fixed - 1] ?? "", rest);
  return { path, verb: verbOf(method, resource, query, isWatchPath), resource };
}

function resourcePath(group: string, version: string, segments: readonly string[]): ResourcePath {
  const [first = "", second = "", third = ""] = segments;
  const inNamespace =
    first === "namespaces" && segments.length > 2 && !(NAMESPACE_SUBRESOURCES.has(third) && segments.length === 3);
  const [resource = "", name = "", subresource = "", ...rest] = inNamespace ? segments.slice(2) : segments;
  const namespace = first === "namespaces" ? second : "";
  return { group, version, resource, subresource, namespace, inNamespace, name, rest };
}

function verbOf(
  method: string,
  { name, subresource }: ResourcePath,
  query: URLSearchParams,
  isWatchPath: boolean,
): string {
  const verb = VERBS[method] ?? method.toLowerCase();
  if (name !== "" && subresource === "" && verb === "get") return isWatchPath ? "watch" : "get";
  if (name !== "" || (verb !== "get" && verb !== "delete")) return verb;
  if (verb === "delete") return "deletecollection";
  return isWatchPath || isTrue(query.get("watch")) ? "watch" : "list";
}

/** As Go converts a query option to bool: anything but `false`, `0` and absence. @example isTrue("maybe") // true */
export function isTrue(value: string | null): boolean {
  return value !== null && value !== "false" && value !== "0";
}

function decodeSegment(segment: string): string {
  if (!segment.includes("%")) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
