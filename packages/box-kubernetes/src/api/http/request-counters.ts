import type { RequestCounters } from "./api-server.ts";

/** How often a call came to a status. */
export interface RequestCount {
  readonly verb: string;
  readonly resource: string;
  readonly status: number;
  readonly count: number;
}

/** Counts calls in memory, for tests and the control API. */
export class RequestLedger implements RequestCounters {
  readonly #counts = new Map<string, { readonly entry: Omit<RequestCount, "count">; count: number }>();

  count(verb: string, resource: string, status: number): void {
    const key = `${verb} ${resource} ${status}`;
    const known = this.#counts.get(key);
    if (known) known.count++;
    else this.#counts.set(key, { entry: { verb, resource, status }, count: 1 });
  }

  entries(): readonly RequestCount[] {
    return [...this.#counts.values()].map(({ entry, count }) => ({ ...entry, count }));
  }
}
