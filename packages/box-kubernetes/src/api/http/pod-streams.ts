import type { NodeProxy } from "../../kubelet/node-proxy.ts";
import { badRequest } from "../failures.ts";
import { answerLog, containerOf, podOf } from "../subresources/pod-log.ts";
import type { Handler } from "./subresource-handlers.ts";

type Handlers = Readonly<Record<string, Handler>>;

/** Subresources of pods that reach the kubelet of their node. */
export function podStreams(nodes: () => NodeProxy): Readonly<Record<string, Handlers>> {
  const log: Handler = (machinery, call, { namespace = "", name }) =>
    answerLog(machinery, nodes(), call, namespace, name);
  return {
    log: { GET: log },
    exec: { GET: refuseCommands("exec"), POST: refuseCommands("exec") },
    attach: { GET: refuseCommands("attach"), POST: refuseCommands("attach") },
  };
}

/** No container here has a shell to run something in. */
function refuseCommands(what: string): Handler {
  return (machinery, { query }, { namespace = "", name }) => {
    const pod = podOf(machinery, namespace, name);
    if (what === "exec" && query.getAll("command").length === 0)
      throw badRequest("you must specify at least 1 command for the container");
    const container = containerOf(pod, query.get("container") ?? "");
    if (!pod.spec.nodeName) throw badRequest(`pod ${name} does not have a host assigned`);
    throw badRequest(
      `kubectl ${what} does not work here: container "${container}" of pod "${name}" is simulated, or is a process of this box without a shell`,
    );
  };
}
