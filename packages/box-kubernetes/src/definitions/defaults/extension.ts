import type { Mutable } from "../../schema/resource-definition.ts";
import { child, children, ensureChild, setIfAbsent, setIfEmpty } from "./edit.ts";

const HTTPS_PORT = 443;

function defaultWebhook(webhook: Mutable): void {
  const service = child(child(webhook, "clientConfig"), "service");
  if (service) setIfAbsent(service, "port", HTTPS_PORT);
  for (const rule of children(webhook, "rules")) setIfAbsent(rule, "scope", "*");
  setIfAbsent(webhook, "failurePolicy", "Fail");
  setIfAbsent(webhook, "matchPolicy", "Equivalent");
  setIfAbsent(webhook, "namespaceSelector", {});
  setIfAbsent(webhook, "objectSelector", {});
  setIfAbsent(webhook, "timeoutSeconds", 10);
}

export function defaultValidatingWebhooks(object: Mutable): void {
  for (const webhook of children(object, "webhooks")) defaultWebhook(webhook);
}

export function defaultMutatingWebhooks(object: Mutable): void {
  for (const webhook of children(object, "webhooks")) {
    defaultWebhook(webhook);
    setIfAbsent(webhook, "reinvocationPolicy", "Never");
  }
}

function defaultMatchResources(match: Mutable | undefined): void {
  if (!match) return;
  setIfAbsent(match, "matchPolicy", "Equivalent");
  setIfAbsent(match, "namespaceSelector", {});
  setIfAbsent(match, "objectSelector", {});
  for (const rule of [...children(match, "resourceRules"), ...children(match, "excludeResourceRules")])
    setIfAbsent(rule, "scope", "*");
}

export function defaultAdmissionPolicy(object: Mutable): void {
  const spec = ensureChild(object, "spec");
  setIfAbsent(spec, "failurePolicy", "Fail");
  defaultMatchResources(child(spec, "matchConstraints"));
}

export function defaultAdmissionPolicyBinding(object: Mutable): void {
  defaultMatchResources(child(child(object, "spec"), "matchResources"));
}

export function defaultApiService(object: Mutable): void {
  const service = child(child(object, "spec"), "service");
  if (service) setIfAbsent(service, "port", HTTPS_PORT);
}

export function defaultCustomResourceDefinition(object: Mutable): void {
  const spec = ensureChild(object, "spec");
  const names = ensureChild(spec, "names");
  const kind = typeof names["kind"] === "string" ? names["kind"] : "";
  setIfEmpty(names, "singular", kind.toLowerCase());
  if (kind !== "") setIfEmpty(names, "listKind", `${kind}List`);
  const conversion = ensureChild(spec, "conversion");
  setIfEmpty(conversion, "strategy", "None");
  const service = child(child(child(conversion, "webhook"), "clientConfig"), "service");
  if (service) setIfAbsent(service, "port", HTTPS_PORT);
}

export function defaultFlowSchema(object: Mutable): void {
  const spec = ensureChild(object, "spec");
  if (!spec["matchingPrecedence"]) spec["matchingPrecedence"] = 1000;
}

export function defaultPriorityLevel(object: Mutable): void {
  const spec = ensureChild(object, "spec");
  const exempt = child(spec, "exempt");
  if (exempt) {
    setIfAbsent(exempt, "nominalConcurrencyShares", 0);
    setIfAbsent(exempt, "lendablePercent", 0);
  }
  const limited = child(spec, "limited");
  if (!limited) return;
  setIfAbsent(limited, "nominalConcurrencyShares", 30);
  setIfAbsent(limited, "lendablePercent", 0);
  const queuing = child(child(limited, "limitResponse"), "queuing");
  if (queuing) for (const [key, value] of [["queues", 64], ["handSize", 8], ["queueLengthLimit", 50]] as const)
    if (!queuing[key]) queuing[key] = value; // prettier-ignore
}
