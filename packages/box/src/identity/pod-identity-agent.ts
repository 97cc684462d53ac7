import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Credentials of a pod's role, as EKS gives them to its agent. */
export interface PodCredentials {
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
    readonly expiration: Date;
  };
  readonly assumedRoleUser: { readonly arn: string };
}

export interface PodIdentityAgent {
  /** What SDKs are told in AWS_CONTAINER_CREDENTIALS_FULL_URI. */
  readonly url: string;
  close(): Promise<void>;
}

const PATH = "/v1/credentials";
const STATUS_OF: Readonly<Record<string, number>> = {
  ResourceNotFoundException: 404,
  AccessDeniedException: 403,
};

/**
 * The agent of EKS Pod Identity, which on EKS answers on every node at 169.254.170.23: it turns a pod's token into credentials of its role. Here
 * one answers for all nodes, on loopback. A pod shows its token in the header Authorization.
 * @param assumeRole EKS's AssumeRoleForPodIdentity; rejects with an error that has a code.
 */
export async function listenForPods(assumeRole: (token: string) => Promise<PodCredentials>): Promise<PodIdentityAgent> {
  const server = createServer((request, response) => void answer(request, response, assumeRole));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${PATH}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  assumeRole: (token: string) => Promise<PodCredentials>,
): Promise<void> {
  const say = (status: number, body: unknown) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
  if (request.method !== "GET" || request.url !== PATH) return say(404, "404 page not found\n");
  const token = request.headers.authorization;
  if (!token) return say(400, "Service account token cannot be empty\n");
  try {
    const { credentials, assumedRoleUser } = await assumeRole(token);
    say(200, {
      AccessKeyId: credentials.accessKeyId,
      SecretAccessKey: credentials.secretAccessKey,
      Token: credentials.sessionToken,
      AccountId: assumedRoleUser.arn.split(":")[4],
      Expiration: credentials.expiration.toISOString(),
    });
  } catch (error) {
    const { code = "", message = "" } = error as { readonly code?: string; readonly message?: string };
    say(STATUS_OF[code] ?? 400, `${code}: ${message}\n`);
  }
}
