import type { KubeObject, Pod, ServiceAccount } from "@inlay/resources";
import type { Mutable } from "../../schema/resource-definition.ts";
import { storedAs } from "../resource-registry.ts";
import { textOf } from "../writes/object-metadata.ts";
import type { AdmissionPlugin } from "./admission.ts";
import { memberOf } from "./fields.ts";

/** What a mutating webhook of the control plane makes of a new pod's spec; `undefined`: it leaves the pod as it is. */
export type PodMutation = (pod: Pod, account: ServiceAccount) => Pod["spec"] | undefined;

/** A webhook of the control plane itself: asked after all other plugins have changed the pod, and trusted as they are. */
export function podWebhook(mutatePod: PodMutation): AdmissionPlugin {
  return {
    name: "MutatingAdmissionWebhook",
    mutate: ({ operation, definition, subresource, namespace, object }, { store }) => {
      if (operation !== "CREATE" || subresource !== "" || storedAs(definition) !== "/pods" || !object) return;
      const name = textOf(memberOf(object, "spec")["serviceAccountName"]);
      const account: KubeObject | undefined = store.get("/serviceaccounts", namespace, name);
      if (!account) return;
      const pod = { ...object, metadata: { ...memberOf(object, "metadata"), namespace } };
      const spec = mutatePod(pod as unknown as Pod, account as ServiceAccount);
      if (spec) object["spec"] = spec as unknown as Mutable;
    },
  };
}
