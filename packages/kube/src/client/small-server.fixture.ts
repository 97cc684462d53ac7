import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { systemClock, seededRandom } from "@inlay/resources";
import { anonymous, type Credentials } from "../auth/credentials.ts";
import type { ClusterAccess } from "../kubeconfig/cluster-access.ts";
import { connectKube, type KubeClientOptions } from "./rest-kube-client.ts";

export interface SmallServer {
  readonly access: ClusterAccess;
  /** `METHOD path` of every request, in order. */
  readonly requests: string[];
  readonly connections: () => number;
  connect(options?: KubeClientOptions): ReturnType<typeof connectKube>;
  close(): Promise<void>;
}

/** A real HTTP server on loopback that answers with what the test says. */
export async function smallServer(
  answer: (request: IncomingMessage & { readonly text: string }, response: ServerResponse) => void,
  credentials: Credentials = anonymous,
): Promise<SmallServer> {
  const requests: string[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => answer(Object.assign(request, { text: Buffer.concat(parts).toString() }), response));
  });
  server.on("connection", () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const access: ClusterAccess = {
    server: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    certificateAuthority: undefined,
    skipTlsVerify: false,
    tlsServerName: undefined,
    proxyUrl: undefined,
    credentials,
    namespace: undefined,
  };
  const clients: ReturnType<typeof connectKube>[] = [];
  return {
    access,
    requests,
    connections: () => connections,
    connect(options) {
      const client = connectKube(access, { clock: systemClock, random: seededRandom(1), ...options });
      clients.push(client);
      return client;
    },
    async close() {
      await Promise.all(clients.map((client) => client.close()));
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

export const statusBody = (code: number, reason: string, message = reason) => ({
  kind: "Status",
  apiVersion: "v1",
  status: "Failure",
  code,
  reason,
  message,
});
