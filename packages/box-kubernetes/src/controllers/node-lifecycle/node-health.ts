import type { Condition, Lease, Node } from "@inlay/resources";

/** How long a node may be silent (node-monitor-grace-period), and how long a new one may take to speak at all. */
export const GRACE_MS = 40_000;
export const STARTUP_GRACE_MS = 60_000;

/** What was last heard of a node, by the monitor's own clock: nodes' clocks are not trusted. */
export interface Heartbeat {
  readonly renewTime: string | undefined;
  readonly conditionTime: string | undefined;
  /** Milliseconds. */
  readonly heardAt: number;
}

function readyOf({ status }: Node): Condition | undefined {
  return status?.conditions?.find(({ type }) => type === "Ready");
}

/** Notes a sign of life: a renewed lease or a newer Ready condition. @param now milliseconds */
export function hear(known: Heartbeat | undefined, node: Node, lease: Lease | undefined, now: number): Heartbeat {
  const renewTime = lease?.spec?.renewTime;
  const conditionTime = readyOf(node)?.lastHeartbeatTime;
  if (known && known.renewTime === renewTime && known.conditionTime === conditionTime) return known;
  return { renewTime, conditionTime, heardAt: now };
}

const TYPES = ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"];

/** The conditions of a node that has been silent for too long: all Unknown. Undefined while it is heard of, or known to be silent. */
export function silentConditions(
  node: Node,
  { heardAt }: Heartbeat,
  now: number,
  time: string,
): readonly Condition[] | undefined {
  const ready = readyOf(node);
  if (now - heardAt <= (ready ? GRACE_MS : STARTUP_GRACE_MS)) return undefined;
  if (ready?.status === "Unknown") return undefined;
  const others = (node.status?.conditions ?? []).filter(({ type }) => !TYPES.includes(type));
  const unknown = TYPES.map((type): Condition => {
    const old = node.status?.conditions?.find((condition) => condition.type === type);
    if (old?.status === "Unknown") return old;
    return {
      type,
      status: "Unknown",
      reason: old ? "NodeStatusUnknown" : "NodeStatusNeverUpdated",
      message: old ? "Kubelet stopped posting node status." : "Kubelet never posted node status.",
      lastHeartbeatTime: old?.lastHeartbeatTime ?? node.metadata.creationTimestamp,
      lastTransitionTime: time,
    };
  });
  return [...others, ...unknown];
}
