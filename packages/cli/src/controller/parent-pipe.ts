/**
 * Whoever started this process as a pod of a box holds the other end of standard input and never writes. When that end closes, however its
 * process ended, nobody is left to serve, and `ended` is called.
 */
export function watchParent(ended: () => void): void {
  if (process.env["INLAY_PARENT_PIPE"] !== "true") return;
  process.stdin.on("end", ended).on("close", ended).on("error", ended).resume();
}
