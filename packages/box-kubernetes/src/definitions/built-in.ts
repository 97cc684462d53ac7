import type { ResourceDefinition } from "../schema/resource-definition.ts";
import { definitionOf } from "./built-in-kind.ts";
import { CLUSTER_KINDS, METRICS_KINDS } from "./cluster-kinds.ts";
import { CORE_KINDS } from "./core-kinds.ts";
import { WORKLOAD_KINDS } from "./workload-kinds.ts";

let definitions: readonly ResourceDefinition[] | undefined;
let metrics: readonly ResourceDefinition[] | undefined;

/** The resources that a Kubernetes 1.32 API server has from the start and keeps in its store. */
export function builtInDefinitions(): readonly ResourceDefinition[] {
  definitions ??= [...CORE_KINDS, ...WORKLOAD_KINDS, ...CLUSTER_KINDS].map(definitionOf);
  return definitions;
}

/** metrics.k8s.io/v1beta1 nodes and pods: read-only, never stored. */
export function metricsDefinitions(): readonly ResourceDefinition[] {
  metrics ??= METRICS_KINDS.map(definitionOf);
  return metrics;
}
