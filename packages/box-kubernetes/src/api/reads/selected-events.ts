import type { KubeObject } from "@inlay/resources";
import type { StoreEvent } from "../../store/store-event.ts";
import type { WatchEvent } from "../api.ts";
import type { Selection } from "./selection.ts";

/**
 * What a watch with this selection tells of a change: an object that comes to match is ADDED, one that no longer does is DELETED
 * (in its last matching state, at the new revision).
 */
export function selectedEvent(
  { type, object, previous }: StoreEvent,
  namespace: string | undefined,
  { matches, isEverything }: Selection,
): WatchEvent | undefined {
  if (namespace !== undefined && object.metadata.namespace !== namespace) return undefined;
  if (isEverything) return withPrevious(type, object, previous);
  const is = type !== "DELETED" && matches(object);
  const was = previous !== undefined && matches(previous);
  if (is) return was ? withPrevious("MODIFIED", object, previous) : { type: "ADDED", object };
  if (!was) return undefined;
  return { type: "DELETED", object: type === "DELETED" ? object : atRevisionOf(previous, object) };
}

function withPrevious(type: WatchEvent["type"], object: KubeObject, previous: KubeObject | undefined): WatchEvent {
  return type === "MODIFIED" && previous ? { type, object, previous } : { type, object };
}

function atRevisionOf(previous: KubeObject, object: KubeObject): KubeObject {
  const { resourceVersion } = object.metadata;
  return { ...previous, metadata: { ...previous.metadata, resourceVersion } };
}
