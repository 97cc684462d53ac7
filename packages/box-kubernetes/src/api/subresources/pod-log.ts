import type { Pod } from "@inlay/resources";
import type { LogOptions, NodeProxy } from "../../kubelet/node-proxy.ts";
import type { FieldError } from "../../schema/field-error.ts";
import { badRequest, invalid, notFound } from "../failures.ts";
import type { Answer } from "../http/answer.ts";
import { plainAnswer } from "../http/answer.ts";
import type { HttpCall } from "../http/http-call.ts";
import { integerOption } from "../http/query-options.ts";
import { isTrue } from "../http/request-info.ts";
import type { Machinery } from "../machinery.ts";

const PODS = { group: "", resource: "pods" };

/** The pod of a call. @throws ApiError 404 */
export function podOf({ store }: Machinery, namespace: string, name: string): Pod {
  const pod = store.get("/pods", namespace, name) as Pod | undefined;
  if (!pod) throw notFound(PODS, name);
  return pod;
}

/** GET pods/NAME/log. @throws ApiError 400, 404, 422 */
export function answerLog(
  machinery: Machinery,
  nodes: NodeProxy,
  { query, signal }: HttpCall,
  namespace: string,
  name: string,
): Answer {
  const options = logOptions(query, name);
  const pod = podOf(machinery, namespace, name);
  const container = containerOf(pod, query.get("container") ?? "");
  if (!pod.spec.nodeName) return plainAnswer(204, "");
  const log = nodes.log(pod, container, options, signal);
  if (typeof log === "string") throw badRequest(log);
  return {
    kind: "stream",
    run: (response) => {
      response.writeHead(200, { "Content-Type": "text/plain", "Cache-Control": "no-cache, private" });
      response.flushHeaders();
      void (async () => {
        try {
          for await (const chunk of log)
            if (!response.write(chunk)) await new Promise((resolve) => response.once("drain", resolve));
        } catch {
          // The kubelet has gone, or the client: either way the log ends here.
        }
        response.end();
      })();
    },
  };
}

/** The container asked for, or the only one. @throws ApiError 400 */
export function containerOf(pod: Pod, wanted: string): string {
  const { name } = pod.metadata;
  const regular = pod.spec.containers.map((container) => container.name);
  const initial = (pod.spec.initContainers ?? []).map((container) => container.name);
  if (wanted !== "") {
    if ([...regular, ...initial].includes(wanted)) return wanted;
    throw badRequest(`container ${wanted} is not valid for pod ${name}`);
  }
  const byAnnotation = pod.metadata.annotations?.["kubectl.kubernetes.io/default-container"];
  if (byAnnotation !== undefined && regular.includes(byAnnotation)) return byAnnotation;
  if (regular.length === 1 && initial.length === 0) return regular[0] ?? "";
  const choice = `a container name must be specified for pod ${name}, choose one of: [${regular.join(" ")}]`;
  throw badRequest(initial.length === 0 ? choice : `${choice} or one of the init containers: [${initial.join(" ")}]`);
}

function logOptions(query: URLSearchParams, name: string): LogOptions {
  const tailLines = integerOption(query, "tailLines");
  const limitBytes = integerOption(query, "limitBytes");
  const sinceSeconds = integerOption(query, "sinceSeconds");
  const sinceTime = query.get("sinceTime") ?? undefined;
  const errors: FieldError[] = [];
  const atLeast = (field: string, value: number | undefined, least: number, words: string) => {
    if (value !== undefined && value < least)
      errors.push({ reason: "FieldValueInvalid", field, message: `Invalid value: ${value}: ${words}` });
  };
  atLeast("tailLines", tailLines, 0, "must be greater than or equal to 0");
  atLeast("limitBytes", limitBytes, 1, "must be greater than 0");
  atLeast("sinceSeconds", sinceSeconds, 1, "must be greater than 0");
  if (sinceSeconds !== undefined && sinceTime !== undefined)
    errors.push({
      reason: "FieldValueForbidden",
      field: "[]",
      message: "Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified",
    });
  if (errors.length > 0) throw invalid("", "PodLogOptions", name, errors);
  return {
    follow: isTrue(query.get("follow")),
    previous: isTrue(query.get("previous")),
    timestamps: isTrue(query.get("timestamps")),
    ...(tailLines !== undefined && { tailLines }),
    ...(limitBytes !== undefined && { limitBytes }),
    ...(sinceSeconds !== undefined && { sinceSeconds }),
    ...(sinceTime !== undefined && { sinceTime }),
  };
}
