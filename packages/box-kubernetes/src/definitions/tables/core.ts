import type { KubeObject } from "@inlay/resources";
import { at, listAt, mapAt, numberAt, scalarText, stringsAt, textAt } from "../../schema/paths.ts";
import { age } from "./human.ts";
import { ageOf, countOf, labelsText, nameOf, orNone, table } from "./table.ts";

export const nameAndCreatedTable = table(["Name", "Created At:date"], (object) => [
  nameOf(object),
  object.metadata.creationTimestamp,
]);

export const namespaceTable = table(["Name", "Status", "Age"], (object, now) => [
  nameOf(object),
  textAt(object, "status", "phase"),
  ageOf(object, now),
]);
export const configMapTable = table(["Name", "Data", "Age"], (object, now) => [
  nameOf(object),
  countOf(object, "data") + countOf(object, "binaryData"),
  ageOf(object, now),
]);
export const secretTable = table(["Name", "Type", "Data", "Age"], (object, now) => [
  nameOf(object),
  textAt(object, "type"),
  countOf(object, "data"),
  ageOf(object, now),
]);
export const serviceAccountTable = table(["Name", "Secrets", "Age"], (object, now) => [
  nameOf(object),
  listAt(object, "secrets").length,
  ageOf(object, now),
]);

export const serviceTable = table(
  ["Name", "Type", "Cluster-IP", "External-IP", "Port(s)", "Age", "+Selector"],
  (object, now) => [
    nameOf(object),
    textAt(object, "spec", "type"),
    orNone(scalarText(listAt(object, "spec", "clusterIPs")[0])),
    externalAddress(object),
    orNone(listAt(object, "spec", "ports").map(portText).join(",")),
    ageOf(object, now),
    labelsText(stringsAt(object, "spec", "selector")),
  ],
);

function portText(port: unknown): string {
  const nodePort = numberAt(port, "nodePort");
  return `${numberAt(port, "port")}${nodePort > 0 ? `:${nodePort}` : ""}/${textAt(port, "protocol")}`;
}

function externalAddress(service: KubeObject): string {
  const external = listAt(service, "spec", "externalIPs").map(String);
  switch (textAt(service, "spec", "type")) {
    case "ExternalName":
      return textAt(service, "spec", "externalName");
    case "LoadBalancer": {
      const ingress = listAt(service, "status", "loadBalancer", "ingress").map(
        (i) => textAt(i, "ip") || textAt(i, "hostname"),
      );
      const all = [...ingress, ...external];
      return all.length === 0 ? "<pending>" : all.join(",");
    }
    default:
      return orNone(external.join(","));
  }
}

const MOST_ENDPOINTS = 3;

export const endpointsTable = table(["Name", "Endpoints", "Age"], (object, now) => {
  const all = listAt(object, "subsets").flatMap((subset) => {
    const addresses = listAt(subset, "addresses").map((a) => textAt(a, "ip"));
    const ports = listAt(subset, "ports").map((p) => numberAt(p, "port"));
    return ports.length === 0
      ? addresses
      : ports.flatMap((port) => addresses.map((a) => `${a.includes(":") ? `[${a}]` : a}:${port}`));
  });
  return [nameOf(object), firstFew(all, "<none>"), ageOf(object, now)];
});

function firstFew(all: readonly string[], none: string): string {
  if (all.length === 0) return none;
  const shown = all.slice(0, MOST_ENDPOINTS).join(",");
  return all.length > MOST_ENDPOINTS ? `${shown} + ${all.length - MOST_ENDPOINTS} more...` : shown;
}

export const endpointSliceTable = table(["Name", "AddressType", "Ports", "Endpoints", "Age"], (object, now) => [
  nameOf(object),
  textAt(object, "addressType"),
  firstFew(listAt(object, "ports").map((p) => (at(p, "port") === undefined ? "*" : String(at(p, "port")))), "<unset>"),
  firstFew(listAt(object, "endpoints").flatMap((e) => listAt(e, "addresses").map(String)), "<unset>"),
  ageOf(object, now),
]); // prettier-ignore

const EVENT_COLUMNS = [
  "Last Seen",
  "Type",
  "Reason",
  "Object",
  "+Subobject",
  "+Source",
  "Message",
  "+First Seen",
  "+Count",
  "+Name",
];

/** core/v1 and events.k8s.io/v1 name the same things differently. */
export const eventTable = table(EVENT_COLUMNS, (event, now) => {
  const first = at(event, "firstTimestamp") ?? at(event, "deprecatedFirstTimestamp") ?? at(event, "eventTime");
  const last = at(event, "lastTimestamp") ?? at(event, "deprecatedLastTimestamp") ?? first;
  const series = at(event, "series");
  const object = at(event, "involvedObject") ?? at(event, "regarding");
  const kind = textAt(object, "kind").toLowerCase();
  const name = textAt(object, "name");
  const count = numberAt(event, "count") || numberAt(event, "deprecatedCount") || 1;
  const hasSeries = series !== undefined && series !== null;
  return [
    age(hasSeries ? at(series, "lastObservedTime") : last, now),
    textAt(event, "type"),
    textAt(event, "reason"),
    name === "" ? kind : `${kind}/${name}`,
    textAt(object, "fieldPath"),
    eventSource(event),
    (textAt(event, "message") || textAt(event, "note")).trim(),
    age(first, now),
    hasSeries ? numberAt(series, "count") : count,
    nameOf(event),
  ];
});

function eventSource(event: KubeObject): string {
  const source = at(event, "source") ?? at(event, "deprecatedSource");
  const component =
    textAt(source, "component") || textAt(event, "reportingComponent") || textAt(event, "reportingController");
  const host = textAt(source, "host") || textAt(event, "reportingInstance");
  return host === "" ? component : `${component}, ${host}`;
}

export const resourceQuotaTable = table(["Name", "Age", "Request", "Limit"], (object, now) => {
  const hard = mapAt(object, "status", "hard");
  const used = mapAt(object, "status", "used");
  const part = (limits: boolean) =>
    Object.keys(hard)
      .sort()
      .filter((name) => name.startsWith("limits") === limits)
      .map((name) => `${name}: ${scalarText(used[name] ?? "0")}/${String(hard[name])}`)
      .join(", ");
  return [nameOf(object), ageOf(object, now), part(false), part(true)];
});

export const componentStatusTable = table(["Name", "Status", "Message", "Error"], (object) => {
  const healthy = listAt(object, "conditions").find((c) => textAt(c, "type") === "Healthy");
  const status = textAt(healthy, "status");
  return [
    nameOf(object),
    status === "True" ? "Healthy" : status === "False" ? "Unhealthy" : "Unknown",
    textAt(healthy, "message"),
    textAt(healthy, "error"),
  ];
});
