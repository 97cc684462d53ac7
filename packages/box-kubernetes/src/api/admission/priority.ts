import type { KubeObject } from "@inlay/resources";
import type { Mutable } from "../../schema/resource-definition.ts";
import { forbidden } from "../failures.ts";
import type { Machinery } from "../machinery.ts";
import { storedAs } from "../resource-registry.ts";
import { textOf } from "../writes/object-metadata.ts";
import type { AdmissionPlugin, AdmissionRequest } from "./admission.ts";
import { memberOf } from "./fields.ts";

const STORED_CLASSES = "scheduling.k8s.io/priorityclasses";

interface PriorityClass extends KubeObject {
  readonly value?: number;
  readonly globalDefault?: boolean;
  readonly preemptionPolicy?: string;
}

/** Turns a pod's priority class into its priority (plugin/pkg/admission/priority). */
export const priority: AdmissionPlugin = {
  name: "Priority",
  mutate: (request, machinery) => {
    if (request.operation === "CREATE" && storedAs(request.definition) === "/pods" && request.object)
      settlePriority(request, memberOf(request.object, "spec"), machinery);
  },
};

function settlePriority(request: AdmissionRequest, spec: Mutable, { store }: Machinery): void {
  const { definition, name } = request;
  const className = textOf(spec["priorityClassName"]);
  const found = className
    ? (store.get(STORED_CLASSES, "", className) as PriorityClass | undefined)
    : globalDefault(store.list(STORED_CLASSES) as readonly PriorityClass[]);
  if (className && !found) throw forbidden(definition, name, `no PriorityClass with name ${className} was found`);
  const value = found?.value ?? 0;
  const given = spec["priority"];
  if (typeof given === "number" && given !== value)
    throw forbidden(
      definition,
      name,
      `the integer value of priority (${given}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`,
    );
  const policy = found?.preemptionPolicy ?? "PreemptLowerPriority";
  const givenPolicy = textOf(spec["preemptionPolicy"]);
  if (givenPolicy !== "" && givenPolicy !== policy)
    throw forbidden(
      definition,
      name,
      `the string value of PreemptionPolicy (${givenPolicy}) must not be provided in pod spec; priority admission controller computed ${policy} from the given PriorityClass name`,
    );
  if (found) spec["priorityClassName"] = found.metadata.name;
  spec["priority"] = value;
  spec["preemptionPolicy"] = policy;
}

/** The one with the lowest value, should there be several. */
function globalDefault(classes: readonly PriorityClass[]): PriorityClass | undefined {
  return classes.filter((each) => each.globalDefault).sort((a, b) => (a.value ?? 0) - (b.value ?? 0))[0];
}
