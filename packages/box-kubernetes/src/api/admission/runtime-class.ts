import type { KubeObject } from "@inlay/resources";
import { forbidden } from "../failures.ts";
import { storedAs } from "../resource-registry.ts";
import { textOf } from "../writes/object-metadata.ts";
import type { AdmissionPlugin } from "./admission.ts";
import { memberOf } from "./fields.ts";

interface RuntimeClass extends KubeObject {
  readonly overhead?: { readonly podFixed?: Readonly<Record<string, string>> };
}

/** A pod's runtime class must be there, and what it costs is added to the pod (plugin/pkg/admission/runtimeclass). */
export const runtimeClass: AdmissionPlugin = {
  name: "RuntimeClass",
  mutate: ({ operation, definition, object, subresource, name }, { store }) => {
    if (operation !== "CREATE" || subresource !== "" || storedAs(definition) !== "/pods" || !object) return;
    const spec = memberOf(object, "spec");
    const wanted = textOf(spec["runtimeClassName"]);
    if (wanted === "") return;
    const found = store.get("node.k8s.io/runtimeclasses", "", wanted) as RuntimeClass | undefined;
    if (!found) throw forbidden(definition, name, `pod rejected: RuntimeClass ${JSON.stringify(wanted)} not found`);
    const overhead = found.overhead?.podFixed;
    if (overhead && spec["overhead"] === undefined) spec["overhead"] = overhead;
  },
};
