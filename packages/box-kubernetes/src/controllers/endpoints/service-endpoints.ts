import { matchesSelector, type Node, type Pod, type Service } from "@inlay/resources";
import { isReady, isTerminal, isTerminating } from "../pods/pod-state.ts";

type ServicePort = NonNullable<Service["spec"]["ports"]>[number];

/** One pod behind a service. */
export interface ServiceEndpoint {
  readonly pod: Pod;
  readonly address: string;
  readonly ready: boolean;
  readonly terminating: boolean;
  readonly zone: string | undefined;
}

/** The service's pods that have an address, by name. Those of headless services with `publishNotReadyAddresses` count as ready. */
export function endpointsOf(
  service: Service,
  pods: Iterable<Pod>,
  nodeNamed: (name: string) => Node | undefined,
): readonly ServiceEndpoint[] {
  const { selector } = service.spec;
  if (!selector || Object.keys(selector).length === 0) return [];
  const { publishNotReadyAddresses = false } = service.spec as { readonly publishNotReadyAddresses?: boolean };
  const endpoints: ServiceEndpoint[] = [];
  for (const pod of pods) {
    const address = pod.status?.podIP;
    if (!address || isTerminal(pod) || !matchesSelector({ matchLabels: selector }, pod.metadata.labels)) continue;
    endpoints.push({
      pod,
      address,
      ready: publishNotReadyAddresses || (isReady(pod) && !isTerminating(pod)),
      terminating: isTerminating(pod),
      zone: nodeNamed(pod.spec.nodeName ?? "")?.metadata.labels?.["topology.kubernetes.io/zone"],
    });
  }
  return endpoints.sort((a, b) => (a.pod.metadata.name < b.pod.metadata.name ? -1 : 1));
}

/** The ports as the pods have them; named target ports are looked up in the first pod that has them. */
export function endpointPorts(service: Service, endpoints: readonly ServiceEndpoint[]) {
  return (service.spec.ports ?? []).flatMap((port) => {
    const number = targetPort(port, endpoints);
    const { name = "", protocol = "TCP" } = port;
    return number === undefined ? [] : [{ name, port: number, protocol }];
  });
}

function targetPort({ port, targetPort: target = port }: ServicePort, endpoints: readonly ServiceEndpoint[]) {
  if (typeof target === "number") return target === 0 ? port : target;
  for (const { pod } of endpoints)
    for (const { ports } of pod.spec.containers)
      for (const each of ports ?? []) if (each.name === target) return each.containerPort;
  return undefined;
}
