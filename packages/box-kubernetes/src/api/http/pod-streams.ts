import type { NodeProxy } from "../../kubelet/node-proxy.ts";
import { badRequest } from "../failures.ts";
import { answerLog, containerOf, podOf } from "../subresources/pod-log.ts";
import { answerPortForward } from "../subresources/port-forward.ts";
import type { Handler } from "./subresource-handlers.ts";
import { upgradeOf } from "./upgrade.ts";

type Handlers = Readonly<Record<string, Handler>>;

/** Subresources of pods that reach the kubelet of their node. */
export function podStreams(nodes: () => NodeProxy): Readonly<Record<string, Handlers>> {
  const log: Handler = (machinery, call, { namespace = "", name }) =>
    answerLog(machinery, nodes(), call, namespace, name);
  const portForward: Handler = (machinery, { request }, { namespace = "", name }) => {
    const pod = podOf(machinery, namespace, name);
    if (!pod.spec.nodeName) throw badRequest(`pod ${name} does not have a host assigned`);
    const upgrade = upgradeOf(request);
    if (!upgrade) throw badRequest("Upgrade request required");
    return answerPortForward(request, upgrade, pod, nodes());
  };
  return {
    portforward: { GET: portForward, POST: portForward },
    log: { GET: log },
    exec: { GET: refuseCommands("exec"), POST: refuseCommands("exec") },
    attach: { GET: refuseCommands("attach"), POST: refuseCommands("attach") },
  };
}

/** No container here has a shell to run something in. */
function refuseCommands(what: string): Handler {
  return (machinery, { query, request }, { namespace = "", name }) => {
    const pod = podOf(machinery, namespace, name);
    const container = containerOf(pod, query.get("container") ?? "");
    if (!pod.spec.nodeName) throw badRequest(`pod ${name} does not have a host assigned`);
    if (!upgradeOf(request)) throw badRequest("Upgrade request required");
    throw badRequest(
      `kubectl ${what} does not work here: container "${container}" of pod "${name}" is simulated, or is a process of this box without a shell`,
    );
  };
}
