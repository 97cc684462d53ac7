import { seededRandom, systemClock, type Clock } from "@inlay/resources";
import { ServiceAccountTokens } from "../auth/tokens/service-account-tokens.ts";
import { ADMIN } from "../auth/user.ts";
import { InProcessApi } from "../api/in-process-api.ts";
import type { Machinery } from "../api/machinery.ts";
import { namespaceLifecycle } from "../api/admission/namespace-lifecycle.ts";
import { ResourceRegistry } from "../api/resource-registry.ts";
import { ObjectStore } from "../store/object-store.ts";
import { builtInDefinitions } from "../definitions/built-in.ts";

let tokens: Promise<ServiceAccountTokens> | undefined;

/** One key for all tests of a file: making one takes long. */
function testTokens(): Promise<ServiceAccountTokens> {
  tokens ??= ServiceAccountTokens.create("https://kubernetes.default.svc.cluster.local", systemClock);
  return tokens;
}

/** An API on an empty store, without rights to check; namespaces `default` and `kube-system` exist. */
export async function inMemoryApi(options: { readonly clock?: Clock } = {}): Promise<{
  readonly api: InProcessApi;
  readonly machinery: Machinery;
}> {
  const machinery: Machinery = {
    store: new ObjectStore(),
    registry: new ResourceRegistry(builtInDefinitions()),
    admission: [namespaceLifecycle],
    authorizer: { decide: () => ({ allowed: true }), decidePath: () => ({ allowed: true }) },
    tokens: await testTokens(),
    clock: options.clock ?? systemClock,
    random: seededRandom(1),
  };
  const api = new InProcessApi(machinery, ADMIN);
  for (const name of ["default", "kube-system"])
    await api.create(
      { group: "", version: "v1", resource: "namespaces" },
      { apiVersion: "v1", kind: "Namespace", metadata: { name } },
    );
  return { api, machinery };
}
