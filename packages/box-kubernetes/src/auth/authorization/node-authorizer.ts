import type { Pod, Volume } from "@inlay/resources";
import type { ObjectStore } from "../../store/object-store.ts";
import type { User } from "../user.ts";
import type { Authorizer, Decision, PathAccess, ResourceAccess } from "./authorizer.ts";
import { NODE_RULES } from "./bootstrap-roles.ts";
import { PodsByNode } from "./pods-by-node.ts";
import { allowsAccess } from "./policy-rule.ts";

const NODE_PREFIX = "system:node:";
const NODES_GROUP = "system:nodes";

/** The node that a user is the kubelet of. */
export function nodeNameOf(user: User): string | undefined {
  return user.name.startsWith(NODE_PREFIX) && user.groups.includes(NODES_GROUP)
    ? user.name.slice(NODE_PREFIX.length)
    : undefined;
}

/**
 * What kubelets may do, in its essentials (plugin/pkg/auth/authorizer/node): system:node's rules, of which secrets, config maps, claims
 * and tokens only as far as a pod on the node refers to them, and leases and CSINodes only their own. Everything else is asked of `next`.
 */
export class NodeAuthorizer implements Authorizer {
  readonly #pods: PodsByNode;
  readonly #next: Authorizer;

  constructor(store: ObjectStore, next: Authorizer) {
    this.#pods = new PodsByNode(store);
    this.#next = next;
  }

  decide(user: User, access: ResourceAccess): Decision {
    const nodeName = nodeNameOf(user);
    if (nodeName === undefined || !NODE_RULES.some((rule) => allowsAccess(rule, access)))
      return this.#next.decide(user, access);
    if (this.#isRelated(nodeName, access)) return { allowed: true };
    const elsewhere = this.#next.decide(user, access);
    const reason = `no relationship found between node '${nodeName}' and this object`;
    return elsewhere.allowed ? elsewhere : { allowed: false, reason };
  }

  decidePath(user: User, access: PathAccess): Decision {
    return this.#next.decidePath(user, access);
  }

  #isRelated(nodeName: string, { resource, subresource, namespace, name, verb }: ResourceAccess): boolean {
    switch (subresource ? `${resource}/${subresource}` : resource) {
      case "leases":
        return namespace === "kube-node-lease" && (name === nodeName || verb === "create");
      case "csinodes":
        return name === nodeName || verb === "create";
      case "secrets":
      case "configmaps":
      case "persistentvolumeclaims":
        return name !== "" && this.#pods.on(nodeName, namespace).some((pod) => refersTo(pod, resource, name));
      case "serviceaccounts":
      case "serviceaccounts/token":
        return this.#pods.on(nodeName, namespace).some((pod) => (pod.spec.serviceAccountName ?? "default") === name);
      default:
        return true;
    }
  }
}

function refersTo({ spec, metadata }: Pod, resource: string, name: string): boolean {
  if ((spec.volumes ?? []).some((volume) => volumeRefersTo(volume, resource, name, metadata.name))) return true;
  if (resource === "persistentvolumeclaims") return false;
  const inEnv = resource === "secrets" ? "secretKeyRef" : "configMapKeyRef";
  const inEnvFrom = resource === "secrets" ? "secretRef" : "configMapRef";
  return [...spec.containers, ...(spec.initContainers ?? [])].some((container) => {
    const { envFrom = [] } = container as { readonly envFrom?: readonly Partial<Record<string, { name?: string }>>[] };
    return (
      (container.env ?? []).some(({ valueFrom }) => valueFrom?.[inEnv]?.name === name) ||
      envFrom.some((source) => source[inEnvFrom]?.name === name)
    );
  });
}

function volumeRefersTo(volume: Volume, resource: string, name: string, podName: string): boolean {
  const sources = (volume.projected?.sources ?? []) as readonly Partial<Record<string, { readonly name?: string }>>[];
  switch (resource) {
    case "secrets":
      return volume.secret?.secretName === name || sources.some((source) => source["secret"]?.name === name);
    case "configmaps":
      return volume.configMap?.name === name || sources.some((source) => source["configMap"]?.name === name);
    default:
      if (volume.ephemeral) return `${podName}-${volume.name}` === name;
      return volume.persistentVolumeClaim?.claimName === name;
  }
}
