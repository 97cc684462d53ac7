import { fork, type ChildProcess } from "node:child_process";
import { setPriority } from "node:os";
import { fileURLToPath } from "node:url";
import type { Beginning, BoxIsUp, ServerReport } from "../server/beside-box.ts";

const STOP_GRACE_MS = 30_000;
/** It prepares while the box starts, and must not take the box's time. */
const NICE = 10;

/** The server beside a box: a process of its own that ends with this one. */
export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  /** What it reports first; a sentence when it ends before. */
  readonly report: Promise<ServerReport>;

  constructor(beginning: Beginning) {
    this.#child = fork(fileURLToPath(new URL("../../bin/inlay.mjs", import.meta.url)), ["server", "--beside-box"], {
      // Ctrl-C in a terminal reaches a whole process group; this one is told by us.
      detached: true,
      env: { ...process.env, INLAY_BESIDE_BOX: JSON.stringify(beginning) },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    lowerPriority(this.#child.pid);
    this.#ended = new Promise((resolve) => this.#child.once("exit", () => resolve()));
    this.report = new Promise((resolve) => {
      this.#child.once("message", (message) => resolve(message as ServerReport));
      void this.#ended.then(() => resolve({ phase: "failed", reason: "the server's process has ended" }));
    });
    this.#child.on("error", () => undefined);
  }

  tell(box: BoxIsUp): void {
    if (this.#child.connected) this.#child.send(box);
  }

  /** Lets it end by itself, and kills it when it does not. */
  async close(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), STOP_GRACE_MS);
    await this.#ended;
    clearTimeout(timer);
  }
}

function lowerPriority(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, NICE);
  } catch {
    // Not allowed here: then it runs as everything else.
  }
}
