import type { Answer } from "../api/http/answer.ts";
import { jsonAnswer } from "../api/http/answer.ts";
import { noSuchResource } from "../api/failures.ts";
import type { AggregatedVersion, Discovery } from "./discovery.ts";

/** `g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList`, in whatever order. */
function aggregatedVersion(accept: string | undefined): AggregatedVersion | undefined {
  for (const range of (accept ?? "").split(",")) {
    const parts = range.split(";").map((part) => part.trim());
    if (!parts.includes("as=APIGroupDiscoveryList") || !parts.includes("g=apidiscovery.k8s.io")) continue;
    const version = parts.find((part) => part === "v=v2" || part === "v=v2beta1");
    if (version) return version.slice(2) as AggregatedVersion;
  }
  return undefined;
}

/**
 * Answers /api, /apis and what lies below them, as far as it is discovery. Undefined: no such group.
 *
 * @throws ApiError 404 for a version that a known group does not have.
 */
export function answerDiscovery(
  discovery: Discovery,
  path: string,
  accept: string | undefined,
  serverAddress: string,
): Answer | undefined {
  const segments = path.replace(/\/$/, "").split("/").slice(1);
  const [root = "", second, third] = segments;
  const isCore = root === "api";
  if (second === undefined) {
    const version = aggregatedVersion(accept);
    if (version) return aggregatedAnswer(discovery.aggregated(isCore, version), version);
    return jsonAnswer(200, isCore ? discovery.coreVersions(serverAddress) : discovery.groupList());
  }
  if (segments.length > (isCore ? 2 : 3)) throw noSuchResource();
  if (isCore) return listed(discovery.resourceList("", second));
  if (third === undefined) {
    const text = discovery.group(second);
    return text === undefined ? undefined : jsonAnswer(200, text);
  }
  return discovery.hasGroup(second) ? listed(discovery.resourceList(second, third)) : undefined;
}

function listed(text: string | undefined): Answer {
  if (text === undefined) throw noSuchResource();
  return jsonAnswer(200, text);
}

function aggregatedAnswer(text: string, version: AggregatedVersion): Answer {
  const contentType = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
  return { kind: "text", status: 200, contentType, text };
}
