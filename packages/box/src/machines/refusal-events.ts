import type { Api } from "@inlay/box-kubernetes";
import { EVENTS, rfc3339, type Clock, type Event } from "@inlay/resources";

/**
 * Tells in the cluster's events of a machine that its API refuses. There is no node to tell of yet: the event is about the node's name. What a
 * real control plane says only in its authenticator's log is said where people look.
 */
export async function tellOfRefusal(
  api: Api,
  clock: Clock,
  nodeName: string,
  instanceId: string,
  why: string,
): Promise<void> {
  const now = rfc3339(clock.now());
  await api.create<Event>(EVENTS, {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: `${nodeName}.${instanceId}`, namespace: "default" },
    involvedObject: { kind: "Node", name: nodeName, uid: nodeName },
    reason: "NodeRefused",
    message: `Instance ${instanceId} cannot join. ${why}`,
    type: "Warning",
    source: { component: "aws-iam-authenticator" },
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
  });
}
