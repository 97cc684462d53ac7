import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { WebSocketServer } from "ws";
import type { Pod } from "@inlay/resources";
import type { NodeProxy } from "../../kubelet/node-proxy.ts";
import { badRequest } from "../failures.ts";
import type { UpgradeAnswer } from "../http/answer.ts";
import type { Upgrade } from "../http/upgrade.ts";
import { SpdyConnection, type SpdyStream } from "../spdy/spdy-connection.ts";

const STREAM_PROTOCOL = "portforward.k8s.io";
/** kubectl 1.31 and later: SPDY inside of a WebSocket. */
const TUNNEL_PROTOCOL = `SPDY/3.1+${STREAM_PROTOCOL}`;

let sockets: WebSocketServer | undefined;

/** Connects a client's streams with a pod's ports. @throws ApiError 400 for protocols that are not spoken here. */
export function answerPortForward(
  request: IncomingMessage,
  { socket, head }: Upgrade,
  pod: Pod,
  nodes: NodeProxy,
): UpgradeAnswer {
  const protocol = (request.headers.upgrade ?? "").toLowerCase();
  if (protocol === "spdy/3.1") return { kind: "upgrade", run: () => overSpdy(socket, head, pod, nodes) };
  const offered = (request.headers["sec-websocket-protocol"] ?? "").split(",").map((each) => each.trim());
  if (protocol !== "websocket" || !offered.includes(TUNNEL_PROTOCOL))
    throw badRequest(
      `unable to upgrade: only SPDY/3.1, plain or as WebSocket protocol ${TUNNEL_PROTOCOL}, is spoken here`,
    );
  return { kind: "upgrade", run: () => void overWebSocket(request, socket, head, pod, nodes) };
}

function overSpdy(socket: Duplex, head: Buffer, pod: Pod, nodes: NodeProxy): void {
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: ${STREAM_PROTOCOL}\r\n\r\n`,
  );
  if (head.length > 0) socket.unshift(head);
  serve(socket, pod, nodes);
}

/** The library is loaded for the first who needs it: a box starts sooner. */
async function overWebSocket(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  pod: Pod,
  nodes: NodeProxy,
): Promise<void> {
  const { createWebSocketStream, WebSocketServer } = await import("ws");
  sockets ??= new WebSocketServer({ noServer: true, handleProtocols: () => TUNNEL_PROTOCOL, perMessageDeflate: false });
  sockets.handleUpgrade(request, socket, head, (webSocket) => serve(createWebSocketStream(webSocket), pod, nodes));
}

function serve(connection: Duplex, pod: Pod, nodes: NodeProxy): void {
  const pairs = new Map<string, Partial<Record<"data" | "error", SpdyStream>>>();
  const spdy = new SpdyConnection(connection, (stream) => {
    const type = stream.headers.get("streamtype");
    const requestId = stream.headers.get("requestid") ?? stream.headers.get("port") ?? "";
    if (type !== "data" && type !== "error") return void stream.destroy();
    const pair = { ...pairs.get(requestId), [type]: stream };
    pairs.set(requestId, pair);
    if (!pair.data || !pair.error) return;
    pairs.delete(requestId);
    void forward(pair.data, pair.error, pod, nodes);
  });
  void spdy.run();
}

/** One connection of the user: bytes go both ways until either side ends. Why it failed is told on the error stream. */
async function forward(data: SpdyStream, error: SpdyStream, pod: Pod, nodes: NodeProxy): Promise<void> {
  const port = Number(data.headers.get("port"));
  error.resume();
  try {
    const target = await nodes.portForward(pod, port);
    const end = (): void => {
      target.destroy();
      data.end();
      error.end();
    };
    target.once("error", end).once("end", end).once("close", end);
    data.once("close", () => target.destroy());
    data.pipe(target);
    target.pipe(data);
  } catch (reason) {
    const why = reason instanceof Error ? reason.message : String(reason);
    error.end(
      `an error occurred forwarding ${port} -> ${port}: error forwarding port ${port} to pod ${pod.metadata.uid}: ${why}`,
    );
    data.end();
  }
}
