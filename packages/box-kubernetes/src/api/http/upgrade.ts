import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

/** The raw connection of a request that asks for another protocol. */
export interface Upgrade {
  readonly socket: Duplex;
  /** What came after the request's headers already. */
  readonly head: Buffer;
}

const upgrades = new WeakMap<IncomingMessage, Upgrade>();

export function noteUpgrade(request: IncomingMessage, upgrade: Upgrade): void {
  upgrades.set(request, upgrade);
}

/** Undefined: an ordinary request. */
export function upgradeOf(request: IncomingMessage): Upgrade | undefined {
  return upgrades.get(request);
}
