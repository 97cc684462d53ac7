import type { IncomingMessage } from "node:http";
import type { User } from "../../auth/user.ts";
import type { WriteContext } from "../machinery.ts";
import type { WriteQuery } from "./query-options.ts";
import type { RequestInfo } from "./request-info.ts";

/** One HTTP request, after the caller is known. */
export interface HttpCall {
  readonly request: IncomingMessage;
  readonly info: RequestInfo;
  readonly query: URLSearchParams;
  readonly user: User;
  /** Fires when the client has gone or the server stops. */
  readonly signal: AbortSignal;
  /** For the answer's `Warning` headers. */
  readonly warnings: string[];
}

/** @example defaultManager("kubectl/v1.32.9 (linux/amd64)") // "kubectl" */
export function defaultManager(userAgent: string | undefined): string {
  return (userAgent ?? "").split("/")[0]?.slice(0, 128) || "unknown";
}

export function writeContext(
  call: HttpCall,
  { dryRun, fieldManager }: Pick<WriteQuery, "dryRun" | "fieldManager">,
): WriteContext {
  return {
    user: call.user,
    dryRun,
    fieldManager: fieldManager || defaultManager(call.request.headers["user-agent"]),
    warnings: call.warnings,
  };
}
