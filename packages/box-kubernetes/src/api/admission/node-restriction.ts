import type { Pod } from "@inlay/resources";
import { nodeNameOf } from "../../auth/authorization/node-authorizer.ts";
import { forbidden } from "../failures.ts";
import { storedAs } from "../resource-registry.ts";
import { textOf } from "../writes/object-metadata.ts";
import type { AdmissionPlugin, AdmissionRequest } from "./admission.ts";
import { memberOf } from "./fields.ts";

/** A kubelet writes its own node and the pods on it, and nothing else (plugin/pkg/admission/noderestriction, in its essentials). */
export const nodeRestriction: AdmissionPlugin = {
  name: "NodeRestriction",
  validate: (request) => {
    const nodeName = nodeNameOf(request.user);
    if (nodeName === undefined) return;
    if (storedAs(request.definition) === "/nodes") checkNode(request, nodeName);
    else if (storedAs(request.definition) === "/pods") checkPod(request, nodeName);
  },
};

function checkNode({ definition, name, object, operation }: AdmissionRequest, nodeName: string): void {
  const target = name || textOf(object && memberOf(object, "metadata")["name"]);
  if (operation === "DELETE" || target !== nodeName)
    throw forbidden(definition, target, `node "${nodeName}" is not allowed to modify node "${target}"`);
}

function checkPod({ definition, name, object, old, operation }: AdmissionRequest, nodeName: string): void {
  const pod = (old ?? object) as Pod | undefined;
  const own = pod?.spec.nodeName ?? "";
  if (own === nodeName) return;
  const verb = operation === "DELETE" ? "delete" : operation === "CREATE" ? "create" : "update status for";
  throw forbidden(definition, name, `node "${nodeName}" can only ${verb} pods with spec.nodeName set to itself`);
}
