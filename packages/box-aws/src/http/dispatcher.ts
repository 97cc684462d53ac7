import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AwsCallGate, AwsService, Principal } from "../aws-simulation.ts";
import type { Authorizer } from "../authorization/authorizer.ts";
import { protocolCall, type ProtocolCall, type WireRequest, type WireResponse } from "../codec/protocol.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { AwsError } from "../service/aws-error.ts";
import type { OperationContext, Shape } from "../service/operation.ts";
import type { Service } from "../service/service.ts";
import type { AccessKeys } from "../sigv4/access-keys.ts";
import { readSignature } from "../sigv4/signature.ts";
import type { Clock } from "../time/clock.ts";

const LARGEST_BODY = 2 ** 20;
const UNSIGNED = new Set(["AssumeRoleWithWebIdentity"]);
/** Operations that change nothing, so that there is nothing to wait for. */
const READS = /^(Describe|List|Get)/;
const ANONYMOUS: Principal = { accessKeyId: "", arn: "", accountId: "" };

export interface DispatcherParts {
  readonly services: Readonly<Record<AwsService, Service>>;
  readonly keys: AccessKeys;
  readonly authorizer: Authorizer;
  readonly ledger: Ledger;
  readonly gate: AwsCallGate;
  /** Resolves when what has happened so far will not be lost. */
  readonly whenKept: () => Promise<void> | undefined;
  readonly clock: Clock;
  readonly accountId: string;
  readonly region: string;
}

/** One call on its way through: where it came from and who made it. */
interface Call {
  readonly service: AwsService;
  readonly operation: string;
  readonly principal: Principal;
  readonly userAgent: string;
  readonly endpoint: string;
  readonly requestId: string;
  readonly signal: AbortSignal;
}

/** Closes the connection without an answer. */
class Cut extends Error {}

/** From a request to its answer: which service, who, gate, operation, ledger. The same path serves calls without a wire. */
export class Dispatcher {
  readonly #parts: DispatcherParts;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.on("close", () => gone.abort());
    try {
      const wire = await this.#answer(request, gone.signal);
      response.writeHead(wire.status, {
        ...wire.headers,
        "content-length": Buffer.byteLength(wire.body),
        // Clients set their own clock right by this one when a signature was refused as too old.
        date: new Date(this.#parts.clock.now()).toUTCString(),
      });
      response.end(wire.body);
    } catch (error) {
      if (!(error instanceof Cut) && !gone.signal.aborted) console.error(error);
      request.socket.destroy();
    }
  }

  /** Runs an operation as the account root, through ledger but not through the gate. */
  async invoke(service: AwsService, operation: string, input: Shape): Promise<Shape> {
    const principal: Principal = {
      accessKeyId: "",
      arn: `arn:aws:iam::${this.#parts.accountId}:root`,
      accountId: this.#parts.accountId,
    };
    const call: Call = {
      service,
      operation,
      principal,
      userAgent: "",
      endpoint: "http://127.0.0.1",
      requestId: randomUUID(),
      signal: new AbortController().signal,
    };
    return this.#perform(call, input);
  }

  async #answer(request: IncomingMessage, signal: AbortSignal): Promise<WireResponse> {
    const body = await readBody(request);
    const url = new URL(`http://${request.headers.host ?? "127.0.0.1"}${request.url ?? "/"}`);
    const wire: WireRequest = { method: request.method ?? "GET", url, headers: request.headers, body };
    const requestId = randomUUID();
    const service = serviceOf(wire);
    const protocol = service && protocolCall(service, wire);
    if (!protocol) return notServed(wire, requestId);
    try {
      return await this.#answerCall(protocol, wire, url.origin, requestId, signal);
    } catch (error) {
      if (error instanceof Cut) throw error;
      return protocol.encodeError(error instanceof AwsError ? error : this.#internal(error), requestId);
    }
  }

