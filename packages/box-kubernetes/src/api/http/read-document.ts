import type { IncomingMessage } from "node:http";
import { parse } from "yaml";
import { decodeProtobuf, ProtobufError } from "../../protobuf/decode.ts";
import { isRecord } from "../../schema/paths.ts";
import { duplicateFields, JsonSyntaxError, mayRepeatKeys, parseJson } from "../../schema/scan-json.ts";
import { ApiError } from "../api-error.ts";
import type { Document } from "../decoding.ts";
import { badRequest } from "../failures.ts";
import { readBody } from "./request-body.ts";

const SERVED = "application/json, application/yaml, application/vnd.kubernetes.protobuf";
const NO_DUPLICATES = (): readonly string[] => [];

/** @example mediaType("application/json; charset=utf-8") // "application/json" */
export function mediaType(header: string | undefined): string {
  return (header ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

/**
 * The body of a write, whatever its encoding.
 *
 * @param kind for the error's wording.
 * @throws ApiError 400, 413, 415
 */
export async function readDocument(request: IncomingMessage, kind: string): Promise<Document> {
  const type = mediaType(request.headers["content-type"]);
  const body = await readBody(request);
  switch (type) {
    case "":
    case "application/json": {
      const text = body.toString();
      const value = objectFrom(kind, text, parseJson);
      return { value, duplicates: () => (mayRepeatKeys(text, value) ? duplicateFields(text) : []) };
    }
    case "application/yaml":
      return { value: objectFrom(kind, body.toString(), parseYaml), duplicates: NO_DUPLICATES };
    case "application/vnd.kubernetes.protobuf":
      return { value: protobufObject(kind, body), duplicates: NO_DUPLICATES };
    default:
      throw unsupportedMediaType(SERVED);
  }
}

export function unsupportedMediaType(served: string): ApiError {
  const message = `the body of the request was in an unknown format - accepted media types include: ${served}`;
  return new ApiError(415, "UnsupportedMediaType", message);
}

/** JSON is YAML too, and most of what is sent as YAML; it is read a hundred times faster. @throws YAMLParseError */
export function parseYaml(text: string): unknown {
  if (text.trimStart().startsWith("{")) {
    try {
      const value = parseJson(text);
      if (!mayRepeatKeys(text, value)) return value;
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error;
    }
  }
  return parse(text, { version: "1.1", logLevel: "silent" }) as unknown;
}

function protobufObject(kind: string, body: Buffer): Document["value"] {
  try {
    return { ...decodeProtobuf(body) };
  } catch (error) {
    if (error instanceof ProtobufError)
      throw badRequest(`the object provided is unrecognized (must be of type ${kind}): ${error.message}`);
    throw error;
  }
}

function objectFrom(kind: string, text: string, read: (text: string) => unknown): Document["value"] {
  const unrecognized = (why: string) =>
    badRequest(
      `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: ${why} (${excerpt(text)})`,
    );
  refusePrototypeKeys(text);
  let value: unknown;
  try {
    value = read(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError || error instanceof Error) throw unrecognized(error.message);
    throw error;
  }
  if (value === null) return {};
  if (!isRecord(value)) throw unrecognized(notAnObject(value));
  return value;
}

function notAnObject(value: unknown): string {
  const type = Array.isArray(value) ? "array" : typeof value;
  return `json: cannot unmarshal ${type} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`;
}

/** @throws ApiError 400 for a key that would reach into JavaScript's prototypes. */
export function refusePrototypeKeys(text: string): void {
  if (text.includes("__proto__") && /["']?__proto__["']?\s*:/.test(text))
    throw badRequest('"__proto__" is not allowed as a key');
}

/** Text as it is, what is not text as hexadecimal digits. */
function excerpt(text: string): string {
  if (text === "") return "<empty>";
  const isText = text.startsWith("{");
  const shown = isText ? text : Buffer.from(text).toString("hex");
  return shown.length > 30 ? `${shown.slice(0, 30)} ...` : shown;
}
