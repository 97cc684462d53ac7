import type { KubeObject, LabelSelector } from "@inlay/resources";
import { internal } from "../../failures.ts";
import type { Machinery } from "../../machinery.ts";
import type { AdmissionRequest } from "../admission.ts";
import { celValue, evaluate } from "../expressions/expression.ts";
import { isSelected, type Rule } from "../expressions/matching.ts";
import { namespaceOf, requestValue } from "../expressions/request-value.ts";

export interface Webhook {
  readonly name: string;
  readonly clientConfig: ClientConfig;
  readonly rules?: readonly Rule[];
  readonly failurePolicy?: "Fail" | "Ignore";
  readonly namespaceSelector?: LabelSelector;
  readonly objectSelector?: LabelSelector;
  readonly sideEffects?: string;
  readonly timeoutSeconds?: number;
  readonly admissionReviewVersions?: readonly string[];
  readonly matchConditions?: readonly { readonly name: string; readonly expression: string }[];
  readonly reinvocationPolicy?: "Never" | "IfNeeded";
}

export interface ClientConfig {
  readonly url?: string;
  readonly service?: {
    readonly namespace: string;
    readonly name: string;
    readonly path?: string;
    readonly port?: number;
  };
  /** Base64 of PEM. */
  readonly caBundle?: string;
}

type Configuration = KubeObject & { readonly webhooks?: readonly Webhook[] };
const NONE: readonly Webhook[] = [];
/** Whoever could refuse changes of these could not be stopped any more. */
const EXEMPT = /^(?:validating|mutating)(?:webhookconfigurations|admissionpolicies|admissionpolicybindings)$/;

/** The webhooks that want to see the request, in the order of their configurations' names. */
export function webhooksFor(resource: string, request: AdmissionRequest, machinery: Machinery): readonly Webhook[] {
  const configurations = machinery.store.list(`admissionregistration.k8s.io/${resource}`);
  if (configurations.length === 0) return NONE;
  const { group, resource: written } = request.definition;
  if (group === "admissionregistration.k8s.io" && EXEMPT.test(written)) return NONE;
  return configurations
    .flatMap((each) => (each as Configuration).webhooks ?? NONE)
    .filter((webhook) => wants(webhook, request, machinery));
}

function wants(webhook: Webhook, request: AdmissionRequest, machinery: Machinery): boolean {
  const { rules = [], namespaceSelector, objectSelector, matchConditions = [] } = webhook;
  const selection = {
    rules,
    ...(namespaceSelector && { namespaceSelector }),
    ...(objectSelector && { objectSelector }),
  };
  if (!isSelected(selection, request, machinery)) return false;
  if (matchConditions.length === 0) return true;
  const variables = {
    object: celValue(request.object),
    oldObject: celValue(request.old),
    request: celValue(requestValue(request)),
    namespaceObject: celValue(namespaceOf(request, machinery)),
  };
  const outcomes = matchConditions.map(({ expression }) => evaluate(expression, variables));
  // One that does not hold settles it, whatever the others could not say.
  if (outcomes.some((each) => "value" in each && each.value !== true)) return false;
  const failed = outcomes.find((each) => "error" in each);
  if (!failed) return true;
  if (webhook.failurePolicy === "Ignore") return false;
  throw internal(`failed to evaluate match conditions of webhook "${webhook.name}": ${failed.error}`);
}
