import type { NodeState } from "../cluster-state/node-state.ts";

/** Why a node cannot take a pod, in kube-scheduler's words. */
export interface Rejection {
  /** The plugin that says so: `NodeResourcesFit`. */
  readonly plugin: string;
  readonly reasons: readonly string[];
  /** Whether taking other pods off the node could help (Unschedulable, not UnschedulableAndUnresolvable). */
  readonly resolvable: boolean;
}

/** Looks at one node for the pod that it was made for. Valid as long as the cluster state does not change. */
export type Filter = (node: NodeState) => Rejection | undefined;

/** What a filter has found before it looks at any node: a filter, nothing to check, or that no node will do. */
export type Prepared = Filter | { readonly nowhere: Rejection } | undefined;

export function unresolvable(plugin: string, reason: string): Rejection {
  return { plugin, reasons: [reason], resolvable: false };
}

export function resolvable(plugin: string, reason: string): Rejection {
  return { plugin, reasons: [reason], resolvable: true };
}
