import type { Mutable } from "../../schema/resource-definition.ts";
import { storedAs } from "../resource-registry.ts";
import type { AdmissionPlugin } from "./admission.ts";
import { listIn, memberOf } from "./fields.ts";

const NOT_READY = "node.kubernetes.io/not-ready";
const UNREACHABLE = "node.kubernetes.io/unreachable";
const TOLERATED_SECONDS = 300;

/** Pods stay for five minutes on a node that is gone, unless they say otherwise. */
export const defaultTolerationSeconds: AdmissionPlugin = {
  name: "DefaultTolerationSeconds",
  mutate: ({ operation, definition, object, subresource }) => {
    if (operation === "DELETE" || subresource !== "" || storedAs(definition) !== "/pods" || !object) return;
    const spec = memberOf(object, "spec");
    const tolerations = listIn(spec, "tolerations");
    const missing = [NOT_READY, UNREACHABLE].filter((key) => !tolerations.some((each) => toleratesExecute(each, key)));
    if (missing.length > 0) spec["tolerations"] = [...tolerations, ...missing.map(forFiveMinutes)];
  },
};

function toleratesExecute(toleration: Mutable, key: string): boolean {
  const { key: own = "", effect = "" } = toleration as { readonly key?: string; readonly effect?: string };
  return (own === key || own === "") && (effect === "NoExecute" || effect === "");
}

function forFiveMinutes(key: string): Mutable {
  return { key, operator: "Exists", effect: "NoExecute", tolerationSeconds: TOLERATED_SECONDS };
}

/** Nothing is scheduled to a node before its kubelet says that it is ready. */
export const taintNodesByCondition: AdmissionPlugin = {
  name: "TaintNodesByCondition",
  mutate: ({ operation, definition, object }) => {
    if (operation !== "CREATE" || storedAs(definition) !== "/nodes" || !object) return;
    const spec = memberOf(object, "spec");
    const taints = listIn(spec, "taints");
    if (taints.some(({ key, effect }) => key === NOT_READY && effect === "NoSchedule")) return;
    spec["taints"] = [...taints, { key: NOT_READY, effect: "NoSchedule" }];
  },
};
