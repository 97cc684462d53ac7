/** How PostgreSQL, and what lies between, say that a connection is gone or cannot be had now: states of the classes 08, 53 and 57, and Node's own. */
const CODES = /^(08|53|57)|^E(CONNREFUSED|CONNRESET|PIPE|TIMEDOUT|NOTFOUND|AI_AGAIN)$/;
const WORDS = /terminat|connection .*(closed|ended|timeout)|timeout .*connect|not queryable/i;

/** Whether the same may succeed when the database is back. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { readonly code?: unknown };
  if (typeof code === "string" && CODES.test(code)) return true;
  // Drivers of AWS and Kubernetes say such things too, but with codes of their own.
  return code === undefined && WORDS.test(error.message);
}
