import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { CertificateAuthority } from "../../auth/certificates/certificate-authority.ts";

export interface WebhookServer {
  /** `127.0.0.1:12345`. */
  readonly host: string;
  /** Base64 of PEM. */
  readonly caBundle: string;
  /** The reviews that were sent, with the path. */
  readonly reviews: readonly { readonly path: string; readonly review: Review }[];
  close(): void;
}

interface Review {
  readonly request: {
    readonly uid: string;
    readonly operation: string;
    readonly object: { readonly data?: Readonly<Record<string, string>> } | null;
  };
}

type Answer = Readonly<Record<string, unknown>>;

const patched = (operations: readonly object[]): Answer => ({
  allowed: true,
  patchType: "JSONPatch",
  patch: Buffer.from(JSON.stringify(operations)).toString("base64"),
});

/** What the webhook of the recording did, by the key that a config map has. */
const BEHAVIOURS: Readonly<Record<string, Answer>> = {
  deny: { allowed: false, status: { message: "no deny please" } },
  deny402: {
    allowed: false,
    status: {
      code: 402,
      message: "pay",
      reason: "Forbidden",
      details: { name: "x", causes: [{ message: "m", field: "data" }] },
    },
  },
  nomsg: { allowed: false },
  warn: { allowed: true, warnings: ["careful", "twice"] },
  patch: patched([{ op: "add", path: "/data/patched", value: "yes" }]),
  badpatch: patched([{ op: "remove", path: "/data/none" }]),
  wronguid: { allowed: true, uid: "nope" },
};

/** A webhook on a free port that behaves as the one of the recording. */
export async function startWebhookServer(): Promise<WebhookServer> {
  const authority = await CertificateAuthority.create(Date.now());
  const { certificate: cert, key } = await authority.serverCertificate(Date.now());
  const reviews: { path: string; review: Review }[] = [];
  const server = createServer({ cert, key }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const review = JSON.parse(Buffer.concat(chunks).toString()) as Review;
      reviews.push({ path: request.url ?? "", review });
      const { uid, object } = review.request;
      const keys = Object.keys(object?.data ?? {});
      if (keys.includes("slow")) return; // never answers
      if (keys.includes("http500")) return void response.writeHead(500).end();
      if (keys.includes("garbage")) return void response.end('"garbage"');
      const isMutating = request.url?.startsWith("/m") ?? false;
      const key = keys.find((each) => each in BEHAVIOURS && !(each === "warn" && !isMutating));
      response.end(
        JSON.stringify({
          kind: "AdmissionReview",
          apiVersion: "admission.k8s.io/v1",
          response: { uid, allowed: true, ...(key !== undefined && BEHAVIOURS[key]) },
        }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    caBundle: Buffer.from(authority.keyPair.certificate).toString("base64"),
    reviews,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
