import { apiVersionOf, type KubeObject, type Pod, type ResourceRef, type Service } from "@inlay/resources";
import { canonicalJson } from "../../scheduler/cluster-state/canonical-json.ts";
import { ApiError } from "../../api/api-error.ts";
import { controllerQueue, type ControllerContext } from "../controller-context.ts";
import { keyOf, ObjectIndex, splitKey } from "../informer/object-index.ts";
import { controllerOf, controllerReference, controllerUidOf } from "../ownership/owner-references.ts";
import { unlessGone } from "../ownership/unless-gone.ts";
import { isReady } from "../pods/pod-state.ts";
import { endpointPorts, endpointsOf, type ServiceEndpoint } from "./service-endpoints.ts";

const SLICES: ResourceRef = { group: "discovery.k8s.io", version: "v1", resource: "endpointslices" };
const ENDPOINTS: ResourceRef = { group: "", version: "v1", resource: "endpoints" };
const SLICE_CONTROLLER = "endpointslice-controller";
const ENDPOINTS_CONTROLLER = "endpoint-controller";
const MANAGED_BY = "endpointslice-controller.k8s.io";
const IN_A_SLICE = 100;
/** An Endpoints object lists no more addresses than this. */
const IN_ENDPOINTS = 1000;
/** Changes of many pods at once become one write. */
const GATHER_MS = 50;

type Slice = KubeObject & { readonly addressType: string; readonly endpoints: unknown; readonly ports: unknown };

/** Keeps EndpointSlices and Endpoints of services with a selector: the addresses of their pods. */
export function startEndpointsController(context: ControllerContext): void {
  const { services, pods, nodes } = context.indexes;
  const sliceApi = context.apiOf(SLICE_CONTROLLER);
  const endpointsApi = context.apiOf(ENDPOINTS_CONTROLLER);
  const slices = new ObjectIndex<Slice>(SLICES, { controller: controllerUidOf });
  const queue = controllerQueue(context, SLICE_CONTROLLER, sync);

  services.onChange((_type, service) => queue.add(keyOf(service)));
  slices.onChange((type, slice) => {
    const owner = type === "DELETED" ? controllerOf(slice) : undefined;
    if (owner) queue.add(`${slice.metadata.namespace}/${owner.name}`);
  });
  pods.onChange((type, pod, previous) => {
    if (type === "MODIFIED" && previous && standing(pod) === standing(previous)) return;
    for (const service of services.by("namespace", pod.metadata.namespace ?? ""))
      if (selects(service, pod) || (previous && selects(service, previous))) queue.addAfter(keyOf(service), GATHER_MS);
  });
  slices.start(sliceApi, context.signal);

  async function sync(key: string): Promise<void> {
    const service = services.get(key);
    if (!service) return dropEndpoints(key);
    if (Object.keys(service.spec.selector ?? {}).length === 0) return;
    const endpoints = endpointsOf(service, pods.by("namespace", service.metadata.namespace ?? ""), (name) =>
      nodes.get(name),
    );
    await writeSlices(service, endpoints);
    await writeEndpoints(service, endpoints);
  }

  async function writeSlices(service: Service, endpoints: readonly ServiceEndpoint[]): Promise<void> {
    const existing = slices.by("controller", service.metadata.uid);
    const ports = endpointPorts(service, endpoints);
    const parts = Array.from({ length: Math.max(1, Math.ceil(endpoints.length / IN_A_SLICE)) }, (_, index) =>
      endpoints.slice(index * IN_A_SLICE, (index + 1) * IN_A_SLICE).map(sliceEndpoint),
    );
    for (const [index, part] of parts.entries()) {
      const slice = existing[index];
      if (!slice) await createSlice(service, part, ports);
      else if (canonicalJson([slice.endpoints, slice.ports]) !== canonicalJson([part, ports]))
        await sliceApi.update<Slice>(SLICES, { ...slice, endpoints: part, ports });
    }
    for (const { metadata } of existing.slice(parts.length)) await unlessGone(sliceApi.delete(SLICES, metadata));
  }

  async function createSlice(service: Service, endpoints: unknown, ports: unknown): Promise<void> {
    const { name, namespace, labels } = service.metadata;
    await sliceApi.create<Slice>(SLICES, {
      apiVersion: apiVersionOf(SLICES),
      kind: "EndpointSlice",
      metadata: {
        generateName: `${name}-`,
        namespace,
        labels: { ...labels, "endpointslice.kubernetes.io/managed-by": MANAGED_BY, "kubernetes.io/service-name": name },
        ownerReferences: [controllerReference(service)],
      },
      addressType: "IPv4",
      endpoints,
      ports,
    });
  }

  async function writeEndpoints(service: Service, endpoints: readonly ServiceEndpoint[]): Promise<void> {
    const { name, namespace, labels } = service.metadata;
    const shown = endpoints.filter(({ terminating }) => !terminating).slice(0, IN_ENDPOINTS);
    const ports = endpointPorts(service, endpoints);
    const addresses = shown.filter(({ ready }) => ready).map(endpointsAddress);
    const notReadyAddresses = shown.filter(({ ready }) => !ready).map(endpointsAddress);
    const subset = {
      ...(addresses.length > 0 ? { addresses } : {}),
      ...(notReadyAddresses.length > 0 ? { notReadyAddresses } : {}),
      ...(ports.length > 0 ? { ports } : {}),
    };
    const subsets = shown.length > 0 ? [subset] : [];
    const current = endpointsApi.get<KubeObject & { readonly subsets?: unknown }>(ENDPOINTS, { namespace, name });
    if (!current)
      await endpointsApi.create<KubeObject & { readonly subsets?: unknown }>(ENDPOINTS, {
        apiVersion: "v1",
        kind: "Endpoints",
        metadata: { name, namespace, ...(labels ? { labels } : {}) },
        ...(subsets.length > 0 ? { subsets } : {}),
      });
    else if (canonicalJson(current.subsets ?? []) !== canonicalJson(subsets))
      await endpointsApi.update(ENDPOINTS, { ...current, subsets } as KubeObject);
  }

  async function dropEndpoints(key: string): Promise<void> {
    try {
      await unlessGone(endpointsApi.delete(ENDPOINTS, splitKey(key)));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }
}

function selects({ spec }: Service, pod: Pod): boolean {
  const entries = Object.entries(spec.selector ?? {});
  return entries.length > 0 && entries.every(([key, value]) => pod.metadata.labels?.[key] === value);
}

/** What of a pod endpoints depend on. */
function standing(pod: Pod): string {
  const { metadata, status } = pod;
  return [
    status?.podIP,
    status?.phase,
    isReady(pod),
    metadata.deletionTimestamp,
    JSON.stringify(metadata.labels),
  ].join();
}

function targetRef({ metadata }: Pod) {
  const { name, namespace, uid } = metadata;
  return { kind: "Pod", name, namespace, uid };
}

function sliceEndpoint({ pod, address, ready, terminating, zone }: ServiceEndpoint) {
  return {
    addresses: [address],
    conditions: { ready, serving: isReady(pod), terminating },
    nodeName: pod.spec.nodeName,
    targetRef: targetRef(pod),
    ...(zone === undefined ? {} : { zone }),
  };
}

function endpointsAddress({ pod, address }: ServiceEndpoint) {
  return { ip: address, nodeName: pod.spec.nodeName, targetRef: targetRef(pod) };
}
