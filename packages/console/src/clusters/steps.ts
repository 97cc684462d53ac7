/** The steps of a roll-out as people follow them. */
import type { Tone } from "./status.ts";

type State = "Pending" | "Running" | "Done" | "Failed";
type Step = { readonly state: State };

const TONES: Readonly<Record<State, Tone>> = { Pending: "idle", Running: "busy", Done: "good", Failed: "bad" };
export const stepTone = (state: string): Tone => TONES[state as State] ?? "idle";

/** Where a roll-out stands: of `all` steps `done` are behind it. */
export type Progress = { readonly state: State; readonly done: number; readonly all: number };

/** Failed as soon as one step has; running while one is not done; undefined without steps. */
export function progressOf(steps: readonly Step[]): Progress | undefined {
  if (steps.length === 0) return undefined;
  const done = steps.filter(({ state }) => state === "Done").length;
  const state = steps.some((step) => step.state === "Failed") ? "Failed" : done === steps.length ? "Done" : "Running";
  return { state, done, all: steps.length };
}
