/** Deadlines are meant for a machine at rest; a loaded one may take this many times as long. */
const PATIENCE = 3;

/** Most questions start a kubectl: asked ten times a second they would take the machine from what is waited for. */
const INTERVALS_MS = { first: 100, growth: 1.5, longest: 400 };

/**
 * Asks until the answer is there. Tests wait for conditions, never for time.
 *
 * @param what said in the error when the deadline passes, with the last thing seen.
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  deadlineMs = 60_000,
): Promise<T> {
  const deadline = Date.now() + deadlineMs * PATIENCE;
  let seen = "nothing yet";
  let intervalMs = INTERVALS_MS.first;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
      seen = String(answer);
    } catch (error) {
      seen = error instanceof Error ? error.message : String(error);
    }
    if (Date.now() > deadline)
      throw new Error(`waited ${(deadlineMs * PATIENCE) / 1000} s for ${what}; last seen: ${seen}`);
    await new Promise((resolve) => setTimeout(resolve, intervalMs));
    intervalMs = Math.min(intervalMs * INTERVALS_MS.growth, INTERVALS_MS.longest);
  }
}
