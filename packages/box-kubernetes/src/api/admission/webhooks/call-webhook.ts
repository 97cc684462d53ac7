import { randomUUID } from "node:crypto";
import { request as httpsRequest } from "node:https";
import type { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import type { NodeProxy } from "../../../kubelet/node-proxy.ts";
import { isRecord } from "../../../schema/paths.ts";
import type { Machinery } from "../../machinery.ts";
import type { AdmissionRequest } from "../admission.ts";
import { requestValue } from "../expressions/request-value.ts";
import { connectToService } from "./service-connection.ts";
import type { Webhook } from "./webhook.ts";

/** The `response` of an AdmissionReview. */
export interface AdmissionResponse {
  readonly uid?: string;
  readonly allowed?: boolean;
  readonly status?: {
    readonly code?: number;
    readonly reason?: string;
    readonly message?: string;
    readonly details?: object;
  };
  readonly patch?: string;
  readonly patchType?: string;
  readonly warnings?: readonly string[];
}

/** A webhook could not be asked, or what it said makes no sense. The message is upstream's. */
export class WebhookFailure extends Error {
  readonly code = "WEBHOOK_FAILED";
}

const DEFAULT_TIMEOUT_S = 10;
const MOST_BYTES = 3 * 2 ** 20;

/** Asks one webhook. @throws WebhookFailure */
export async function callWebhook(
  webhook: Webhook,
  admission: AdmissionRequest,
  machinery: Machinery,
  nodes: () => NodeProxy,
): Promise<AdmissionResponse> {
  const uid = randomUUID();
  const request = { uid, ...requestValue(admission) };
  const version = webhook.admissionReviewVersions?.includes("v1") ? "v1" : "v1beta1";
  const review = JSON.stringify({ kind: "AdmissionReview", apiVersion: `admission.k8s.io/${version}`, request });
  const response = responseIn(await post(webhook, review, machinery, nodes));
  if (response.uid !== uid)
    throw invalidResponse(`expected response.uid="${uid}", got ${JSON.stringify(response.uid ?? "")}`);
  return response;
}

function responseIn(text: string): AdmissionResponse {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw uncallable(
      `couldn't get version/kind; json parse error: invalid character '${text.trimStart()[0] ?? ""}' looking for beginning of value`,
    );
  }
  if (!isRecord(parsed))
    throw uncallable(
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${goTypeOf(parsed)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`.replaceAll(
        '\\"',
        '\\"',
      ),
    );
  if (!isRecord(parsed["response"])) throw invalidResponse("webhook response was absent");
  return parsed["response"];
}

function goTypeOf(value: unknown): string {
  return Array.isArray(value) ? "array" : typeof value === "boolean" ? "bool" : typeof value;
}

export function invalidResponse(why: string): WebhookFailure {
  return new WebhookFailure(`received invalid webhook response: ${why}`);
}

function uncallable(why: string): WebhookFailure {
  return new WebhookFailure(`failed to call webhook: ${why}`);
}

async function post(
  { clientConfig, timeoutSeconds = DEFAULT_TIMEOUT_S }: Webhook,
  body: string,
  machinery: Machinery,
  nodes: () => NodeProxy,
): Promise<string> {
  const { url, service, caBundle } = clientConfig;
  const ca = caBundle ? Buffer.from(caBundle, "base64").toString() : undefined;
  const serverName = service && `${service.name}.${service.namespace}.svc`;
  const target = new URL(url ?? `https://${serverName}:${service?.port ?? 443}${service?.path ?? "/"}`);
  target.searchParams.set("timeout", `${timeoutSeconds}s`);
  const shown = serverName ? target.href.replace(serverName, `${serverName}:${service.port ?? 443}`) : target.href;
  const deadline = new AbortController();
  const cancel = machinery.clock.after(timeoutSeconds * 1000, () => deadline.abort());
  try {
    const connection = service ? await connectToService(service, machinery, nodes()) : undefined;
    return await send(target, body, { ca, serverName, connection, signal: deadline.signal });
  } catch (error) {
    if (error instanceof WebhookFailure) throw error;
    const why = deadline.signal.aborted ? "context deadline exceeded" : networkError(error, target);
    throw uncallable(`Post ${JSON.stringify(shown)}: ${why}`);
  } finally {
    cancel();
  }
}

interface Sending {
  readonly ca: string | undefined;
  readonly serverName: string | undefined;
  readonly connection: Duplex | undefined;
  readonly signal: AbortSignal;
}

function send(target: URL, body: string, { ca, serverName, connection, signal }: Sending): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      target,
      {
        method: "POST",
        signal,
        ...(ca !== undefined && { ca }),
        ...(serverName !== undefined && { servername: serverName }),
        ...(!connection && { agent: false }),
        ...(connection && {
          createConnection: () =>
            connectTls({ socket: connection, ca, servername: serverName, ALPNProtocols: ["http/1.1"] }),
        }),
        headers: {
          "Content-Type": "application/json",
          "Content-Length": Buffer.byteLength(body),
          Accept: "application/json",
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on("data", (chunk: Buffer) => {
          size += chunk.length;
          if (size > MOST_BYTES) response.destroy(new Error("response is too large"));
          else chunks.push(chunk);
        });
        response.on("error", reject);
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          const { statusCode = 0 } = response;
          if (statusCode >= 200 && statusCode < 300) return resolve(text);
          const told = JSON.stringify(text.trim() === "" ? "unknown" : text.trim());
          const why =
            statusCode >= 500
              ? `an error on the server (${told}) has prevented the request from succeeding`
              : "the server rejected our request for an unknown reason";
          reject(uncallable(why));
        });
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

/** In Go's words, where people look for them. */
function networkError(error: unknown, { hostname, port }: URL): string {
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  const address = `${hostname}:${port || 443}`;
  switch (code) {
    case "ECONNREFUSED":
      return `dial tcp ${address}: connect: connection refused`;
    case "ENOTFOUND":
      return `dial tcp: lookup ${hostname}: no such host`;
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
      return "tls: failed to verify certificate: x509: certificate signed by unknown authority";
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return `tls: failed to verify certificate: x509: certificate is not valid for ${hostname}`;
    default:
      return message ?? String(error);
  }
}
