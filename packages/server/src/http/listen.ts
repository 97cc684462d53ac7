import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";

/** Where a server answers. `stop` lets what is being asked be answered, then closes. */
export type Listening = { readonly url: string; readonly httpsUrl?: string; readonly stop: () => Promise<void> };

export type ListenOptions = {
  /** Loopback unless told otherwise. */
  readonly host?: string;
  /** 0: any free one. */
  readonly port?: number;
  /** Certificate and key in PEM: then the same server also speaks HTTPS, as the Terraform provider needs. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly port?: number };
};

/** Opens HTTP, and HTTPS when there is a certificate: one server behind both. */
export async function listen(app: FastifyInstance, options: ListenOptions): Promise<Listening> {
  const { host = "127.0.0.1", port = 0, tls } = options;
  const url = await app.listen({ host, port });
  if (!tls) return { url, stop: () => app.close() };
  const secure = createServer({ cert: tls.cert, key: tls.key }, (request, response) => {
    app.routing(request, response);
  });
  try {
    await new Promise<void>((done, failed) => secure.once("error", failed).listen(tls.port ?? 0, host, done));
  } catch (error) {
    await app.close();
    throw error;
  }
  const address = secure.address() as AddressInfo;
  const httpsUrl = `https://${address.family === "IPv6" ? `[${address.address}]` : address.address}:${address.port}`;
  return {
    url,
    httpsUrl,
    stop: async () => {
      // The app ends its event streams as it closes, on both.
      await Promise.all([app.close(), closed(secure)]);
    },
  };
}

const closed = (server: Server): Promise<void> =>
  new Promise((done) => {
    server.close(() => done());
    server.closeIdleConnections();
  });
