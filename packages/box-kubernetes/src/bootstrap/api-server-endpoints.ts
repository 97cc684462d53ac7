import type { Draft, KubeObject, ResourceRef } from "@inlay/resources";
import type { Api } from "../api/api.ts";

const ENDPOINTS: ResourceRef = { group: "", version: "v1", resource: "endpoints" };
const SLICES: ResourceRef = { group: "discovery.k8s.io", version: "v1", resource: "endpointslices" };
const ADDRESS = "127.0.0.1";
const KEY = { namespace: "default", name: "kubernetes" };

/** Service `kubernetes` has no pods: the API server itself says where it is, as Endpoints and as an EndpointSlice. */
export async function publishApiServer(api: Api, port: number): Promise<void> {
  const ports = [{ name: "https", port, protocol: "TCP" }];
  const endpoints = {
    apiVersion: "v1",
    kind: "Endpoints",
    metadata: { ...KEY, labels: { "endpointslice.kubernetes.io/skip-mirror": "true" } },
    subsets: [{ addresses: [{ ip: ADDRESS }], ports }],
  };
  const slice = {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { ...KEY, labels: { "kubernetes.io/service-name": KEY.name } },
    addressType: "IPv4",
    endpoints: [{ addresses: [ADDRESS], conditions: { ready: true } }],
    ports,
  };
  await put(api, ENDPOINTS, endpoints as Draft<KubeObject>);
  await put(api, SLICES, slice as Draft<KubeObject>);
}

/** Another start may have another port. */
async function put(api: Api, resource: ResourceRef, object: Draft<KubeObject>): Promise<void> {
  if (api.get(resource, KEY)) await api.patch(resource, KEY, "merge", object);
  else await api.create(resource, object);
}
