import { resourceListOf, type NodePool, type Pod, type PodSpec } from "@inlay/resources";
import { podKeyOf } from "../cluster/pod-lifecycle.ts";
import type { ProvisioningPlan } from "../plan.ts";
import { planProvisioning } from "../provisioning/plan-provisioning.ts";
import type { PoolObstacle } from "../simulation/pool-obstacle.ts";
import type { Policy, Snapshot } from "../snapshot.ts";

/** One change after which the pod would be placed. */
export interface NearestFix {
  /** A sentence in the imperative. */
  readonly change: string;
  /** Where it would then go: a node, or a new node of a pool. */
  readonly place: string;
}

interface Change {
  readonly change: string;
  readonly apply: (snapshot: Snapshot) => Snapshot;
}

const MOST_TRIED = 40;

/**
 * Tries small changes to the pod, then to the pools, and returns the first after which a new plan places the pod. Each is tried by
 * planning again, so the answer holds. Undefined when no single change is enough.
 */
export function nearestFix(
  snapshot: Snapshot,
  policy: Policy,
  pod: Pod,
  obstacles: readonly PoolObstacle[],
): NearestFix | undefined {
  const key = podKeyOf(pod);
  const changes = [...podChanges(pod, obstacles), ...poolChanges(snapshot, obstacles)].slice(0, MOST_TRIED);
  for (const { change, apply } of changes) {
    const plan = planProvisioning(apply(snapshot), policy);
    const place = placeOf(plan, key);
    if (place !== undefined) return { change, place };
  }
  return undefined;
}

/** Where the plan puts the pod. */
export function placeOf(plan: ProvisioningPlan, key: string): string | undefined {
  const node = plan.existingNodes.find(({ pods }) => pods.includes(key));
  if (node) return `node ${node.name}`;
  const claim = plan.newNodeClaims.find(({ pods }) => pods.includes(key));
  return claim && `a new node of pool ${claim.nodePool}`;
}

function podChanges(pod: Pod, obstacles: readonly PoolObstacle[]): Change[] {
  const changes: Change[] = [];
  const change = (text: string, spec: Partial<PodSpec>) =>
    changes.push({ change: text, apply: (snapshot) => withPod(snapshot, pod, { ...pod.spec, ...spec }) });
  const { nodeSelector = {}, affinity = {}, topologySpreadConstraints = [], tolerations = [] } = pod.spec;
  for (const obstacle of obstacles)
    if (obstacle.rule === "taint") {
      const taint = /taint=([^=:]+)(?:=([^:]*))?:(\w+)/.exec(obstacle.message);
      if (taint)
        change(`let the pod tolerate taint ${taint[1]} of pool ${obstacle.nodePool}`, {
          tolerations: [...tolerations, { key: taint[1]!, operator: "Exists" }],
        });
    }
  for (const key of Object.keys(nodeSelector).sort())
    change(`drop ${key} from the pod's node selector`, {
      nodeSelector: Object.fromEntries(Object.entries(nodeSelector).filter(([other]) => other !== key)),
    });
  const { requiredDuringSchedulingIgnoredDuringExecution: _, ...soft } = affinity.nodeAffinity ?? {};
  if (_) change("drop the pod's required node affinity", { affinity: { ...affinity, nodeAffinity: soft } });
  topologySpreadConstraints.forEach(({ topologyKey, whenUnsatisfiable }, index) => {
    if (whenUnsatisfiable === "DoNotSchedule")
      change(`make the pod's spread over ${topologyKey} ScheduleAnyway`, {
        topologySpreadConstraints: topologySpreadConstraints.map((each, place) =>
          place === index ? { ...each, whenUnsatisfiable: "ScheduleAnyway" } : each,
        ),
      });
  });
  for (const kind of ["podAffinity", "podAntiAffinity"] as const)
    if (affinity[kind]?.requiredDuringSchedulingIgnoredDuringExecution?.length)
      change(`drop the pod's required ${kind === "podAffinity" ? "affinity to" : "anti-affinity against"} other pods`, {
        affinity: { ...affinity, [kind]: {} },
      });
  const shortages = new Map(
    obstacles.flatMap(({ shortage }) => (shortage ? [[shortage.resource, shortage] as const] : [])),
  );
  for (const { resource, largest } of shortages.values()) {
    const most = resourceListOf({ [resource]: largest })[resource]!;
    change(`lower the pod's request of ${resource} to ${most}`, { containers: capRequests(pod, resource, most) });
  }
  return changes;
}

function poolChanges(snapshot: Snapshot, obstacles: readonly PoolObstacle[]): Change[] {
  return obstacles.flatMap(({ nodePool, rule, key }) => {
    const pool = snapshot.nodePools.find(({ metadata }) => metadata.name === nodePool)!;
    const { template } = pool.spec;
    const withSpec = (spec: NodePool["spec"]) => (of: Snapshot) => withPool(of, { ...pool, spec });
    if (rule === "limit") {
      const { limits: _, ...unlimited } = pool.spec;
      return [{ change: `raise the limits of pool ${nodePool}`, apply: withSpec(unlimited) }];
    }
    if (rule !== "requirement" || key === undefined) return [];
    const requirements = template.spec.requirements.filter((requirement) => requirement.key !== key);
    if (requirements.length === template.spec.requirements.length) return [];
    const spec = { ...pool.spec, template: { ...template, spec: { ...template.spec, requirements } } };
    return [{ change: `widen requirement ${key} of pool ${nodePool}`, apply: withSpec(spec) }];
  });
}

/** The whole request in the first container, capped; what daemons leave is what the pod may have. */
function capRequests(pod: Pod, resource: string, most: string): Pod["spec"]["containers"] {
  return pod.spec.containers.map((container, index) => {
    const { [resource]: _, ...others } = container.resources?.requests ?? {};
    return { ...container, resources: { requests: { ...others, ...(index === 0 && { [resource]: most }) } } };
  });
}

function withPod(snapshot: Snapshot, pod: Pod, spec: PodSpec): Snapshot {
  return { ...snapshot, pods: snapshot.pods.map((each) => (each === pod ? { ...pod, spec } : each)) };
}

function withPool(snapshot: Snapshot, pool: NodePool): Snapshot {
  const isSame = (each: NodePool) => each.metadata.name === pool.metadata.name;
  return { ...snapshot, nodePools: snapshot.nodePools.map((each) => (isSame(each) ? pool : each)) };
}
