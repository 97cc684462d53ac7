import {
  addAmounts,
  amountsOf,
  EPHEMERAL_TAINT_PREFIX,
  EPHEMERAL_TAINTS,
  firstShortage,
  matchesNodeSelector,
  matchesSelector,
  podRequests,
  subtractAmounts,
  untolerated,
  type LabelSelector,
  type Node,
  type NodeClaim,
  type Pod,
  type PodAffinityTerm,
  type ResourceAmounts,
  type StringMap,
  type Taint,
} from "@inlay/resources";
import type { ProvisioningPlan } from "../plan.ts";
import type { Snapshot } from "../snapshot.ts";

/** Somewhere that pods are, or will be when the plan is carried out. */
interface Place {
  readonly name: string;
  readonly labels: StringMap;
  /** Labels of which it is not decided yet what they will be. */
  readonly open: ReadonlySet<string>;
  readonly taints: readonly Taint[];
  readonly room: ResourceAmounts;
  readonly pods: Pod[];
  readonly planned: Pod[];
}

/**
 * Checks a plan by the rules of kube-scheduler, with no code of the planner: what is wrong, as sentences; empty when every
 * placement is valid. Daemons are not counted: the plan's requests say what they take.
 */
export function placementProblems(snapshot: Snapshot, plan: ProvisioningPlan): string[] {
  const pods = new Map(snapshot.pods.map((pod) => [keyOf(pod), pod]));
  const moving = new Set([...plan.newNodeClaims, ...plan.existingNodes].flatMap((each) => each.pods));
  const places = [...existingPlaces(snapshot, plan, pods, moving), ...newPlaces(snapshot, plan, pods)];
  return places.flatMap((place) =>
    place.planned.flatMap((pod) =>
      podProblems(pod, place, places, snapshot).map((text) => `${keyOf(pod)} on ${place.name}: ${text}`),
    ),
  );
}

function podProblems(pod: Pod, place: Place, places: readonly Place[], snapshot: Snapshot): string[] {
  return [
    ...ownProblems(pod, place),
    ...roomProblems(place),
    ...spreadProblems(pod, place, places),
    ...affinityProblems(pod, place, places, snapshot),
  ];
}

function ownProblems(pod: Pod, place: Place): string[] {
  const problems: string[] = [];
  const taint = untolerated(place.taints, pod.spec.tolerations ?? []);
  if (taint) problems.push(`taint ${taint.key} is not tolerated`);
  for (const [key, value] of Object.entries(pod.spec.nodeSelector ?? {})) {
    const stable = STABLE[key] ?? key;
    if (!place.open.has(stable) && place.labels[stable] !== value) problems.push(`label ${stable} is not ${value}`);
  }
  const required = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const decided = required?.nodeSelectorTerms.filter(
    (term) => !term.matchExpressions?.some(({ key }) => place.open.has(key)),
  );
  if (required && decided?.length === required.nodeSelectorTerms.length)
    if (!matchesNodeSelector(required, place.labels, place.name)) problems.push("node affinity is not met");
  return problems;
}

function roomProblems(place: Place): string[] {
  const needed = addAmounts(...place.planned.map((pod) => withoutLimits(pod)));
  const short = firstShortage(needed, place.room);
  // Running pods may share a port already: only what a planned pod adds is held against the plan.
  const taken = place.pods.flatMap(portsOf);
  const clash = place.planned.flatMap(portsOf).some((port) => {
    const isTaken = taken.includes(port);
    taken.push(port);
    return isTaken;
  });
  return [...(short ? [`not enough ${short}`] : []), ...(clash ? ["a host port is taken twice"] : [])];
}

function portsOf(pod: Pod): string[] {
  return pod.spec.containers
    .flatMap(({ ports = [] }) => ports)
    .filter(({ hostPort }) => hostPort)
    .map((port) => `${port.hostPort}/${port.protocol ?? "TCP"}/${port.hostIP ?? "0.0.0.0"}`);
}

