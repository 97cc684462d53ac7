import type { Condition, KubeObject, ResourceRef } from "@inlay/resources";
import { readSigningRequest, type SigningRequest } from "../../auth/certificates/signing-request.ts";
import { controllerQueue, type ControllerContext } from "../controller-context.ts";
import { keyOf, ObjectIndex } from "../informer/object-index.ts";

const NAME = "certificate-controller";
const REQUESTS: ResourceRef = { group: "certificates.k8s.io", version: "v1", resource: "certificatesigningrequests" };
/** Those that this cluster's CA signs for: clients of the API server. Others have signers of their own. */
const SIGNERS: ReadonlySet<string> = new Set([
  "kubernetes.io/kube-apiserver-client",
  "kubernetes.io/kube-apiserver-client-kubelet",
]);
const YEAR_SECONDS = 31_536_000;

interface CertificateSigningRequest extends KubeObject {
  readonly spec: { readonly request: string; readonly signerName: string; readonly expirationSeconds?: number };
  readonly status?: { readonly certificate?: string; readonly conditions?: readonly Condition[] };
}

/** @returns PEM */
export type Certify = (request: SigningRequest, seconds: number) => string;

/** Signs what was approved. */
export function startCertificateSigning(context: ControllerContext, certify: Certify): void {
  const api = context.apiOf(NAME);
  const requests = new ObjectIndex<CertificateSigningRequest>(REQUESTS);
  const queue = controllerQueue(context, NAME, sync);
  requests.onChange((type, request) => {
    if (type !== "DELETED") queue.add(keyOf(request));
  });
  requests.start(api, context.signal);

  async function sync(name: string): Promise<void> {
    const request = requests.get(name);
    if (!request || request.status?.certificate || !SIGNERS.has(request.spec.signerName) || !isApproved(request))
      return;
    const { expirationSeconds = YEAR_SECONDS } = request.spec;
    const read = readSigningRequest(Buffer.from(request.spec.request, "base64").toString());
    if (!read) return;
    const certificate = Buffer.from(certify(read, expirationSeconds)).toString("base64");
    const status = { ...request.status, certificate };
    await api.update<CertificateSigningRequest>(REQUESTS, { ...request, status }, { subresource: "status" });
  }
}

function isApproved({ status }: CertificateSigningRequest): boolean {
  const has = (type: string) => (status?.conditions ?? []).some((each) => each.type === type && each.status === "True");
  return has("Approved") && !has("Denied") && !has("Failed");
}
