/** One line of JSON a failure of ours, on standard error: `ref` is what the answer told. */
export function logFailure({ ref, route, error }: { ref: string; route: string; error: unknown }): void {
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? error.stack : undefined;
  process.stderr.write(
    `${JSON.stringify({ level: "ERROR", time: new Date().toISOString(), ref, route, message, stack })}\n`,
  );
}
