import type { KubeObject } from "@inlay/resources";
import { jsonText } from "../../store/json-text.ts";
import type { WatchEvent } from "../api.ts";

type Type = WatchEvent["type"] | "BOOKMARK" | "ERROR";

/** Frames of this turn of the event loop. Kept no longer: thousands of objects would be held twice. */
let recent = new Map<KubeObject, Map<Type, Buffer>>();
let isForgetting = false;

/** A line of a watch. */
export function frameOf(type: Type, objectText: string): Buffer {
  return Buffer.from(`{"type":"${type}","object":${objectText}}\n`);
}

/** The line that tells of an object as it is: put into bytes once for all who watch. */
export function sharedFrame(type: Type, object: KubeObject): Buffer {
  let frames = recent.get(object);
  if (!frames) {
    recent.set(object, (frames = new Map()));
    forgetSoon();
  }
  let frame = frames.get(type);
  if (!frame) frames.set(type, (frame = frameOf(type, jsonText(object))));
  return frame;
}

function forgetSoon(): void {
  if (isForgetting) return;
  isForgetting = true;
  setImmediate(() => {
    isForgetting = false;
    recent = new Map();
  });
}

interface Joined {
  readonly frames: readonly Buffer[];
  readonly bytes: Buffer;
}

/** By the first frame. */
const joined = new WeakMap<Buffer, Joined>();

/** The frames in one piece. Watchers that are told the same get the same bytes, so that slow ones cost no memory of their own. */
export function joinedFrames(frames: readonly Buffer[]): Buffer {
  const [first] = frames;
  if (!first || frames.length === 1) return first ?? Buffer.alloc(0);
  const known = joined.get(first);
  if (known?.frames.length === frames.length && known.frames.every((frame, index) => frame === frames[index]))
    return known.bytes;
  const bytes = Buffer.concat(frames);
  joined.set(first, { frames, bytes });
  return bytes;
}