/** The skew at the end: pods that match without having the constraint may have come later, and are not held against it. */
function spreadProblems(pod: Pod, place: Place, places: readonly Place[]): string[] {
  const problems: string[] = [];
  for (const constraint of pod.spec.topologySpreadConstraints ?? []) {
    if (constraint.whenUnsatisfiable !== "DoNotSchedule") continue;
    const { topologyKey } = constraint;
    if (place.open.has(topologyKey)) continue;
    const own = place.labels[topologyKey];
    if (own === undefined) {
      problems.push(`has no ${topologyKey} to spread over`);
      continue;
    }
    const selector = withKeys(constraint.labelSelector, pod, constraint.matchLabelKeys);
    const counted = (each: Pod) =>
      each.metadata.namespace === pod.metadata.namespace && matchesSelector(selector, each.metadata.labels);
    const counts = new Map<string, number>();
    for (const other of places) {
      const domain = other.labels[topologyKey];
      if (domain === undefined || other.open.has(topologyKey)) continue;
      if (constraint.nodeAffinityPolicy !== "Ignore" && !selects(pod, other)) continue;
      if (constraint.nodeTaintsPolicy === "Honor" && untolerated(other.taints, pod.spec.tolerations ?? [])) continue;
      const later = domain === own ? other.planned.filter((each) => counted(each) && !sameSpread(each, pod)).length : 0;
      const matching = [...other.pods, ...other.planned].filter(
        (each) => counted(each) && !each.metadata.deletionTimestamp,
      ).length;
      counts.set(domain, (counts.get(domain) ?? 0) + matching - later);
    }
    const isShort = counts.size < (constraint.minDomains ?? 1);
    const minimum = topologyKey === "kubernetes.io/hostname" || isShort ? 0 : Math.min(...counts.values());
    if ((counts.get(own) ?? 0) - minimum > constraint.maxSkew)
      problems.push(
        `spread over ${topologyKey}: ${counts.get(own)} in ${own}, minimum ${minimum}, maxSkew ${constraint.maxSkew}`,
      );
  }
  return problems;
}

function affinityProblems(pod: Pod, place: Place, places: readonly Place[], snapshot: Snapshot): string[] {
  const problems: string[] = [];
  const everyone = places.flatMap((other) => [...other.pods, ...other.planned].map((each) => ({ each, other })));
  const together = pod.spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const apart = pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  for (const term of together) {
    if (place.open.has(term.topologyKey)) continue;
    const matching = everyone.filter(
      ({ each }) =>
        each !== pod && !each.metadata.deletionTimestamp && together.every((t) => chosen(t, pod, each, snapshot)),
    );
    // Pods with the same rule may start one domain together, as long as nobody matches yet; others may come before or after. A pod
    // that its own rule does not select starts nothing: it follows those that do.
    const starts = chosen(term, pod, pod, snapshot);
    const isLike = ({ each, other }: (typeof matching)[number]) =>
      starts && other.planned.includes(each) && sameAffinity(each, pod);
    const domainOf = (other: Place) => other.labels[term.topologyKey];
    const led = new Set(matching.filter((one) => !isLike(one)).map(({ other }) => domainOf(other)));
    const started = new Set(matching.filter(isLike).map(({ other }) => domainOf(other)));
    const own = domainOf(place);
    const isFirst =
      matching.every(({ each, other }) => other.planned.includes(each)) &&
      [...started].every((domain) => domain === own || led.has(domain)) &&
      starts;
    if (own === undefined || (!led.has(own) && !isFirst)) problems.push(`affinity over ${term.topologyKey} is not met`);
  }
  for (const { each, other } of everyone) {
    if (each === pod || each.metadata.deletionTimestamp) continue;
    const theirs = each.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
    const clash =
      apart.find((term) => chosen(term, pod, each, snapshot) && sameDomain(term.topologyKey, place, other)) ??
      theirs.find((term) => chosen(term, each, pod, snapshot) && sameDomain(term.topologyKey, place, other));
    if (clash) problems.push(`anti-affinity over ${clash.topologyKey} with ${keyOf(each)}`);
  }
  return problems;
}

