import type { KubeObject } from "@inlay/resources";
import { KubeApiError } from "./kube-api-error.ts";
import { apiErrorOf } from "./api-status.ts";

export interface WatchEvent<T extends KubeObject> {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK";
  readonly object: T;
}

interface WatchFrame {
  readonly type: string;
  readonly object: KubeObject;
}

/**
 * The frames of a watch response, one JSON document a line, in batches as they arrived together.
 * @throws KubeApiError for an ERROR frame, such as 410 Expired.
 */
export async function* watchEvents<T extends KubeObject>(
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly WatchEvent<T>[], void, undefined> {
  const decoder = new TextDecoder();
  let rest: string[] = [];
  for await (const chunk of body) {
    const text = decoder.decode(chunk, { stream: true });
    const end = text.lastIndexOf("\n");
    if (end < 0) {
      rest.push(text);
      continue;
    }
    const lines = (rest.join("") + text.slice(0, end)).split("\n");
    rest = [text.slice(end + 1)];
    const events: WatchEvent<T>[] = [];
    let failure: KubeApiError | undefined;
    for (const line of lines) {
      if (line.trim() === "") continue;
      const frame = JSON.parse(line) as WatchFrame;
      if (frame.type === "ERROR") failure = apiErrorOf(frame.object, 500);
      else if (isEventType(frame.type)) events.push({ type: frame.type, object: frame.object as T });
      if (failure) break;
    }
    if (events.length > 0) yield events;
    if (failure) throw failure;
  }
}

function isEventType(type: string): type is WatchEvent<KubeObject>["type"] {
  return type === "ADDED" || type === "MODIFIED" || type === "DELETED" || type === "BOOKMARK";
}