  async #answerCall(
    protocol: ProtocolCall,
    wire: WireRequest,
    endpoint: string,
    requestId: string,
    signal: AbortSignal,
  ): Promise<WireResponse> {
    const principal = UNSIGNED.has(protocol.operation)
      ? ANONYMOUS
      : this.#parts.keys.authenticate(protocol.service, wire);
    const { service, operation } = protocol;
    if (!protocol.known) throw unknownAction(service, operation);
    if (!Object.hasOwn(this.#parts.services[service].operations, operation))
      throw new AwsError("UnsupportedOperation", `${operation} is not served by this simulation of AWS.`);
    let input: Shape;
    try {
      input = protocol.decode();
    } catch {
      throw new AwsError(
        service === "ec2" ? "MalformedRequest" : "SerializationException",
        "The request body could not be read.",
      );
    }
    const userAgent = String(wire.headers["user-agent"] ?? "");
    const call: Call = { service, operation, principal, userAgent, endpoint, requestId, signal };
    try {
      this.#parts.authorizer.check(call, input);
    } catch (error) {
      this.#record(call, input, error instanceof AwsError ? error.code : "InternalError", []);
      throw error;
    }
    const seen = { service, operation, input, principal, userAgent };
    this.#follow(await this.#parts.gate.before(seen, signal), call);
    const output = await this.#perform(call, input);
    if (!READS.test(operation)) await this.#parts.whenKept();
    this.#follow(await this.#parts.gate.after(seen, signal), undefined);
    return protocol.encode(output, requestId);
  }

  /** A refusal before the effect is an answered call and goes into the ledger; one after it was recorded with the effect. */
  #follow(verdict: Awaited<ReturnType<AwsCallGate["before"]>>, call: Call | undefined): void {
    if (verdict.kind === "pass") return;
    if (call) this.#record(call, {}, verdict.kind === "error" ? verdict.code : "ConnectionCut", []);
    if (verdict.kind === "cut") throw new Cut();
    throw new AwsError(verdict.code, verdict.message, verdict.status);
  }

  async #perform(call: Call, input: Shape): Promise<Shape> {
    const operation = this.#parts.services[call.service].operations[call.operation];
    if (!operation)
      throw new AwsError("UnsupportedOperation", `${call.operation} is not served by this simulation of AWS.`);
    const touched: string[] = [];
    const context: OperationContext = {
      principal: call.principal,
      accountId: this.#parts.accountId,
      region: this.#parts.region,
      requestId: call.requestId,
      endpoint: call.endpoint,
      signal: call.signal,
      touched: (...ids) => touched.push(...ids),
    };
    try {
      const output = await operation(input, context);
      this.#record(call, input, undefined, touched);
      return output;
    } catch (error) {
      this.#record(call, input, error instanceof AwsError ? error.code : "InternalError", touched);
      throw error;
    }
  }

  #record(call: Call, input: Shape, error: string | undefined, resources: readonly string[]): void {
    this.#parts.ledger.add({
      time: new Date(this.#parts.clock.now()).toISOString(),
      service: call.service,
      operation: call.operation,
      principalArn: call.principal.arn,
      ...(error === undefined ? {} : { error }),
      resources,
      ...(typeof input.ClientToken === "string" ? { clientToken: input.ClientToken } : {}),
    });
  }

  #internal(error: unknown): AwsError {
    console.error(error);
    return new AwsError("InternalError", "An internal error has occurred", 500);
  }
}

function unknownAction(service: AwsService, operation: string): AwsError {
  if (service === "ec2")
    return new AwsError("InvalidAction", `The action ${operation} is not valid for this web service.`);
  if (service === "iam" || service === "sts")
    return new AwsError("InvalidAction", `Could not find operation ${operation}`);
  return new AwsError("UnknownOperationException", `Unknown operation ${operation}`);
}

const TARGET_PREFIXES: Readonly<Record<string, AwsService>> = {
  AmazonSSM: "ssm",
  AWSPriceListService: "pricing",
  AmazonSQS: "sqs",
};
const QUERY_VERSIONS: Readonly<Record<string, AwsService>> = {
  "2016-11-15": "ec2",
  "2010-05-08": "iam",
  "2011-06-15": "sts",
  "2012-11-05": "sqs",
};
const SERVICES: ReadonlySet<string> = new Set<AwsService>(["ec2", "iam", "sts", "ssm", "eks", "pricing", "sqs"]);

/** By the scope of the signature, which every client sends; else by what the protocol says. */
function serviceOf(wire: WireRequest): AwsService | undefined {
  const scoped = readSignature(wire)?.scope.service;
  // The part of EKS that pods' agents talk to.
  if (scoped === "eks-auth") return "eks";
  if (scoped && SERVICES.has(scoped)) return scoped as AwsService;
  const target = wire.headers["x-amz-target"];
  if (typeof target === "string") return TARGET_PREFIXES[target.split(".")[0] ?? ""];
  const parameters = new URLSearchParams(wire.body === "" ? wire.url.search : wire.body);
  const version = QUERY_VERSIONS[parameters.get("Version") ?? ""];
  if (version) return version;
  return wire.url.pathname.startsWith("/clusters") ? "eks" : undefined;
}

/** In S3's XML: the AWS CLI sends S3 here too, and shows the message of this form alone. */
function notServed(wire: WireRequest, requestId: string): WireResponse {
  const name = readSignature(wire)?.scope.service ?? "This service";
  const shown = name.replace(/[^\w-]/g, "");
  const message = `${shown} is not served by this simulation of AWS, which has EC2, IAM, STS, SSM, EKS, Pricing and SQS.`;
  return {
    status: 501,
    headers: { "content-type": "application/xml" },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NotImplemented</Code><Message>${message}</Message><RequestId>${requestId}</RequestId></Error>\n`,
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new Cut();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
