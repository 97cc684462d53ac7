import type { AwsService } from "../aws-simulation.ts";
import type { AwsError } from "../service/aws-error.ts";
import type { Shape } from "../service/operation.ts";
import { decodeJson, encodeJson } from "./json-codec.ts";
import { decodeQuery } from "./query-decoder.ts";
import { scalar } from "./scalar.ts";
import { isOperation, structureOf, wireOperation, wireOperations } from "./wire-shapes.ts";
import { encodeXml, escapeXml } from "./xml-encoder.ts";

/** A request with its body read. */
export interface WireRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Which operation a request asks for, and how to speak with the one who asked. */
export interface ProtocolCall {
  readonly service: AwsService;
  readonly operation: string;
  /** AWS has it; whether this simulation serves it is another question. */
  readonly known: boolean;
  decode(): Shape;
  encode(output: Shape, requestId: string): WireResponse;
  encodeError(error: AwsError, requestId: string): WireResponse;
}

const NAMESPACES: Partial<Record<AwsService, string>> = {
  ec2: "http://ec2.amazonaws.com/doc/2016-11-15/",
  iam: "https://iam.amazonaws.com/doc/2010-05-08/",
  sts: "https://sts.amazonaws.com/doc/2011-06-15/",
  sqs: "http://queue.amazonaws.com/doc/2012-11-05/",
};
const JSON_VERSION: Partial<Record<AwsService, string>> = { ssm: "1.1", pricing: "1.1", sqs: "1.0" };

/** @returns undefined when the request names no operation. */
export function protocolCall(service: AwsService, request: WireRequest): ProtocolCall | undefined {
  if (service === "eks") return restJson(request);
  const target = request.headers["x-amz-target"];
  if (typeof target === "string") return awsJson(service, target.slice(target.lastIndexOf(".") + 1), request);
  return query(service, request);
}

