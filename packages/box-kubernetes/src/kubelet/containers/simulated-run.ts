import type { Container, Pod } from "@inlay/resources";
import { controllerOf } from "../../controllers/ownership/owner-references.ts";

/** How long a simulated container runs, in milliseconds (Infinity: until it is stopped), and how it ends. */
export interface SimulatedRun {
  readonly runMs: number;
  readonly exitCode: number;
}

const FOREVER: SimulatedRun = { runMs: Infinity, exitCode: 0 };
/** What a job without a stated run time takes. */
const JOB_RUN_MS = 1_000;
const SLEEP = /\bsleep\s+(infinity|\d+(?:\.\d+)?)([smhd]?)\b/g;
const EXIT = /\bexit\s+(\d+)\b/;
const UNITS: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, h: 3600, d: 86_400 };

/**
 * What the container's command says about its run: `sleep N` and `exit N`, `true` and `false`. Without that, init containers and
 * containers of jobs do their work in a moment, and everything else runs until it is stopped.
 */
export function simulatedRun(pod: Pod, container: Container, isInit: boolean): SimulatedRun {
  const words = [...(container.command ?? []), ...(container.args ?? [])];
  const text = words.join(" ");
  const sleepMs = sleepTime(text);
  const exit = EXIT.exec(text);
  if (sleepMs !== undefined || exit) return { runMs: sleepMs ?? 0, exitCode: Number(exit?.[1] ?? 0) };
  const program = words[0]?.split("/").at(-1);
  if (program === "false" || program === "true") return { runMs: 0, exitCode: program === "false" ? 1 : 0 };
  if (isInit) return container.restartPolicy === "Always" ? FOREVER : { runMs: 0, exitCode: 0 };
  if (pod.spec.restartPolicy !== "Never" && pod.spec.restartPolicy !== "OnFailure") return FOREVER;
  return controllerOf(pod)?.kind === "Job" ? { runMs: JOB_RUN_MS, exitCode: 0 } : FOREVER;
}

function sleepTime(text: string): number | undefined {
  let total: number | undefined;
  for (const [, count, unit] of text.matchAll(SLEEP))
    total = (total ?? 0) + (count === "infinity" ? Infinity : Number(count) * UNITS[unit ?? ""]! * 1000);
  // A loop around it has no end.
  return total !== undefined && /\bwhile\b|\bfor\s*\(\(\s*;;/.test(text) ? Infinity : total;
}
