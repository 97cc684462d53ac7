import type { ServerResponse } from "node:http";
import { stringify } from "yaml";
import type { StatusDetails } from "../api-error.ts";
import { ApiError } from "../api-error.ts";

export interface TextAnswer {
  readonly kind: "text";
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  /** The text in pieces, when it is long: each is made when the client has taken the one before. */
  readonly pieces?: Iterable<string>;
  /** Sent in place of the text, when the body is not text. */
  readonly bytes?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly warnings?: readonly string[];
}

/** Takes the response over: headers, body, end. */
export interface StreamAnswer {
  readonly kind: "stream";
  readonly run: (response: ServerResponse) => void;
}

/** Takes the raw connection over, which then speaks another protocol. */
export interface UpgradeAnswer {
  readonly kind: "upgrade";
  readonly run: () => void;
}

/** What a call comes to, before a byte of it is sent. */
export type Answer = TextAnswer | StreamAnswer | UpgradeAnswer;

const JSON_TYPE = "application/json";

/** @param text JSON. */
export function jsonAnswer(status: number, text: string, warnings: readonly string[] = []): Answer {
  return { kind: "text", status, contentType: JSON_TYPE, text, warnings };
}

/** @param pieces JSON, in pieces; may be read more than once. */
export function longJsonAnswer(status: number, pieces: Iterable<string>): Answer {
  return {
    kind: "text",
    status,
    contentType: JSON_TYPE,
    pieces,
    get text() {
      return [...pieces].join("");
    },
  };
}

export function plainAnswer(status: number, text: string): Answer {
  return { kind: "text", status, contentType: "text/plain; charset=utf-8", text };
}

/** The same answer for clients that asked for YAML. */
export function asYaml(answer: Answer): Answer {
  if (answer.kind !== "text" || answer.contentType !== JSON_TYPE) return answer;
  const text = stringify(JSON.parse(answer.text), { sortMapEntries: true, lineWidth: 80, singleQuote: true });
  const { pieces: _pieces, ...rest } = answer;
  return { ...rest, contentType: "application/yaml", text };
}

/** `v1 Status` of a failure. */
export function failureText({ status, code, message, details }: ApiError): string {
  return JSON.stringify({
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message,
    ...(code && { reason: code }),
    ...(details && { details }),
    code: status,
  });
}

export function failureAnswer(error: ApiError, warnings: readonly string[] = []): TextAnswer {
  const retryAfter = error.details?.retryAfterSeconds;
  return {
    kind: "text",
    status: error.status,
    contentType: JSON_TYPE,
    text: failureText(error),
    warnings,
    ...(retryAfter !== undefined && { headers: { "Retry-After": String(retryAfter) } }),
  };
}

const SUCCESS = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success" };

/** What a DELETE answers for an object that is gone. */
export function deletedStatusText(details: StatusDetails): string {
  return JSON.stringify({ ...SUCCESS, details });
}

/** What a POST answers that makes no object: bindings, evictions. */
export function createdStatus(): Answer {
  return jsonAnswer(201, JSON.stringify({ ...SUCCESS, code: 201 }));
}

/** Anything thrown, as the Status that the client gets. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ApiError(500, "InternalError", `Internal error occurred: ${message}`, { causes: [{ message }] });
}

export function send(response: ServerResponse, answer: Answer): void {
  if (answer.kind === "stream") return answer.run(response);
  if (answer.kind === "upgrade") return answer.run();
  const headers: Record<string, string | number | string[]> = {
    "Cache-Control": "no-cache, private",
    "Content-Type": answer.contentType,
    ...answer.headers,
  };
  const warnings = answer.warnings ?? [];
  if (warnings.length > 0) headers["Warning"] = warnings.map(warningHeader);
  if (answer.pieces) {
    response.writeHead(answer.status, headers);
    return sendPieces(response, answer.pieces[Symbol.iterator]());
  }
  headers["Content-Length"] = answer.bytes?.length ?? Buffer.byteLength(answer.text);
  response.writeHead(answer.status, headers);
  response.end(answer.bytes ?? answer.text);
}

/** Goes on when the client has taken what was sent, and lets others have their turn between pieces. */
function sendPieces(response: ServerResponse, pieces: Iterator<string>): void {
  if (response.destroyed) return;
  const next = pieces.next();
  if (next.done) return void response.end();
  const goOn = () => sendPieces(response, pieces);
  if (response.write(Buffer.from(next.value))) setImmediate(goOn);
  else response.once("drain", goOn);
}

function warningHeader(text: string): string {
  return `299 - ${JSON.stringify(text.replaceAll(/[\r\n]+/g, " "))}`;
}
