import type { KubeObject, ResourceRef } from "@inlay/resources";
import { controllerQueue, type ControllerContext } from "../controller-context.ts";
import { keyOf, ObjectIndex } from "../informer/object-index.ts";

const NAME = "validatingadmissionpolicy-status-controller";
const POLICIES: ResourceRef = {
  group: "admissionregistration.k8s.io",
  version: "v1",
  resource: "validatingadmissionpolicies",
};

type Policy = KubeObject & {
  readonly status?: { readonly observedGeneration?: number; readonly typeChecking?: object };
};

/** Says of each ValidatingAdmissionPolicy that it has been looked at; expressions are checked when they are written. */
export function startAdmissionPolicyStatus(context: ControllerContext): void {
  const api = context.apiOf(NAME);
  const policies = new ObjectIndex<Policy>(POLICIES);
  const queue = controllerQueue(context, NAME, sync);
  policies.onChange((type, policy) => {
    if (type !== "DELETED") queue.add(keyOf(policy));
  });
  policies.start(api, context.signal);

  async function sync(name: string): Promise<void> {
    const policy = policies.get(name);
    const { generation } = policy?.metadata ?? {};
    if (!policy || generation === undefined || policy.status?.observedGeneration === generation) return;
    const status = { ...policy.status, observedGeneration: generation, typeChecking: {} };
    await api.update<Policy>(POLICIES, { ...policy, status }, { subresource: "status" });
  }
}
