import type { GateVerdict, KubernetesCall, KubernetesCallGate } from "@inlay/box-kubernetes";

interface OpenWatch {
  readonly resource: string;
  readonly cut: () => void;
}

/** Knows the watches that are open, so that they can be cut in the middle. Everything else goes through the gate behind it. */
export class OpenWatches implements KubernetesCallGate {
  readonly #behind: KubernetesCallGate;
  readonly #open = new Set<OpenWatch>();

  constructor(behind: KubernetesCallGate) {
    this.#behind = behind;
  }

  before(call: KubernetesCall, signal: AbortSignal): Promise<GateVerdict> {
    return this.#behind.before(call, signal);
  }

  /** Of a watch the verdict is asked when it has begun, and ends it whenever it comes. */
  async after(call: KubernetesCall, signal: AbortSignal): Promise<GateVerdict> {
    const verdict = await this.#behind.after(call, signal);
    if (call.verb !== "watch" || verdict.kind !== "pass" || signal.aborted) return verdict;
    return new Promise((resolve) => {
      const end = (kind: "pass" | "cut") => {
        signal.removeEventListener("abort", gone);
        this.#open.delete(watch);
        resolve({ kind });
      };
      const gone = () => end("pass");
      const watch: OpenWatch = { resource: call.resource, cut: () => end("cut") };
      this.#open.add(watch);
      signal.addEventListener("abort", gone, { once: true });
    });
  }

  /** @param resource plural; absent: every watch. @returns how many were cut. */
  cut(resource?: string): number {
    const chosen = [...this.#open].filter((watch) => resource === undefined || watch.resource === resource);
    for (const watch of chosen) watch.cut();
    return chosen.length;
  }
}