function sameDomain(key: string, a: Place, b: Place): boolean {
  if (a === b) return a.labels[key] !== undefined || a.open.has(key);
  return !a.open.has(key) && !b.open.has(key) && a.labels[key] !== undefined && a.labels[key] === b.labels[key];
}

/** Whether the term of `owner` is about `other`. */
function chosen(term: PodAffinityTerm, owner: Pod, other: Pod, snapshot: Snapshot): boolean {
  const namespace = other.metadata.namespace ?? "default";
  const listed = term.namespaces ?? [];
  const selected = term.namespaceSelector
    ? snapshot.namespaces.some(
        ({ metadata }) => metadata.name === namespace && matchesSelector(term.namespaceSelector, metadata.labels),
      )
    : listed.length === 0 && namespace === (owner.metadata.namespace ?? "default");
  return (
    (selected || listed.includes(namespace)) &&
    matchesSelector(withKeys(term.labelSelector, owner, term.matchLabelKeys), other.metadata.labels)
  );
}

function existingPlaces(
  snapshot: Snapshot,
  plan: ProvisioningPlan,
  pods: ReadonlyMap<string, Pod>,
  moving: ReadonlySet<string>,
): Place[] {
  const planned = new Map(plan.existingNodes.map((node) => [node.name, node.pods.map((key) => pods.get(key)!)]));
  const claims = new Map(snapshot.nodeClaims.map((claim) => [claim.status?.providerID ?? claim.metadata.name, claim]));
  const places = snapshot.nodes.map((node) => {
    const claim = claims.get(node.spec.providerID ?? "");
    const bound = snapshot.pods.filter((pod) => pod.spec.nodeName === node.metadata.name && !isFinished(pod));
    const staying = bound.filter((pod) => !moving.has(keyOf(pod)));
    return place(node.metadata.name, node, claim, bound, staying, planned.get(node.metadata.name) ?? []);
  });
  const known = new Set(snapshot.nodes.map((node) => node.spec.providerID));
  for (const claim of snapshot.nodeClaims)
    if (!known.has(claim.status?.providerID))
      places.push(place(claim.metadata.name, undefined, claim, [], [], planned.get(claim.metadata.name) ?? []));
  return places;
}

function place(
  name: string,
  node: Node | undefined,
  claim: NodeClaim | undefined,
  bound: readonly Pod[],
  staying: Pod[],
  planned: Pod[],
): Place {
  const isRegistered = !claim || node?.metadata.labels?.["karpenter.sh/registered"] === "true";
  const isInitialized = !claim || node?.metadata.labels?.["karpenter.sh/initialized"] === "true";
  const labels = isRegistered ? node?.metadata.labels : claim?.metadata.labels;
  const taints = (isRegistered ? node?.spec.taints : claim?.spec.taints) ?? [];
  const launching = !node && !claim?.status?.providerID;
  const reported = amountsOf(node?.status?.allocatable);
  const expected = amountsOf(launching ? claim?.spec.resources?.requests : claim?.status?.allocatable);
  const room = isInitialized
    ? reported
    : { ...expected, ...Object.fromEntries(Object.entries(reported).filter(([, amount]) => amount > 0)) };
  return {
    name,
    labels: { "kubernetes.io/hostname": name, ...labels },
    open: new Set(),
    taints: isInitialized ? taints : taints.filter((taint) => !isTemporary(taint, claim?.spec.startupTaints ?? [])),
    room: subtractAmounts(room, addAmounts(...bound.map((pod) => withoutLimits(pod)))),
    pods: staying,
    planned,
  };
}

