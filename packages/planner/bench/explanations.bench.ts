/**
 * What it costs to know why: the share of planning that goes into reasons for pods that are left over, by sampling, and how long one explanation
 * takes when it is asked for.
 */
import { Session, type Profiler } from "node:inspector/promises";
import { percentile, printFigures } from "../../../bench/figures.ts";
import { benchmarkSnapshot, benchmarkTypes, diversePods } from "./diverse-pods.ts";
import { DEFAULT_POLICY, explainPod, planProvisioning, type Pod } from "./planner-api.ts";

const PODS = 20_000;
/** Every so many pods ask for what no node has: a zone, a machine, a label. */
const EVERY = 10;
const PLANS = 6;

const wishes: readonly ((pod: Pod) => Pod)[] = [
  (pod) => withSpec(pod, { nodeSelector: { "topology.kubernetes.io/zone": "nowhere" } }),
  (pod) => withSpec(pod, { nodeSelector: { team: "none" } }),
  (pod) => withSpec(pod, { containers: [{ name: "app", resources: { requests: { cpu: "9000" } } }] }),
];

function withSpec(pod: Pod, change: Partial<Pod["spec"]>): Pod {
  return { ...pod, spec: { ...pod.spec, ...change } };
}

const pods = diversePods(PODS).map((pod, index) =>
  index % EVERY === 0 ? wishes[(index / EVERY) % wishes.length]!(pod) : pod,
);
const snapshot = benchmarkSnapshot(pods, benchmarkTypes(400));
const plan = () => planProvisioning(snapshot, DEFAULT_POLICY);
const left = plan().unschedulable;

const session = new Session();
session.connect();
await session.post("Profiler.enable");
await session.post("Profiler.start");
for (let index = 0; index < PLANS; index++) plan();
const { profile } = await session.post("Profiler.stop");
session.disconnect();

/** Samples taken within the functions of these names, as a part of those taken within `of`. */
function shareOf(names: readonly string[], of: string): number {
  const children = new Map(profile.nodes.map((node) => [node.id, node]));
  const isChild = new Set(profile.nodes.flatMap((node) => node.children ?? []));
  let within = 0;
  let all = 0;
  const visit = (node: Profiler.ProfileNode, isOf: boolean, isWithin: boolean): void => {
    const name = node.callFrame.functionName;
    const [inOf, inNames] = [isOf || name === of, isWithin || names.includes(name)];
    if (inOf) all += node.hitCount ?? 0;
    if (inOf && inNames) within += node.hitCount ?? 0;
    for (const child of node.children ?? []) visit(children.get(child)!, inOf, inNames);
  };
  for (const node of profile.nodes) if (!isChild.has(node.id)) visit(node, false, false);
  return within / all;
}

const asked = left.slice(0, 20).map(({ pod }) => {
  const started = process.cpuUsage();
  explainPod(snapshot, DEFAULT_POLICY, pod);
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
});
printFigures([
  {
    what: `reasons kept for ${left.length} of ${PODS} pods, part of planning`,
    value: 100 * shareOf(["#explain"], "planProvisioning"),
    unit: "%",
    goal: { atMost: 5 },
  },
  {
    what: `one explanation among ${PODS} pods when asked for, nearest fix included`,
    value: percentile(asked, 0.5),
    unit: "ms",
  },
]);
