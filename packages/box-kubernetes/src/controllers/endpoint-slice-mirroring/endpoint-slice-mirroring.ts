import { apiVersionOf, type KubeObject, type ResourceRef, type Service } from "@inlay/resources";
import { canonicalJson } from "../../scheduler/cluster-state/canonical-json.ts";
import { controllerQueue, type ControllerContext } from "../controller-context.ts";
import { keyOf, ObjectIndex } from "../informer/object-index.ts";
import { controllerReference } from "../ownership/owner-references.ts";
import { unlessGone } from "../ownership/unless-gone.ts";

const NAME = "endpointslicemirroring-controller";
const SLICES: ResourceRef = { group: "discovery.k8s.io", version: "v1", resource: "endpointslices" };
const ENDPOINTS: ResourceRef = { group: "", version: "v1", resource: "endpoints" };
const MANAGED_BY = "endpointslicemirroring-controller.k8s.io";
const SERVICE_NAME = "kubernetes.io/service-name";
const LEADER = "control-plane.alpha.kubernetes.io/leader";
/** Addresses of one subset that are mirrored. */
const MOST = 1000;

interface Address {
  readonly ip: string;
  readonly hostname?: string;
  readonly nodeName?: string;
  readonly targetRef?: unknown;
}

interface Subset {
  readonly addresses?: readonly Address[];
  readonly notReadyAddresses?: readonly Address[];
  readonly ports?: readonly object[];
}

type Endpoints = KubeObject & { readonly subsets?: readonly Subset[] };
type Slice = KubeObject & {
  readonly addressType: string;
  readonly endpoints: readonly unknown[];
  readonly ports: readonly unknown[];
};

/** Mirrors Endpoints that people write themselves, for services without a selector, into EndpointSlices. */
export function startEndpointSliceMirroring(context: ControllerContext): void {
  const { signal, indexes } = context;
  const { services } = indexes;
  const api = context.apiOf(NAME);
  const endpoints = new ObjectIndex<Endpoints>(ENDPOINTS);
  const slices = new ObjectIndex<Slice>(SLICES, {
    mirrored: ({ metadata }) =>
      metadata.labels?.["endpointslice.kubernetes.io/managed-by"] === MANAGED_BY
        ? [`${metadata.namespace}/${metadata.labels[SERVICE_NAME]}`]
        : [],
  });
  const queue = controllerQueue(context, NAME, sync);

  endpoints.onChange((_type, each) => queue.add(keyOf(each)));
  services.onChange((_type, service) => queue.add(keyOf(service)));
  endpoints.start(api, signal);
  slices.start(api, signal);

  async function sync(key: string): Promise<void> {
    const source = endpoints.get(key);
    const service = services.get(key);
    const wanted = source && service && isMirrored(source, service) ? source.subsets?.flatMap(slicesOf) : [];
    const existing = [...slices.by("mirrored", key)];
    for (const slice of wanted ?? []) {
      const same = existing.findIndex((each) => each.addressType === slice.addressType);
      const [present] = same < 0 ? [] : existing.splice(same, 1);
      if (!present) await create(source!, slice);
      else if (canonicalJson([present.endpoints, present.ports]) !== canonicalJson([slice.endpoints, slice.ports]))
        await api.update<Slice>(SLICES, { ...present, ...slice });
    }
    for (const { metadata } of existing) await unlessGone(api.delete(SLICES, metadata));
  }

  async function create(source: Endpoints, slice: Pick<Slice, "addressType" | "endpoints" | "ports">): Promise<void> {
    const { name, namespace, labels } = source.metadata;
    await api.create<Slice>(SLICES, {
      apiVersion: apiVersionOf(SLICES),
      kind: "EndpointSlice",
      metadata: {
        generateName: `${name}-`,
        namespace,
        labels: { ...labels, "endpointslice.kubernetes.io/managed-by": MANAGED_BY, [SERVICE_NAME]: name },
        ownerReferences: [controllerReference(source)],
      },
      ...slice,
    });
  }
}

function isMirrored({ metadata }: Endpoints, { spec }: Service): boolean {
  if (Object.keys(spec.selector ?? {}).length > 0) return false;
  return (
    metadata.labels?.["endpointslice.kubernetes.io/skip-mirror"] !== "true" &&
    metadata.annotations?.[LEADER] === undefined
  );
}

function slicesOf({ addresses = [], notReadyAddresses = [], ports = [] }: Subset) {
  const all = [
    ...addresses.map((address) => ({ address, ready: true })),
    ...notReadyAddresses.map((address) => ({ address, ready: false })),
  ].slice(0, MOST);
  return (["IPv4", "IPv6"] as const).flatMap((addressType) => {
    const own = all.filter(({ address }) => address.ip.includes(":") === (addressType === "IPv6"));
    if (own.length === 0) return [];
    return [{ addressType, ports, endpoints: own.map(({ address, ready }) => endpointOf(address, ready)) }];
  });
}

function endpointOf({ ip, hostname, nodeName, targetRef }: Address, ready: boolean) {
  return {
    addresses: [ip],
    conditions: { ready },
    ...(hostname ? { hostname } : {}),
    ...(nodeName ? { nodeName } : {}),
    ...(targetRef ? { targetRef } : {}),
  };
}
