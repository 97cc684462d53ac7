import { CommandError } from "../command-error.ts";

const DEADLINE_MS = 30_000;

/** One call of a box's control API. @throws CommandError with the API's own sentence. */
export async function callControl<T>(controlUrl: string, method: string, path: string, body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`${controlUrl}/box/v1/${path}`, {
      method,
      signal: AbortSignal.timeout(DEADLINE_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new CommandError(
      `the box at ${controlUrl} does not answer: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  }
  const answer = (await response.json()) as T & { error?: { message: string } };
  if (!response.ok) throw new CommandError(answer.error?.message ?? `${method} ${path}: HTTP ${response.status}`);
  return answer;
}
