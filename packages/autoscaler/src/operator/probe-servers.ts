import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Logger, Metrics } from "@inlay/kube";

export interface ProbeServers {
  readonly metricsPort: number;
  readonly healthProbePort: number;
  close(): Promise<void>;
}

export interface ProbeOptions {
  readonly host: string;
  readonly metricsPort: number;
  readonly healthProbePort: number;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** Why the process is not ready, or undefined when it is. */
  readonly unready: () => string | undefined;
}

/** `/metrics` on one port, `/healthz` and `/readyz` on another. @throws when a port is taken. */
export async function startProbeServers(options: ProbeOptions): Promise<ProbeServers> {
  const metricsLogger = options.logger.named("controller-runtime.metrics");
  metricsLogger.info("Starting metrics server");
  const metricsServer = await listen(options.host, options.metricsPort, (request, response) => {
    if (request.url?.split("?")[0] !== "/metrics") return void response.writeHead(404).end();
    options.metrics.render().then(
      ({ contentType, text }) => response.writeHead(200, { "content-type": contentType }).end(text),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  const healthServer = await listen(options.host, options.healthProbePort, (request, response) => {
    const path = request.url?.split("?")[0];
    if (path === "/healthz") response.writeHead(200).end("ok");
    else if (path === "/readyz") {
      const why = options.unready();
      response.writeHead(why === undefined ? 200 : 500).end(why ?? "ok");
    } else response.writeHead(404).end();
  }).catch(async (error: unknown) => {
    await end(metricsServer);
    throw error;
  });
  const address = (server: Server) => `${options.host}:${portOf(server)}`;
  metricsLogger.info("Serving metrics server", { bindAddress: address(metricsServer), secure: false });
  options.logger.info("starting server", { name: "health probe", addr: address(healthServer) });
  return {
    metricsPort: portOf(metricsServer),
    healthProbePort: portOf(healthServer),
    close: async () => void (await Promise.all([end(metricsServer), end(healthServer)])),
  };
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

function listen(host: string, port: number, handler: RequestListener): Promise<Server> {
  const server = createServer(handler);
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve(server));
  });
}

function end(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
