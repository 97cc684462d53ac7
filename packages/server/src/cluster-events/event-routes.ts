import type { Event } from "@inlay/resources";
import { listOf } from "../http/bodies.ts";
import { route, type Route } from "../http/route.ts";
import { fixOf } from "../observation/node-group.ts";
import type { Observation } from "../observation/observation.ts";
import { pageOf, Paging } from "../query/paging.ts";
import { AnyBody } from "../clusters/cluster-bodies.ts";
import { readCluster } from "../clusters/cluster-store.ts";

/** As many as Palette keeps. */
const MOST = 1_000;
/** Reasons of warnings that are failures. */
const FAILURE = /^Failed|Fail(ed|ure)$|Error|Denied|BackOff/;

export const eventRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/v1/events/components/spectrocluster/{uid}",
    summary: "What happens in a cluster, the newest first",
    permission: "cluster.get",
    status: 200,
    query: Paging,
    answer: listOf(AnyBody),
    handle: async ({ db, caller, params, observers, query, now }) => {
      const row = await readCluster(db, caller, params["uid"] ?? "");
      const seen = observers.of(row.uid)?.seen;
      return pageOf(seen ? clusterEvents(row.uid, seen, now()) : [], query);
    },
  }),
];

/** The cluster's own events, and the issues that EKS tells of its node groups. */
export function clusterEvents(clusterUid: string, seen: Observation, now: Date) {
  const relatedObject = { kind: "spectrocluster", uid: clusterUid };
  const issues = seen.nodeGroups.flatMap((group) =>
    group.issues.map((issue) => ({
      metadata: {
        uid: `${group.name}/${issue.code}`,
        name: `${group.name}.${issue.code}`,
        creationTimestamp: now.toISOString(),
        lastModifiedTimestamp: now.toISOString(),
      },
      involvedObject: { kind: "Nodegroup", name: group.name },
      reason: issue.code,
      message: [issue.message, fixOf(issue)].filter(Boolean).join(" "),
      severity: "Error",
      source: { component: "eks" },
      relatedObject,
    })),
  );
  const own = seen.events.map((event) => ({
    metadata: {
      uid: event.metadata.uid,
      name: event.metadata.name,
      creationTimestamp: timeOf(event),
      lastModifiedTimestamp: timeOf(event),
    },
    involvedObject: {
      kind: event.involvedObject.kind ?? "",
      name: event.involvedObject.name ?? "",
      ...(event.involvedObject.namespace ? { namespace: event.involvedObject.namespace } : {}),
    },
    reason: event.reason ?? "",
    message: event.message ?? "",
    severity: severityOf(event),
    count: event.count ?? 1,
    source: { component: event.source?.component ?? event.reportingComponent ?? "", host: event.source?.host ?? "" },
    relatedObject,
  }));
  own.sort((a, b) => b.metadata.creationTimestamp.localeCompare(a.metadata.creationTimestamp, "en"));
  return [...issues, ...own].slice(0, MOST);
}

const timeOf = (event: Event): string =>
  event.lastTimestamp ?? event.eventTime ?? event.firstTimestamp ?? event.metadata.creationTimestamp;

function severityOf({ type, reason = "" }: Event): "Normal" | "Warning" | "Error" {
  if (type !== "Warning") return "Normal";
  return FAILURE.test(reason) ? "Error" : "Warning";
}
