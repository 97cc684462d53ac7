import { EVENTS } from "@inlay/resources";
import type { Machinery } from "./machinery.ts";
import { storedAs } from "./resource-registry.ts";

/** As on EKS (kube-apiserver --event-ttl). */
const KEPT_MS = 3_600_000;
const EVERY_MS = 60_000;

/** Forgets events after an hour. Ends with the signal. */
export function expireEvents({ store, clock }: Machinery, signal: AbortSignal): void {
  const resource = storedAs(EVENTS);
  const again = (): void => {
    if (signal.aborted) return;
    const oldest = clock.now() - KEPT_MS;
    for (const event of store.list(resource))
      if (Date.parse(event.metadata.creationTimestamp) < oldest) store.delete(resource, event);
    clock.after(EVERY_MS, again);
  };
  clock.after(EVERY_MS, again);
}
