/** One event stream for the whole console: each event says what changed, and what shows it is read again. */
import type { QueryClient } from "@tanstack/react-query";
import { topicOf } from "../../src/live/topics.ts";
import { session } from "./session.ts";

/** Path of the stream; events carry `{"kind":"spectrocluster","uid":"…"}`. */
export const STREAM = "/v1/stream";

const LONGEST_PAUSE_MILLISECONDS = 15_000;

/** Follows the stream until aborted. Events are gathered per frame, so that a burst costs one reading. After a break everything is read again. */
export async function followChanges(
  queries: QueryClient,
  signal: AbortSignal,
  connected: (yes: boolean) => void,
): Promise<void> {
  let pause = 500;
  while (!signal.aborted) {
    try {
      const response = await fetch(STREAM, { headers: { ...session.headers(), accept: "text/event-stream" }, signal });
      if (response.ok && response.body) {
        connected(true);
        pause = 500;
        await queries.invalidateQueries();
        await readEvents(response.body, gather(queries));
      } else if (response.status === 401) return;
    } catch {
      if (signal.aborted) return;
    }
    connected(false);
    await new Promise((done) => setTimeout(done, pause + Math.random() * 250));
    pause = Math.min(pause * 2, LONGEST_PAUSE_MILLISECONDS);
  }
}

async function readEvents(body: ReadableStream<Uint8Array<ArrayBuffer>>, each: (data: string) => void): Promise<void> {
  let rest = "";
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const events = (rest + part.value).split(/\r?\n\r?\n/);
    rest = events.pop() ?? "";
    for (const event of events) {
      const data = [...event.matchAll(/^data: ?(.*)$/gm)].map((match) => match[1]).join("\n");
      if (data) each(data);
    }
  }
}

function gather(queries: QueryClient): (data: string) => void {
  const changed = new Set<string>();
  return (data) => {
    if (changed.size === 0)
      requestAnimationFrame(() => {
        const topics = new Set(changed);
        changed.clear();
        void queries.invalidateQueries({ predicate: ({ queryKey }) => topics.has(String(queryKey[0])) });
      });
    changed.add(topicOf(data));
  };
}
