import type { Mutable } from "../../schema/resource-definition.ts";
import { child, children, ensureChild, setIfAbsent, setIfEmpty } from "./edit.ts";

export function defaultService(object: Mutable): void {
  const spec = ensureChild(object, "spec");
  setIfEmpty(spec, "sessionAffinity", "None");
  if (spec["sessionAffinity"] === "None") delete spec["sessionAffinityConfig"];
  else if (spec["sessionAffinity"] === "ClientIP")
    setIfAbsent(ensureChild(ensureChild(spec, "sessionAffinityConfig"), "clientIP"), "timeoutSeconds", 10_800);
  setIfEmpty(spec, "type", "ClusterIP");
  for (const port of children(spec, "ports")) {
    setIfEmpty(port, "protocol", "TCP");
    if (!port["targetPort"]) port["targetPort"] = port["port"];
  }
  const type = spec["type"];
  if (type === "NodePort" || type === "LoadBalancer") setIfEmpty(spec, "externalTrafficPolicy", "Cluster");
  if (type !== "ExternalName") setIfAbsent(spec, "internalTrafficPolicy", "Cluster");
  if (type === "LoadBalancer") setIfAbsent(spec, "allocateLoadBalancerNodePorts", true);
}

export function defaultEndpoints(object: Mutable): void {
  for (const subset of children(object, "subsets"))
    for (const port of children(subset, "ports")) setIfEmpty(port, "protocol", "TCP");
}

export function defaultEndpointSlice(object: Mutable): void {
  for (const port of children(object, "ports")) {
    setIfAbsent(port, "name", "");
    setIfAbsent(port, "protocol", "TCP");
  }
}

export function defaultNetworkPolicy(object: Mutable): void {
  const spec = ensureChild(object, "spec");
  if (children(spec, "policyTypes").length === 0 && !Array.isArray(spec["policyTypes"]))
    spec["policyTypes"] = children(spec, "egress").length > 0 ? ["Ingress", "Egress"] : ["Ingress"];
  for (const rule of [...children(spec, "ingress"), ...children(spec, "egress")])
    for (const port of children(rule, "ports")) setIfAbsent(port, "protocol", "TCP");
}

export function defaultIngressClass(object: Mutable): void {
  const parameters = child(child(object, "spec"), "parameters");
  if (parameters) setIfAbsent(parameters, "scope", "Cluster");
}
