import type { IncomingMessage } from "node:http";
import { ApiError } from "../api-error.ts";

export const BODY_LIMIT_BYTES = 3 * 2 ** 20;

/** Made once: its stack tells nothing. */
const CUT_OFF = new Error("the body ends too early");

/** Nothing is sent: a DELETE mostly. */
export function hasBody(request: IncomingMessage): boolean {
  const { "content-length": length, "transfer-encoding": encoding } = request.headers;
  return encoding !== undefined || (length !== undefined && length !== "0");
}

/** The whole body. By events: an iterator over the request would cost as much as reading it. @throws ApiError 413 beyond 3 MiB */
export function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (request.destroyed) return reject(CUT_OFF);
    const chunks: Buffer[] = [];
    let size = 0;
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= BODY_LIMIT_BYTES) return;
      request.off("data", onData);
      reject(new ApiError(413, "RequestEntityTooLarge", `Request entity too large: limit is ${BODY_LIMIT_BYTES}`));
    };
    request.on("data", onData);
    request.once("end", () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    request.once("error", reject);
    request.once("close", () => reject(CUT_OFF));
  });
}
