import { setImmediate } from "node:timers/promises";
import type { Logger } from "@inlay/kube";
import { warmUpPlanner, type Policy } from "@inlay/planner";

/** Has the planner's code compiled before the first pods wait for it: a tenth of a second of work in small steps, other work in between. */
export async function warmUp(policy: Policy, logger: Logger, signal: AbortSignal): Promise<void> {
  try {
    for (const _ of warmUpPlanner(policy)) {
      await setImmediate();
      if (signal.aborted) return;
    }
  } catch (error) {
    logger.error("warming up the planner", String(error));
  }
}
