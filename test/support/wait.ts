/** Deadlines are meant for a machine at rest; a loaded one may take this many times as long. */
const PATIENCE = 3;

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
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
