import type { FastifyReply } from "fastify";
import type { EventFeed } from "./route.ts";

/** A comment now and then, so that proxies keep the connection and a dead one is noticed. */
const HEARTBEAT_MILLISECONDS = 15_000;
/** Then the client comes again and is asked anew who it is: a revoked session does not listen on for long. */
const LONGEST_MILLISECONDS = 10 * 60_000;
/** A client that does not read is let go rather than remembered. */
const MOST_PENDING_BYTES = 1024 * 1024;

/** Answers with server-sent events until the feed ends, the client goes or its time is over. */
export function sendEvents(reply: FastifyReply, feed: EventFeed): void {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  const write = (text: string): void => {
    if (raw.writableLength > MOST_PENDING_BYTES) raw.destroy();
    else raw.write(text);
  };
  write("retry: 1000\n\n");
  const end = (): void => void raw.end();
  const heartbeat = setInterval(() => write(":\n\n"), HEARTBEAT_MILLISECONDS);
  const longest = setTimeout(end, LONGEST_MILLISECONDS);
  const unsubscribe = feed.subscribe((event) => write(`data: ${JSON.stringify(event)}\n\n`), end);
  raw.on("error", () => undefined);
  raw.once("close", () => {
    clearInterval(heartbeat);
    clearTimeout(longest);
    unsubscribe();
  });
}
