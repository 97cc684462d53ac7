import type { Duplex } from "node:stream";
import type { KubeObject, Pod, Service } from "@inlay/resources";
import type { NodeProxy } from "../../../kubelet/node-proxy.ts";
import { listAt, numberAt, textAt } from "../../../schema/paths.ts";
import type { Machinery } from "../../machinery.ts";
import type { ClientConfig } from "./webhook.ts";

/** A connection to a ready pod of a service, as kube-proxy would choose one. @throws Error with a sentence */
export async function connectToService(
  { namespace, name, port = 443 }: NonNullable<ClientConfig["service"]>,
  { store }: Machinery,
  nodes: NodeProxy,
): Promise<Duplex> {
  const service = store.get("/services", namespace, name) as Service | undefined;
  if (!service) throw new Error(`service "${name}" not found`);
  const index = (service.spec.ports ?? []).findIndex((each) => each.port === port);
  if (index < 0) throw new Error(`no service port ${port} found for service "${name}"`);
  const portName = service.spec.ports?.[index]?.name ?? "";
  for (const subset of listAt(store.get("/endpoints", namespace, name), "subsets")) {
    const target = listAt(subset, "ports").find((each) => textAt(each, "name") === portName);
    const address = listAt(subset, "addresses")[0];
    const pod = store.get("/pods", namespace, textAt(address, "targetRef", "name")) as (KubeObject & Pod) | undefined;
    if (target && pod) return nodes.portForward(pod, numberAt(target, "port"));
  }
  throw new Error(`no endpoints available for service "${name}"`);
}
