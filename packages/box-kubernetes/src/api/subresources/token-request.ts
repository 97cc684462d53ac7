import type { KubeObject, Pod } from "@inlay/resources";
import type { IssuedToken } from "../../auth/tokens/service-account-tokens.ts";
import type { FieldError } from "../../schema/field-error.ts";
import type { ObjectKey } from "../api.ts";
import { conflict, invalid, notFound } from "../failures.ts";
import type { Machinery } from "../machinery.ts";

const SERVICE_ACCOUNTS = { group: "", resource: "serviceaccounts" };
const PODS = { group: "", resource: "pods" };
const DEFAULT_SECONDS = 3_600;
/**
 * What admission asks for in every pod's own volume. API servers accept those tokens much longer, so that clients which never read the file again
 * go on (`--service-account-extend-token-expiration`); on EKS for 90 days.
 */
const IN_POD_SECONDS = 3_607;
const IN_POD_VALID_SECONDS = 90 * 86_400;
const LEAST_SECONDS = 600;
const MOST_SECONDS = 2 ** 32;

/** `spec` of an `authentication.k8s.io/v1 TokenRequest`. */
export interface TokenRequestSpec {
  readonly audiences?: readonly string[];
  readonly expirationSeconds?: number;
  readonly boundObjectRef?: { readonly kind?: string; readonly name?: string; readonly uid?: string } | null;
}

export interface TokenAnswer extends IssuedToken {
  readonly audiences: readonly string[];
  readonly expirationSeconds: number;
}

/** POST serviceaccounts/NAME/token. @throws ApiError 404 when the account or the bound pod is missing, 422 */
export async function requestToken(
  { store, tokens }: Machinery,
  key: ObjectKey,
  spec: TokenRequestSpec,
): Promise<TokenAnswer> {
  const namespace = key.namespace ?? "";
  const account = store.get("/serviceaccounts", namespace, key.name);
  if (!account) throw notFound(SERVICE_ACCOUNTS, key.name);
  const { expirationSeconds = DEFAULT_SECONDS } = spec;
  const errors = durationErrors(expirationSeconds);
  if (errors.length > 0) throw invalid("authentication.k8s.io", "TokenRequest", "", errors);
  const audiences = spec.audiences?.length ? spec.audiences : [tokens.issuer];
  const pod = boundPod(store.get("/pods", namespace, spec.boundObjectRef?.name ?? ""), spec);
  const nodeName = pod?.spec.nodeName;
  const node = nodeName ? store.get("/nodes", "", nodeName) : undefined;
  const subject = {
    namespace,
    name: key.name,
    uid: account.metadata.uid,
    ...(pod && { pod: { name: pod.metadata.name, uid: pod.metadata.uid } }),
    ...(node && { node: { name: node.metadata.name, uid: node.metadata.uid } }),
  };
  const isInPod = expirationSeconds === IN_POD_SECONDS && audiences.every((audience) => audience === tokens.issuer);
  const issued = await tokens.issue(
    subject,
    audiences,
    expirationSeconds,
    isInPod ? IN_POD_VALID_SECONDS : expirationSeconds,
  );
  return { ...issued, audiences, expirationSeconds };
}

function boundPod(found: KubeObject | undefined, { boundObjectRef }: TokenRequestSpec): Pod | undefined {
  if (boundObjectRef?.kind !== "Pod") return undefined;
  const { name = "", uid } = boundObjectRef;
  if (!found) throw notFound(PODS, name);
  if (uid && uid !== found.metadata.uid)
    throw conflict(
      PODS,
      name,
      `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`,
    );
  return found as Pod;
}

function durationErrors(seconds: number): readonly FieldError[] {
  const wrong = (why: string): FieldError => ({
    reason: "FieldValueInvalid",
    field: "spec.expirationSeconds",
    message: `Invalid value: ${seconds}: ${why}`,
  });
  if (seconds < LEAST_SECONDS) return [wrong("may not specify a duration less than 10 minutes")];
  return seconds > MOST_SECONDS ? [wrong("may not specify a duration larger than 2^32 seconds")] : [];
}
