import { NODES, PODS, rfc3339, type Node, type Pod } from "@inlay/resources";
import { controllerEvents, controllerQueue, type ControllerContext } from "../controller-context.ts";
import { unlessGone } from "../ownership/unless-gone.ts";
import { conditionOf, isReady, isTerminal } from "../pods/pod-state.ts";
import { hear, silentConditions, type Heartbeat } from "./node-health.ts";
import { decideTaints } from "./node-taints.ts";

const NAME = "node-controller";
const MONITOR_PERIOD_MS = 5_000;

/** Notices nodes that have fallen silent, taints nodes by their conditions and marks the pods of lost ones not ready. */
export function startNodeLifecycleController(context: ControllerContext): void {
  const { indexes, clock, signal } = context;
  const { nodes, leases, pods } = indexes;
  const api = context.apiOf(NAME);
  const events = controllerEvents(context, NAME);
  const queue = controllerQueue(context, NAME, sync, 20);
  const heartbeats = new Map<string, Heartbeat>();
  let readyNodes = 0;

  nodes.onChange((type, node, previous) => {
    const { name } = node.metadata;
    const was = previous !== undefined && isNodeReady(previous);
    const is = type !== "DELETED" && isNodeReady(node);
    readyNodes += Number(is) - Number(was);
    if (type === "DELETED") {
      heartbeats.delete(name);
      return events.normal(node, "RemovingNode", `Node ${name} event: Removing Node ${name} from Controller`);
    }
    listen(node);
    if (type === "ADDED" && !previous)
      events.normal(node, "RegisteredNode", `Node ${name} event: Registered Node ${name} in Controller`);
    if (!previous || previous.spec !== node.spec || conditionsChanged(node, previous)) queue.add(name);
    // The first node that is ready again, or the last that was: whether to evict changes for all.
    if (is !== was && readyNodes <= 1) for (const each of nodes.all()) queue.add(each.metadata.name);
  });
  leases.onChange((_type, lease) => {
    if (lease.metadata.namespace !== "kube-node-lease") return;
    const node = nodes.get(lease.metadata.name);
    if (node) listen(node);
  });
  pods.onChange((_type, pod, previous) => {
    const node = pod.spec.nodeName && !previous?.spec.nodeName ? nodes.get(pod.spec.nodeName) : undefined;
    if (node && conditionOf(node, "Ready")?.status === "Unknown") queue.add(node.metadata.name);
  });

  function listen(node: Node): void {
    const { name } = node.metadata;
    const lease = leases.get(`kube-node-lease/${name}`);
    heartbeats.set(name, hear(heartbeats.get(name), node, lease, clock.now()));
  }

  let cancelMonitor = clock.after(MONITOR_PERIOD_MS, monitor);
  signal.addEventListener("abort", () => cancelMonitor(), { once: true });
  let lastRound = clock.now();

  function monitor(): void {
    const now = clock.now();
    // A clock that has jumped, or a process that was stopped, says nothing about the nodes.
    const stalledMs = Math.max(0, now - lastRound - 2 * MONITOR_PERIOD_MS);
    lastRound = now;
    for (const [name, heartbeat] of heartbeats) {
      if (stalledMs > 0) heartbeats.set(name, { ...heartbeat, heardAt: heartbeat.heardAt + stalledMs });
      else {
        const node = nodes.get(name);
        if (node && silentConditions(node, heartbeat, now, rfc3339(now))) queue.add(name);
      }
    }
    cancelMonitor = clock.after(MONITOR_PERIOD_MS, monitor);
  }

  async function sync(name: string): Promise<void> {
    const node = nodes.get(name);
    if (!node) return;
    const now = clock.now();
    const time = rfc3339(now);
    const heartbeat = heartbeats.get(name);
    const conditions = heartbeat && silentConditions(node, heartbeat, now, time);
    if (conditions) {
      events.normal(node, "NodeNotReady", `Node ${name} status is now: NodeNotReady`);
      await unlessGone(
        api.update<Node>(NODES, { ...node, status: { ...node.status, conditions } }, { subresource: "status" }),
      );
    }
    const current = nodes.get(name);
    if (!current) return;
    const taints = decideTaints(current, readyNodes > 0, time);
    if (taints) await unlessGone(api.update<Node>(NODES, { ...current, spec: { ...current.spec, taints } }));
    if (conditionOf(current, "Ready")?.status !== "True") await markPodsNotReady(name, current);
  }

  /** Pods of a node that is not heard of no longer serve: endpoints, budgets and Deployments must know. */
  async function markPodsNotReady(nodeName: string, node: Node): Promise<void> {
    if (conditionOf(node, "Ready")?.status !== "Unknown") return;
    for (const pod of pods.by("node", nodeName)) if (isReady(pod) && !isTerminal(pod)) await markNotReady(pod);
  }

  async function markNotReady(pod: Pod): Promise<void> {
    const condition = { type: "Ready", status: "False", lastTransitionTime: rfc3339(clock.now()) };
    const patch = { metadata: { uid: pod.metadata.uid }, status: { conditions: [condition] } };
    await unlessGone(api.patch(PODS, pod.metadata, "strategic", patch, { subresource: "status" }));
    events.warning(pod, "NodeNotReady", "Node is not ready");
  }
}

function isNodeReady(node: Node): boolean {
  return conditionOf(node, "Ready")?.status === "True";
}

/** Heartbeats alone change nothing. */
function conditionsChanged(node: Node, previous: Node): boolean {
  const states = (each: Node) => (each.status?.conditions ?? []).map(({ type, status }) => `${type}=${status}`).join();
  return node.status?.conditions !== previous.status?.conditions && states(node) !== states(previous);
}
