import type { KubeObject } from "@inlay/resources";
import { Quantity } from "@inlay/resources";
import { isRecord, mapAt } from "../schema/paths.ts";
import { membersOf, type Mutable } from "../schema/resource-definition.ts";
import { child, children, ensureChild, setIfAbsent } from "./defaults/edit.ts";
import { carry, statusStrategy, type Strategy } from "./strategies.ts";

/** A new pod is Pending, has its QoS class, and says so when scheduling gates hold it. */
export function preparePod(pod: Mutable): void {
  const spec = child(pod, "spec");
  pod["status"] = {
    phase: "Pending",
    ...(children(spec, "schedulingGates").length > 0
      ? {
          conditions: [
            {
              type: "PodScheduled",
              status: "False",
              lastProbeTime: null,
              lastTransitionTime: null,
              reason: "SchedulingGated",
              message: "Scheduling is blocked due to non-empty scheduling gates",
            },
          ],
        }
      : {}),
    qosClass: qosClass(spec),
  };
}

/** Guaranteed: CPU and memory limited everywhere, requests equal. BestEffort: neither anywhere. Burstable: the rest. */
function qosClass(spec: Mutable | undefined): string {
  const containers = [...children(spec, "containers"), ...children(spec, "initContainers")];
  let guaranteed = containers.length > 0;
  let bestEffort = true;
  for (const container of containers) {
    const requests = mapAt(container, "resources", "requests");
    const limits = mapAt(container, "resources", "limits");
    for (const name of ["cpu", "memory"]) {
      const limit = amount(limits[name]);
      const request = amount(requests[name] ?? limits[name]);
      if (limit > 0n || request > 0n) bestEffort = false;
      if (limit === 0n || request !== limit) guaranteed = false;
    }
  }
  return bestEffort ? "BestEffort" : guaranteed ? "Guaranteed" : "Burstable";
}

function amount(value: unknown): bigint {
  if (typeof value !== "string" && typeof value !== "number") return 0n;
  try {
    return Quantity.parse(value, "").nano;
  } catch {
    return 0n;
  }
}

/** Cluster IPs are handed out by whoever stores the service; here is what follows from the object alone. */
export const prepareService: Strategy = {
  prepareForCreate: (object) => {
    object["status"] = { loadBalancer: {} };
    settleFamilies(object);
  },
  prepareForUpdate: (object, old, subresource) => {
    if (subresource === "status") return statusStrategy(undefined).prepareForUpdate(object, old, subresource);
    carry(object, old, "status");
    keepClusterAddress(object, old);
    settleFamilies(object);
  },
};

/** A headless service without a selector may point anywhere, so it has both families. */
function settleFamilies(object: Mutable): void {
  const spec = ensureChild(object, "spec");
  if (spec["type"] === "ExternalName") return;
  if (typeof spec["clusterIP"] === "string" && spec["clusterIP"] !== "")
    setIfAbsent(spec, "clusterIPs", [spec["clusterIP"]]);
  const isOpen = spec["clusterIP"] === "None" && Object.keys(child(spec, "selector") ?? {}).length === 0;
  setIfAbsent(spec, "ipFamilies", isOpen ? ["IPv4", "IPv6"] : ["IPv4"]);
  setIfAbsent(spec, "ipFamilyPolicy", isOpen ? "RequireDualStack" : "SingleStack");
}

/** A client that replaces a service need not know its address: it is taken over when absent. */
function keepClusterAddress(object: Mutable, old: KubeObject): void {
  const spec = ensureChild(object, "spec");
  const before = membersOf(old)["spec"];
  if (!isRecord(before) || spec["type"] === "ExternalName" || before["type"] === "ExternalName") return;
  if (!spec["clusterIP"]) {
    spec["clusterIP"] = before["clusterIP"];
    spec["clusterIPs"] = before["clusterIPs"];
  }
  for (const field of ["ipFamilies", "ipFamilyPolicy"]) setIfAbsent(spec, field, before[field]);
  const ports = children(before, "ports");
  if (spec["type"] === "NodePort" || spec["type"] === "LoadBalancer")
    for (const port of children(spec, "ports")) {
      const same = ports.find((p) => p["port"] === port["port"] && p["protocol"] === port["protocol"]);
      if (!port["nodePort"] && same?.["nodePort"]) port["nodePort"] = same["nodePort"];
    }
}