function query(service: AwsService, request: WireRequest): ProtocolCall | undefined {
  const parameters = new URLSearchParams(request.body === "" ? request.url.search : request.body);
  const operation = parameters.get("Action") ?? request.url.searchParams.get("Action");
  if (!operation) return undefined;
  const wire = wireOperation(service, operation);
  const dialect = service === "ec2" ? "ec2" : "query";
  const xml = (status: number, body: string, requestId: string): WireResponse => ({
    status,
    headers: { "content-type": "text/xml;charset=UTF-8", "x-amzn-requestid": requestId },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
  });
  return {
    service,
    operation,
    known: isOperation(service, operation),
    decode: () => decodeQuery(parameters, wire!.i, dialect),
    encode: (output, requestId) => {
      const inner = encodeXml(output, wire!.o);
      const name = `${operation}Response`;
      if (dialect === "ec2") {
        // Operations without output answer <return>true</return>.
        const content = typeof wire!.o === "number" ? inner : "<return>true</return>";
        return xml(
          200,
          `<${name} xmlns="${NAMESPACES.ec2}"><requestId>${requestId}</requestId>${content}</${name}>`,
          requestId,
        );
      }
      const result = typeof wire!.o === "number" ? `<${operation}Result>${inner}</${operation}Result>` : "";
      const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
      return xml(200, `<${name} xmlns="${NAMESPACES[service]}">${result}${metadata}</${name}>`, requestId);
    },
    encodeError: (error, requestId) => {
      const detail = `<Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message>`;
      if (dialect === "ec2")
        return xml(
          error.status,
          `<Response><Errors><Error>${detail}</Error></Errors><RequestID>${requestId}</RequestID></Response>`,
          requestId,
        );
      const type = error.status >= 500 ? "Receiver" : "Sender";
      return xml(
        error.status,
        `<ErrorResponse xmlns="${NAMESPACES[service]}"><Error><Type>${type}</Type>${detail}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
        requestId,
      );
    },
  };
}

function awsJson(service: AwsService, operation: string, request: WireRequest): ProtocolCall {
  const wire = wireOperation(service, operation);
  const contentType = `application/x-amz-json-${JSON_VERSION[service] ?? "1.1"}`;
  const json = (
    status: number,
    body: unknown,
    requestId: string,
    headers: Record<string, string> = {},
  ): WireResponse => ({
    status,
    headers: { "content-type": contentType, "x-amzn-requestid": requestId, ...headers },
    body: JSON.stringify(body),
  });
  return {
    service,
    operation,
    known: isOperation(service, operation),
    decode: () => decodeJson(parseBody(request.body), wire!.i) as Shape,
    encode: (output, requestId) => json(200, encodeJson(output, wire!.o) ?? {}, requestId),
    encodeError: (error, requestId) => {
      // SQS clients in query mode read the old code from a header (AwsQueryCompatible).
      const queryError: Record<string, string> =
        service === "sqs"
          ? {
              "x-amzn-query-error": `${SQS_QUERY_CODES[error.code] ?? error.code};${error.status >= 500 ? "Receiver" : "Sender"}`,
            }
          : {};
      const type = service === "sqs" ? `com.amazonaws.sqs#${error.code}` : error.code;
      return json(error.status, { __type: type, message: error.message }, requestId, queryError);
    },
  };
}

const SQS_QUERY_CODES: Readonly<Record<string, string>> = {
  QueueDoesNotExist: "AWS.SimpleQueueService.NonExistentQueue",
};

function restJson(request: WireRequest): ProtocolCall | undefined {
  for (const [operation, wire] of Object.entries(wireOperations("eks"))) {
    const [method = "", template = ""] = wire.http ?? [];
    if (method !== request.method) continue;
    const labels = matchPath(template, request.url.pathname);
    if (labels) return restJsonCall(operation, labels, request);
  }
  // A path of EKS that is not served: AWS has it as far as anybody can tell.
  return {
    service: "eks",
    operation: `${request.method} ${request.url.pathname}`,
    known: true,
    decode: () => ({}),
    encode: () => restResponse(200, {}, ""),
    encodeError: restError,
  };
}

function restJsonCall(operation: string, labels: Readonly<Record<string, string>>, request: WireRequest): ProtocolCall {
  const wire = wireOperation("eks", operation)!;
  return {
    service: "eks",
    operation,
    known: true,
    decode: () => {
      const input: Record<string, unknown> = { ...(decodeJson(parseBody(request.body), wire.i) as Shape) };
      for (const [name, member] of Object.entries(structureOf(wire.i))) {
        if (member.label) input[name] = labels[name];
        if (!member.query) continue;
        const values = request.url.searchParams.getAll(member.query);
        if (values.length === 0) continue;
        input[name] = typeof member.t === "object" && "l" in member.t ? values : scalar(values[0]!, member.t);
      }
      return input;
    },
    encode: (output, requestId) => restResponse(wire.http?.[2] ?? 200, encodeJson(output, wire.o) ?? {}, requestId),
    encodeError: restError,
  };
}

function restError(error: AwsError, requestId: string): WireResponse {
  return restResponse(error.status, { message: error.message }, requestId, { "x-amzn-errortype": error.code });
}

function restResponse(
  status: number,
  body: unknown,
  requestId: string,
  headers: Record<string, string> = {},
): WireResponse {
  return {
    status,
    headers: { "content-type": "application/json", "x-amzn-requestid": requestId, ...headers },
    body: JSON.stringify(body),
  };
}

function matchPath(template: string, path: string): Record<string, string> | undefined {
  const expected = template.split("?")[0]!.split("/");
  const given = path.split("/");
  if (expected.length !== given.length) return undefined;
  const labels: Record<string, string> = {};
  for (const [index, part] of expected.entries()) {
    const label = /^\{(\w+)\+?\}$/.exec(part)?.[1];
    if (label) labels[label] = decodeURIComponent(given[index]!);
    else if (part !== given[index]) return undefined;
  }
  return labels;
}

function parseBody(body: string): unknown {
  if (body === "") return {};
  return JSON.parse(body) as unknown;
}
