/** The box's controller was about to talk to something that is not on this machine. */
export class NotLoopback extends Error {
  readonly code = "NOT_LOOPBACK";

  constructor(hostname: string) {
    super(
      `refused to call AWS at ${hostname}: INLAY_REQUIRE_LOOPBACK_AWS allows only endpoints on this machine ` +
        `(127.0.0.0/8, ::1, localhost); set AWS_ENDPOINT_URL to the box's`,
    );
  }
}

/** @throws NotLoopback */
export function requireLoopback(hostname: string): void {
  const host = hostname.replace(/^\[|\]$/g, "").toLowerCase();
  if (host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host)) return;
  throw new NotLoopback(hostname);
}
