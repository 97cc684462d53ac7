import { rfc3339, type KubeObject, type Node, type Pod } from "@inlay/resources";
import { notFound } from "../failures.ts";
import { jsonAnswer } from "../http/answer.ts";
import { listText, objectText } from "../http/rendering.ts";
import { renderingOf } from "../http/object-handlers.ts";
import { listQuery } from "../http/query-options.ts";
import type { ComputedResources } from "../http/route.ts";
import type { Handler } from "../http/subresource-handlers.ts";
import type { Machinery } from "../machinery.ts";
import { selectionOf } from "../reads/selection.ts";
import { usageOf, type Usage } from "./container-usage.ts";

const GROUP = "metrics.k8s.io";
const API_VERSION = `${GROUP}/v1beta1`;
const WINDOW = "20.041s";
/** What a machine uses by itself. */
const NODE_BASE = { cpuNano: 35_000_000n, memoryBytes: 480n * 2n ** 20n };
/** metrics.k8s.io/v1beta1 nodes and pods, for `kubectl top`: usage is what the pods state, or made up from what they request. */
export const metricsResources: ComputedResources = {
  handler: (group, _version, resource) =>
    group === GROUP ? (resource === "nodes" ? answerWith(nodeMetrics) : answerWith(podMetrics)) : undefined,
};

type Metrics = (machinery: Machinery, namespace: string | undefined) => readonly KubeObject[];

function answerWith(metricsOf: Metrics): Handler {
  return (machinery, call, { definition, namespace, name }) => {
    const rendering = renderingOf(machinery, call, definition);
    const all = metricsOf(machinery, namespace);
    if (name === "") {
      const { matches } = selectionOf(definition, listQuery(call.query, false));
      return jsonAnswer(200, listText({ items: all.filter(matches), resourceVersion: "" }, rendering));
    }
    const found = all.find((each) => each.metadata.name === name);
    if (!found) throw notFound(definition, name);
    return jsonAnswer(200, objectText(found, rendering));
  };
}

function nodeMetrics({ store, clock }: Machinery): readonly KubeObject[] {
  const byNode = new Map<string, Usage>();
  for (const pod of runningPods(store.list("/pods") as readonly Pod[])) {
    const nodeName = pod.spec.nodeName ?? "";
    byNode.set(
      nodeName,
      sum(byNode.get(nodeName) ?? NODE_BASE, ...pod.spec.containers.map((each) => usageOf(pod, each))),
    );
  }
  const nodes = (store.list("/nodes") as readonly Node[]).filter(isReady);
  return nodes.map((node) => ({
    ...headOf("NodeMetrics", node, clock.now()),
    usage: usageText(byNode.get(node.metadata.name) ?? NODE_BASE),
  }));
}

function podMetrics({ store, clock }: Machinery, namespace: string | undefined): readonly KubeObject[] {
  return runningPods(store.list("/pods", namespace) as readonly Pod[]).map((pod) => ({
    ...headOf("PodMetrics", pod, clock.now()),
    containers: pod.spec.containers.map((container) => ({
      name: container.name,
      usage: usageText(usageOf(pod, container)),
    })),
  }));
}

function headOf(kind: string, { metadata }: KubeObject, now: number) {
  const { name, namespace, labels } = metadata;
  return {
    kind,
    apiVersion: API_VERSION,
    metadata: {
      name,
      ...(namespace && { namespace }),
      creationTimestamp: rfc3339(now),
      ...(labels && { labels }),
    } as KubeObject["metadata"],
    timestamp: rfc3339(now),
    window: WINDOW,
  };
}

function runningPods(pods: readonly Pod[]): readonly Pod[] {
  return pods.filter((pod) => pod.status?.phase === "Running");
}

function isReady({ status }: Node): boolean {
  return (status?.conditions ?? []).some(({ type, status: is }) => type === "Ready" && is === "True");
}

function sum(...usages: readonly Usage[]): Usage {
  return usages.reduce((total, each) => ({
    cpuNano: total.cpuNano + each.cpuNano,
    memoryBytes: total.memoryBytes + each.memoryBytes,
  }));
}

function usageText({ cpuNano, memoryBytes }: Usage): object {
  return { cpu: `${cpuNano}n`, memory: `${memoryBytes / 1024n}Ki` };
}
