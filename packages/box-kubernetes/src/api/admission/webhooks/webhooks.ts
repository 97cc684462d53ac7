import type { NodeProxy } from "../../../kubelet/node-proxy.ts";
import { applyJsonPatch } from "../../../patch/json-patch.ts";
import type { Mutable } from "../../../schema/resource-definition.ts";
import { isRecord } from "../../../schema/paths.ts";
import { ApiError, type StatusReason } from "../../api-error.ts";
import { canonical } from "../../decoding.ts";
import { badRequest, internal } from "../../failures.ts";
import { sameJson } from "../../json-value.ts";
import type { Machinery } from "../../machinery.ts";
import type { AdmissionPlugin, AdmissionRequest } from "../admission.ts";
import { callWebhook, invalidResponse, WebhookFailure, type AdmissionResponse } from "./call-webhook.ts";
import { webhooksFor, type Webhook } from "./webhook.ts";

/**
 * Mutating webhooks, one after the other; those that ask for it once more when a later one has changed the object.
 *
 * @param nodes reach the processes behind services.
 */
export function mutatingWebhooks(nodes: () => NodeProxy): AdmissionPlugin {
  return {
    name: "MutatingAdmissionWebhook",
    mutate: (request, machinery) => {
      const webhooks = webhooksFor("mutatingwebhookconfigurations", request, machinery);
      return webhooks.length === 0 ? undefined : mutateAll(webhooks, request, machinery, nodes);
    },
  };
}

/** Validating webhooks, all at once; of several refusals the first is told. */
export function validatingWebhooks(nodes: () => NodeProxy): AdmissionPlugin {
  return {
    name: "ValidatingAdmissionWebhook",
    validate: (request, machinery) => {
      const webhooks = webhooksFor("validatingwebhookconfigurations", request, machinery);
      return webhooks.length === 0 ? undefined : validateAll(webhooks, request, machinery, nodes);
    },
  };
}

async function mutateAll(
  webhooks: readonly Webhook[],
  request: AdmissionRequest,
  machinery: Machinery,
  nodes: () => NodeProxy,
): Promise<void> {
  /** The last one that changed something. */
  let changedBy = -1;
  for (const [index, webhook] of webhooks.entries())
    if (await mutateBy(webhook, request, machinery, nodes)) changedBy = index;
  for (const [index, webhook] of webhooks.entries())
    if (webhook.reinvocationPolicy === "IfNeeded" && index < changedBy)
      await mutateBy(webhook, request, machinery, nodes);
}

/** @returns whether the object has changed. */
async function mutateBy(
  webhook: Webhook,
  request: AdmissionRequest,
  machinery: Machinery,
  nodes: () => NodeProxy,
): Promise<boolean> {
  const response = await ask(webhook, request, machinery, nodes);
  if (response?.patch === undefined || !request.object) return false;
  const patched = applied(response, request.object);
  if (sameJson(patched, request.object)) return false;
  const next = canonical(request.definition, patched);
  request.definition.applyDefaults(next);
  for (const field of Object.keys(request.object)) delete request.object[field];
  Object.assign(request.object, next);
  return true;
}

function applied({ patch = "" }: AdmissionResponse, object: Mutable): Mutable {
  const operations = operationsIn(patch);
  try {
    const result = applyJsonPatch(object, operations);
    if (isRecord(result)) return result;
  } catch (error) {
    throw internal(error instanceof Error ? detailed(error.message, operations, object) : String(error));
  }
  throw internal("the patched object is no object");
}

function operationsIn(patch: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(patch, "base64").toString());
    if (Array.isArray(parsed)) return parsed;
  } catch {
    // The same as for what is no list.
  }
  throw internal("json: cannot unmarshal patch into Go value of type jsonpatch.Patch");
}

/** The library that the real server uses names the step that failed. */
function detailed(message: string, operations: readonly unknown[], object: Mutable): string {
  if (message !== "missing key") return message;
  for (const [index, operation] of operations.entries()) {
    const { op, path } = operation as { readonly op?: string; readonly path?: string };
    if (op !== "remove" || path === undefined) continue;
    try {
      applyJsonPatch(object, operations.slice(0, index + 1));
    } catch {
      const key = path.split("/").at(-1) ?? "";
      return `error in remove for path: '${path}': Unable to remove nonexistent key: ${key}: missing value`;
    }
  }
  return message;
}

async function validateAll(
  webhooks: readonly Webhook[],
  request: AdmissionRequest,
  machinery: Machinery,
  nodes: () => NodeProxy,
): Promise<void> {
  const results = await Promise.allSettled(
    webhooks.map(async (webhook) => {
      const response = await ask(webhook, request, machinery, nodes, (answer) => {
        if (answer.patch !== undefined) throw invalidResponse("validating webhook may not return response.patch");
      });
      return response;
    }),
  );
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}

/** The answer of one webhook that allows the request; undefined when it could not be asked and that does not matter. @throws ApiError */
async function ask(
  webhook: Webhook,
  request: AdmissionRequest,
  machinery: Machinery,
  nodes: () => NodeProxy,
  check: (response: AdmissionResponse) => void = () => undefined,
): Promise<AdmissionResponse | undefined> {
  if (request.dryRun && !["None", "NoneOnDryRun"].includes(webhook.sideEffects ?? ""))
    throw badRequest(`admission webhook "${webhook.name}" does not support dry run`);
  try {
    const response = await callWebhook(webhook, request, machinery, nodes);
    check(response);
    request.warnings.push(...(response.warnings ?? []));
    if (response.allowed !== true) throw denial(webhook, response);
    return response;
  } catch (error) {
    if (!(error instanceof WebhookFailure)) throw error;
    if (webhook.failurePolicy === "Ignore") return undefined;
    throw internal(`failed calling webhook "${webhook.name}": ${error.message}`);
  }
}

function denial({ name }: Webhook, { status = {} }: AdmissionResponse): ApiError {
  const said = status.message || status.reason;
  const subject = `admission webhook "${name}" denied the request`;
  const message = said ? `${subject}: ${said}` : `${subject} without explanation`;
  return new ApiError(status.code || 400, (status.reason ?? "") as StatusReason, message, status.details);
}
