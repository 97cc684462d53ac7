import type { KubeObject } from "@inlay/resources";
import type { Mutable } from "../../schema/resource-definition.ts";
import { sameJson } from "../json-value.ts";
import { forbidden } from "../failures.ts";
import { storedAs } from "../resource-registry.ts";
import { textOf } from "../writes/object-metadata.ts";
import type { AdmissionPlugin } from "./admission.ts";
import { listIn, memberOf } from "./fields.ts";

interface RuntimeClass extends KubeObject {
  readonly overhead?: { readonly podFixed?: Readonly<Record<string, string>> };
  readonly scheduling?: {
    readonly nodeSelector?: Readonly<Record<string, string>>;
    readonly tolerations?: readonly Mutable[];
  };
}

/** A pod's runtime class has to be there; what it takes and where it runs goes into the pod (plugin/pkg/admission/runtimeclass). */
export const runtimeClass: AdmissionPlugin = {
  name: "RuntimeClass",
  mutate: ({ operation, definition, object, name }, { store }) => {
    if (operation !== "CREATE" || storedAs(definition) !== "/pods" || !object) return;
    const spec = memberOf(object, "spec");
    const className = textOf(spec["runtimeClassName"]);
    const found = className
      ? (store.get("node.k8s.io/runtimeclasses", "", className) as RuntimeClass | undefined)
      : undefined;
    const podName = name || textOf(memberOf(object, "metadata")["name"]);
    if (className && !found)
      throw forbidden(definition, podName, `pod rejected: RuntimeClass "${className}" not found`);
    const overhead = found?.overhead?.podFixed;
    if (spec["overhead"] !== undefined && !sameJson(spec["overhead"], overhead)) {
      const why = overhead
        ? "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead"
        : "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead";
      throw forbidden(definition, podName, why);
    }
    if (overhead) spec["overhead"] = overhead;
    const { nodeSelector, tolerations = [] } = found?.scheduling ?? {};
    if (nodeSelector) {
      const own = memberOf(spec, "nodeSelector");
      const conflict = Object.entries(nodeSelector).find(
        ([key, value]) => own[key] !== undefined && own[key] !== value,
      );
      if (conflict)
        throw forbidden(
          definition,
          podName,
          "pod rejected: conflict: pod.spec.nodeSelector and runtimeClass.scheduling.nodeSelector",
        );
      Object.assign(own, nodeSelector);
    }
    const present = listIn(spec, "tolerations");
    const added = tolerations.filter((each) => !present.some((own) => sameJson(own, each)));
    if (added.length > 0) spec["tolerations"] = [...present, ...added];
  },
};
