import type { Clock } from "@inlay/resources";
import type { Credentials } from "./credentials.ts";

/** A bearer token with the time at which it ends, in milliseconds since the epoch. */
export interface ExpiringToken {
  readonly token: string;
  readonly expiresAt: number;
}

/** Fetched anew this long before it ends. */
const RENEW_BEFORE_MS = 60_000;

/** A bearer token that is fetched when it is needed, shortly before it ends, and after a 401. */
export function renewedToken(fetch: () => Promise<ExpiringToken>, clock: Clock): Credentials {
  let current: ExpiringToken | undefined;
  let fetching: Promise<ExpiringToken> | undefined;
  return {
    async current() {
      if (!current || clock.now() >= current.expiresAt - RENEW_BEFORE_MS) {
        fetching ??= fetch().finally(() => (fetching = undefined));
        current = await fetching;
      }
      return { authorization: `Bearer ${current.token}` };
    },
    rejected() {
      const wasCached = current !== undefined;
      current = undefined;
      return wasCached;
    },
  };
}
