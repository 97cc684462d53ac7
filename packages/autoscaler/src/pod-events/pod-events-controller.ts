import type { CacheEvent, ControllerDefinition } from "@inlay/kube";
import { KARPENTER_GROUP, rfc3339, type Pod } from "@inlay/resources";
import type { Environment } from "../state/environment.ts";
import { claimsOfNode, isManagedClaim } from "../state/managed.ts";
import { isOwnedByDaemonSet, isTerminal } from "../state/pods.ts";
import { patchNodeClaimStatus } from "../state/writes.ts";

/** Events closer together than this are one. */
const DEDUPE_MS = 10_000;

/** The node on which something happened that restarts `consolidateAfter`: a pod came, ended or left; undefined when nothing did. */
export function nodeOfPodEvent({ type, object, previous }: CacheEvent<Pod>): string | undefined {
  const { nodeName } = object.spec;
  if (!nodeName || isOwnedByDaemonSet(object)) return undefined;
  if (type === "deleted") return nodeName;
  // Added with a node: we start and see what was bound before, unless it was bound right now.
  if (type === "added") return undefined;
  const bound = !previous?.spec.nodeName;
  const ended = previous !== undefined && !isTerminal(previous) && isTerminal(object);
  const leaving = previous !== undefined && !previous.metadata.deletionTimestamp && !!object.metadata.deletionTimestamp;
  return bound || ended || leaving ? nodeName : undefined;
}

/** Writes `status.lastPodEventTime` of the claim on whose node pods come and go. */
export function podEventsController(environment: Environment): ControllerDefinition {
  const { caches, clock } = environment;
  const provider = environment.provider("nodeclaim.podevents");
  const eventAt = new Map<string, number>();
  return {
    name: "nodeclaim.podevents",
    forKind: { group: KARPENTER_GROUP, kind: "NodeClaim" },
    concurrency: 50,
    sources: (enqueue) =>
      caches.pods.onChange((event) => {
        const nodeName = nodeOfPodEvent(event);
        const node = nodeName ? caches.nodes.get(nodeName) : undefined;
        if (!node) return;
        for (const claim of claimsOfNode(node, caches)) {
          eventAt.set(claim.metadata.name, clock.now());
          enqueue(claim.metadata.name);
        }
      }),
    async reconcile(name, { signal }) {
      const at = eventAt.get(name);
      const claim = caches.nodeClaims.get(name);
      if (at === undefined || !claim || claim.metadata.deletionTimestamp || !isManagedClaim(claim, provider)) {
        eventAt.delete(name);
        return;
      }
      // The last of a row of events is the one that counts: it is written when the row's time is over.
      const wait = Date.parse(claim.status?.lastPodEventTime ?? "1970-01-01T00:00:00Z") + DEDUPE_MS - clock.now();
      if (wait > 0 && wait <= DEDUPE_MS) return { requeueAfterMs: wait };
      await patchNodeClaimStatus(environment, claim, { fields: { lastPodEventTime: rfc3339(at) } }, signal);
      if (eventAt.get(name) === at) eventAt.delete(name);
    },
  };
}