/** A new node as it is expected: the cheapest type in its zone; what the claim leaves open stays open. */
function newPlaces(snapshot: Snapshot, plan: ProvisioningPlan, pods: ReadonlyMap<string, Pod>): Place[] {
  return plan.newNodeClaims.map((claim, index) => {
    const catalogue = snapshot.catalogues[snapshot.catalogueOfNodePool[claim.nodePool]!]!;
    const type = catalogue.find(({ name }) => name === claim.cheapest.instanceType)!;
    const ofType = type.requirements.filter(({ operator, values }) => operator === "In" && values?.length === 1);
    const asked = claim.spec.requirements.filter(({ operator, values }) => operator === "In" && values?.length === 1);
    const labels: Record<string, string> = { ...claim.labels, "kubernetes.io/hostname": `new-${index}` };
    for (const { key, values } of [...ofType, ...asked]) labels[key] = values![0]!;
    const several = [
      "topology.kubernetes.io/zone",
      "karpenter.sh/capacity-type",
      "kubernetes.io/os",
      "kubernetes.io/arch",
    ];
    const daemons = subtractAmounts(
      claim.requests,
      addAmounts(...claim.pods.map((key) => withoutLimits(pods.get(key)!))),
    );
    return {
      name: `new node ${index}`,
      labels,
      open: new Set(several.filter((key) => labels[key] === undefined)),
      taints: claim.spec.taints ?? [],
      room: subtractAmounts(subtractAmounts(type.capacity, type.overhead), daemons),
      pods: [],
      planned: claim.pods.map((key) => pods.get(key)!),
    };
  });
}

const STABLE: Readonly<Record<string, string>> = {
  "failure-domain.beta.kubernetes.io/zone": "topology.kubernetes.io/zone",
  "beta.kubernetes.io/arch": "kubernetes.io/arch",
  "beta.kubernetes.io/os": "kubernetes.io/os",
};

function selects(pod: Pod, place: Place): boolean {
  for (const [key, value] of Object.entries(pod.spec.nodeSelector ?? {}))
    if (place.labels[STABLE[key] ?? key] !== value) return false;
  const required = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return !required || matchesNodeSelector(required, place.labels, place.name);
}

function sameSpread(a: Pod, b: Pod): boolean {
  return JSON.stringify(a.spec.topologySpreadConstraints) === JSON.stringify(b.spec.topologySpreadConstraints);
}

function sameAffinity(a: Pod, b: Pod): boolean {
  return JSON.stringify(a.spec.affinity?.podAffinity) === JSON.stringify(b.spec.affinity?.podAffinity);
}

function withKeys(
  selector: LabelSelector | undefined,
  pod: Pod,
  keys: readonly string[] = [],
): LabelSelector | undefined {
  const labels = pod.metadata.labels ?? {};
  const extra = keys
    .filter((key) => key in labels)
    .map((key) => ({ key, operator: "In" as const, values: [labels[key]!] }));
  return selector && { ...selector, matchExpressions: [...(selector.matchExpressions ?? []), ...extra] };
}

function withoutLimits(pod: Pod): ResourceAmounts {
  const strip = (containers: Pod["spec"]["containers"]) =>
    containers.map((container) => ({ ...container, resources: { requests: container.resources?.requests ?? {} } }));
  const { initContainers } = pod.spec;
  const spec = {
    ...pod.spec,
    containers: strip(pod.spec.containers),
    ...(initContainers && { initContainers: strip(initContainers) }),
  };
  return podRequests({ spec });
}

function isTemporary(taint: Taint, startup: readonly Taint[]): boolean {
  const same = (other: Taint) => other.key === taint.key && other.effect === taint.effect;
  return taint.key.startsWith(EPHEMERAL_TAINT_PREFIX) || [...EPHEMERAL_TAINTS, ...startup].some(same);
}

function isFinished(pod: Pod): boolean {
  return pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed";
}

function keyOf(pod: Pod): string {
  return `${pod.metadata.namespace ?? "default"}/${pod.metadata.name}`;
}
