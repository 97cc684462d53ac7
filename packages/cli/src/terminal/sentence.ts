/** What went wrong, for a person. Errors of ours carry a sentence; others show where they come from when INLAY_DEBUG is set. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ("code" in error && error.code === "EADDRINUSE" && "port" in error)
    return `port ${String(error.port)} is in use: end what listens there, or choose another --port`;
  return process.env["INLAY_DEBUG"] ? (error.stack ?? error.message) : error.message || error.name;
}
