import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect } from "node:net";
import type { Container, Probe } from "@inlay/resources";

/** What a probe found; `message` is the kubelet's wording for the event. */
export interface ProbeResult {
  readonly success: boolean;
  readonly message: string;
}

const SUCCESS: ProbeResult = { success: true, message: "" };

/**
 * Asks a real process. Exec and gRPC probes count as successful: there is no container to run a command in.
 * @param portOf the loopback port behind a container port
 */
export function runProbe(
  probe: Probe,
  container: Container,
  portOf: (containerPort: number) => number | undefined,
): Promise<ProbeResult> {
  const timeoutMs = (probe.timeoutSeconds ?? 1) * 1000;
  const wanted = probe.httpGet?.port ?? probe.tcpSocket?.port;
  if (wanted === undefined) return Promise.resolve(SUCCESS);
  const port = portOf(containerPort(container, wanted));
  if (port === undefined) return Promise.resolve({ success: false, message: `no port ${wanted} in the container` });
  return probe.httpGet ? httpProbe(probe.httpGet, port, timeoutMs) : tcpProbe(port, timeoutMs);
}

function containerPort({ ports }: Container, wanted: number | string): number {
  if (typeof wanted === "number") return wanted;
  return ports?.find(({ name }) => name === wanted)?.containerPort ?? Number(wanted);
}

function httpProbe(get: NonNullable<Probe["httpGet"]>, port: number, timeoutMs: number): Promise<ProbeResult> {
  const send = get.scheme === "HTTPS" ? httpsRequest : httpRequest;
  const url = `${(get.scheme ?? "HTTP").toLowerCase()}://127.0.0.1:${port}${get.path ?? "/"}`;
  return new Promise((resolve) => {
    const headers = { "user-agent": "kube-probe/1.32", accept: "*/*", connection: "close" };
    const call = send(url, { headers, rejectUnauthorized: false, agent: false, timeout: timeoutMs }, (response) => {
      response.resume();
      const status = response.statusCode ?? 0;
      if (status >= 200 && status < 400) resolve(SUCCESS);
      else resolve({ success: false, message: `HTTP probe failed with statuscode: ${status}` });
    });
    call.on("timeout", () => {
      const why = "context deadline exceeded (Client.Timeout exceeded while awaiting headers)";
      resolve({ success: false, message: `Get "${url}": ${why}` });
      call.destroy();
    });
    call.on("error", (error) => resolve({ success: false, message: `Get "${url}": ${error.message}` }));
    call.end();
  });
}

function tcpProbe(port: number, timeoutMs: number): Promise<ProbeResult> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port, timeout: timeoutMs });
    const finish = (result: ProbeResult) => {
      socket.destroy();
      resolve(result);
    };
    socket.on("connect", () => finish(SUCCESS));
    socket.on("timeout", () => finish({ success: false, message: `dial tcp 127.0.0.1:${port}: i/o timeout` }));
    socket.on("error", (error) => finish({ success: false, message: error.message }));
  });
}
