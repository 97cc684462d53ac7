import type { KubeObject } from "@inlay/resources";
import { at, listAt, textAt } from "../../schema/paths.ts";
import { ageOf, nameOf, orNone, table } from "./table.ts";

const ROLE_PREFIX = "node-role.kubernetes.io/";
const ROLE_LABEL = "kubernetes.io/role";

/** `kubectl get nodes`. */
export const nodeTable = table(
  [
    "Name",
    "Status",
    "Roles",
    "Age",
    "Version",
    "+Internal-IP",
    "+External-IP",
    "+OS-Image",
    "+Kernel-Version",
    "+Container-Runtime",
  ],
  (node, now) => {
    const info = at(node, "status", "nodeInfo");
    return [
      nameOf(node),
      statusText(node),
      rolesText(node),
      ageOf(node, now),
      textAt(info, "kubeletVersion"),
      orNone(address(node, "InternalIP")),
      orNone(address(node, "ExternalIP")),
      orUnknown(textAt(info, "osImage")),
      orUnknown(textAt(info, "kernelVersion")),
      orUnknown(textAt(info, "containerRuntimeVersion")),
    ];
  },
);

function statusText(node: KubeObject): string {
  const ready = listAt(node, "status", "conditions").find((c) => textAt(c, "type") === "Ready");
  const status = ready === undefined ? "Unknown" : textAt(ready, "status") === "True" ? "Ready" : "NotReady";
  return at(node, "spec", "unschedulable") === true ? `${status},SchedulingDisabled` : status;
}

function rolesText(node: KubeObject): string {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(node.metadata.labels ?? {})) {
    if (key.startsWith(ROLE_PREFIX) && key.length > ROLE_PREFIX.length) roles.add(key.slice(ROLE_PREFIX.length));
    else if (key === ROLE_LABEL && value !== "") roles.add(value);
  }
  return orNone([...roles].sort().join(","));
}

function address(node: KubeObject, type: string): string {
  return textAt(listAt(node, "status", "addresses").find((a) => textAt(a, "type") === type), "address"); // prettier-ignore
}

function orUnknown(text: string): string {
  return text === "" ? "<unknown>" : text;
}
