import type { KubeObject } from "@inlay/resources";
import type { Mutable } from "../../schema/resource-definition.ts";
import { invalid } from "../failures.ts";
import type { Machinery } from "../machinery.ts";
import { storedAs } from "../resource-registry.ts";
import { textOf } from "../writes/object-metadata.ts";
import type { AdmissionPlugin, AdmissionRequest } from "./admission.ts";
import { listIn, memberOf } from "./fields.ts";

/** EKS gives services 10.100.0.0/16 when the nodes' network is not in it. */
const NETWORK = "10.100";
const HOSTS = 2 ** 16 - 2;
const NODE_PORTS = { first: 30_000, count: 2_768 };

interface Service extends KubeObject {
  readonly spec?: { readonly clusterIP?: string; readonly ports?: readonly { readonly nodePort?: number }[] };
}

/** Hands out cluster addresses and node ports (pkg/registry/core/service/storage alloc). What is in use is read from the services. */
export const serviceAddresses: AdmissionPlugin = {
  name: "ServiceAddresses",
  mutate: (request, machinery) => {
    const { operation, definition, object, subresource, old } = request;
    if (operation === "DELETE" || subresource !== "" || storedAs(definition) !== "/services" || !object) return;
    const others = (machinery.store.list("/services") as readonly Service[]).filter(
      ({ metadata }) => metadata.uid !== old?.metadata.uid,
    );
    const spec = memberOf(object, "spec");
    if (old === undefined) settleAddress(request, spec, others, machinery);
    settleNodePorts(request, spec, old as Service | undefined, others, machinery);
  },
};

function settleAddress(
  { definition, name }: AdmissionRequest,
  spec: Mutable,
  others: readonly Service[],
  { random }: Machinery,
): void {
  if (spec["type"] === "ExternalName") return;
  const used = new Set(others.map((service) => service.spec?.clusterIP));
  const wanted = textOf(spec["clusterIP"]);
  const isAsked = wanted !== "" && wanted !== "None";
  const why = !isAsked
    ? undefined
    : !wanted.startsWith(`${NETWORK}.`)
      ? `the provided IP (${wanted}) is not in the valid range. The range of valid IPs is ${NETWORK}.0.0/16`
      : used.has(wanted)
        ? "provided IP is already allocated"
        : undefined;
  if (why !== undefined)
    throw invalid("", definition.kind, name, [
      {
        reason: "FieldValueInvalid",
        field: "spec.clusterIPs",
        message: `Invalid value: []string{${JSON.stringify(wanted)}}: failed to allocate IP ${wanted}: ${why}`,
      },
    ]);
  if (wanted === "") spec["clusterIP"] = freeAddress(used, random);
  spec["clusterIPs"] = [spec["clusterIP"]];
  if (wanted === "None" && !spec["selector"] && spec["ipFamilies"] === undefined) {
    spec["ipFamilies"] = ["IPv4", "IPv6"];
    spec["ipFamilyPolicy"] = "RequireDualStack";
  }
}

function freeAddress(used: ReadonlySet<string | undefined>, random: () => number): string {
  for (;;) {
    const host = 1 + Math.floor(random() * HOSTS);
    const address = `${NETWORK}.${host >> 8}.${host & 255}`;
    if (!used.has(address)) return address;
  }
}

function settleNodePorts(
  { definition, name }: AdmissionRequest,
  spec: Mutable,
  old: Service | undefined,
  others: readonly Service[],
  { random }: Machinery,
): void {
  if (spec["type"] !== "NodePort" && spec["type"] !== "LoadBalancer") return;
  const used = new Set(others.flatMap((service) => (service.spec?.ports ?? []).map((port) => port.nodePort)));
  const before = (old?.spec?.ports ?? []) as readonly Mutable[];
  const ports = listIn(spec, "ports").map((port, index) => {
    if (port["nodePort"]) {
      const asked = port["nodePort"] as number;
      const why = nodePortFault(asked, used, before);
      if (why === undefined) return port;
      const message = `Invalid value: ${asked}: ${why}`;
      throw invalid("", definition.kind, name, [
        { reason: "FieldValueInvalid", field: `spec.ports[${index}].nodePort`, message },
      ]);
    }
    const same = before.find((each) => each["port"] === port["port"] && each["protocol"] === port["protocol"]);
    const nodePort = same?.["nodePort"] ?? freePort(used, random);
    used.add(nodePort as number);
    return { ...port, nodePort };
  });
  spec["ports"] = ports;
}

/** Why a port that is asked for cannot be had; the service's own ports it has. */
function nodePortFault(
  asked: number,
  used: ReadonlySet<number | undefined>,
  before: readonly Mutable[],
): string | undefined {
  if (before.some((port) => port["nodePort"] === asked)) return undefined;
  const last = NODE_PORTS.first + NODE_PORTS.count - 1;
  if (asked < NODE_PORTS.first || asked > last)
    return `provided port is not in the valid range. The range of valid ports is ${NODE_PORTS.first}-${last}`;
  return used.has(asked) ? "provided port is already allocated" : undefined;
}

function freePort(used: ReadonlySet<number | undefined>, random: () => number): number {
  for (;;) {
    const port = NODE_PORTS.first + Math.floor(random() * NODE_PORTS.count);
    if (!used.has(port)) return port;
  }
}
