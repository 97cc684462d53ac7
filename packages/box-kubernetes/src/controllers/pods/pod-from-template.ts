import type { Draft, KubeObject, Pod, PodTemplateSpec, StringMap } from "@inlay/resources";
import { controllerReference } from "../ownership/owner-references.ts";

export interface PodExtras {
  /** Absent: the API server makes one from the owner's name. */
  readonly name?: string;
  readonly labels?: StringMap;
  readonly annotations?: StringMap;
  readonly finalizers?: readonly string[];
}

/** The pod that a controller creates for its owner. */
export function podFromTemplate(owner: KubeObject, template: PodTemplateSpec, extras: PodExtras = {}): Draft<Pod> {
  const labels = { ...template.metadata?.labels, ...extras.labels };
  const annotations = { ...template.metadata?.annotations, ...extras.annotations };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      ...(extras.name === undefined ? { generateName: `${owner.metadata.name}-` } : { name: extras.name }),
      namespace: owner.metadata.namespace,
      labels,
      ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
      ...(extras.finalizers ? { finalizers: extras.finalizers } : {}),
      ownerReferences: [controllerReference(owner)],
    },
    spec: template.spec,
  };
}
