/** Every served operation in every wire form, against Amazon's own clients: what they send is read back as it was given, and they read what we send. */
import * as ec2 from "@aws-sdk/client-ec2";
import * as eks from "@aws-sdk/client-eks";
import * as iam from "@aws-sdk/client-iam";
import * as pricing from "@aws-sdk/client-pricing";
import * as sqs from "@aws-sdk/client-sqs";
import * as ssm from "@aws-sdk/client-ssm";
import * as sts from "@aws-sdk/client-sts";
import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AwsService } from "../aws-simulation.ts";
import { AwsError } from "../service/aws-error.ts";
import { protocolCall, type WireRequest, type WireResponse } from "./protocol.ts";
import { type Kind, structureOf, wireOperations } from "./wire-shapes.ts";

interface HttpRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}
interface Client {
  send(command: object): Promise<object>;
}
type Answer = (request: WireRequest) => WireResponse;

const CLIENTS: Readonly<Record<AwsService, readonly [module: object, client: string]>> = {
  ec2: [ec2, "EC2Client"],
  eks: [eks, "EKSClient"],
  iam: [iam, "IAMClient"],
  pricing: [pricing, "PricingClient"],
  sqs: [sqs, "SQSClient"],
  ssm: [ssm, "SSMClient"],
  sts: [sts, "STSClient"],
};

let answerNow: Answer;
const clients = new Map<AwsService, Client>();

/** Sends one command with Amazon's client; `answer` is the other end of the wire. */
function send(service: AwsService, operation: string, input: object, answer: Answer): Promise<object> {
  answerNow = answer;
  let client = clients.get(service);
  if (!client) clients.set(service, (client = newClient(service)));
  return client.send(new (classesOf(service)[`${operation}Command`]!)(input));
}

const classesOf = (service: AwsService) =>
  CLIENTS[service][0] as Readonly<Record<string, new (argument: object) => object>>;

function newClient(service: AwsService): Client {
  return new (classesOf(service)[CLIENTS[service][1]]!)({
    region: "us-east-1",
    endpoint: "http://127.0.0.1:4566",
    credentials: { accessKeyId: "AKIA", secretAccessKey: "secret" },
    maxAttempts: 1,
    md5: false,
    requestHandler: {
      handle: async (request: HttpRequest) => {
        const { status, headers, body } = answerNow(wireRequest(request));
        return { response: { statusCode: status, headers, body: Readable.from([Buffer.from(body)]) } };
      },
    },
  }) as Client;
}

function wireRequest({ method, protocol, hostname, path, query, headers, body }: HttpRequest): WireRequest {
  const url = new URL(`${protocol}//${hostname}${path}`);
  for (const [name, value] of Object.entries(query ?? {}))
    for (const each of Array.isArray(value) ? (value as readonly string[]) : [value ?? ""])
      url.searchParams.append(name, String(each));
  return {
    method,
    url,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: typeof body === "string" ? body : new TextDecoder().decode(body),
  };
}

/** Text without white space at its ends, which XML readers may take off. */
const word = fc.string({ unit: "grapheme", minLength: 1, maxLength: 10 }).map((text) => `a${text}z`);
const moment = fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => new Date(seconds * 1000));

const DEEPEST = 5;
/** Members in every example; shapes of EC2 have up to eighty. */
const MOST_MEMBERS = 6;

/** Anything that has the shape. Bytes and free-form documents are left out: nothing served here uses them. */
function anyOf(kind: Kind, depth: number): fc.Arbitrary<unknown> {
  if (kind === "s") return word;
  if (kind === "n") return fc.integer({ min: 0, max: 2 ** 31 - 1 });
  if (kind === "b") return fc.boolean();
  if (kind === "t") return moment;
  if (typeof kind === "number") return anyStructure(kind, depth);
  if (typeof kind === "string") throw new Error(`no examples of kind ${kind}`);
  if ("l" in kind) return fc.array(anyOf(kind.l, depth + 1), { minLength: 1, maxLength: 3 });
  return fc.dictionary(word, anyOf(kind.m, depth + 1), { minKeys: 1, maxKeys: 3 });
}

function anyStructure(kind: Kind, depth: number): fc.Arbitrary<Record<string, unknown>> {
  const members = Object.entries(structureOf(kind)).filter(([, { t }]) => isWritable(t, depth));
  const required = members.filter(([, member]) => member.label === 1);
  return fc
    .subarray(members, { minLength: Math.min(1, members.length), maxLength: Math.min(MOST_MEMBERS, members.length) })
    .chain((chosen) =>
      fc.record(Object.fromEntries([...required, ...chosen].map(([name, { t }]) => [name, anyOf(t, depth + 1)]))),
    );
}

function isWritable(kind: Kind, depth: number): boolean {
  if (kind === "B" || kind === "d") return false;
  if (typeof kind === "number")
    return depth < DEEPEST && Object.values(structureOf(kind)).some(({ t }) => isWritable(t, depth + 1));
  if (typeof kind === "object") return isWritable("l" in kind ? kind.l : kind.m, depth + 1);
  return true;
}

const asJson = (value: object) => JSON.parse(JSON.stringify(value)) as object;
const refused: WireResponse = { status: 400, headers: {}, body: "" };
/** AssumeRoleForPodIdentity belongs to a client that is not at hand. */
const OPERATIONS = (Object.keys(CLIENTS) as AwsService[]).flatMap((service) =>
  Object.entries(wireOperations(service))
    .filter(([operation]) => `${operation}Command` in classesOf(service))
    .map(([operation, wire]) => ({ service, operation, wire })),
);
const RUNS = { numRuns: 8 };

describe("requests of Amazon's clients", () => {
  test.for(OPERATIONS)("$service $operation is read as it was given", async ({ service, operation, wire }) => {
    await fc.assert(
      fc.asyncProperty(anyStructure(wire.i, 0), async (input) => {
        let read: unknown;
        await send(service, operation, input, (request) => {
          const call = protocolCall(service, request)!;
          expect(call.operation).toBe(operation);
          read = call.decode();
          return refused;
        }).catch((error: unknown) => {
          if (read === undefined) throw error;
        });
        // Clients make up tokens where none is given.
        expect(read).toMatchObject(input);
      }),
      RUNS,
    );
  });
});

describe("answers to Amazon's clients", () => {
  const withOutput = OPERATIONS.filter(({ wire }) => typeof wire.o === "number");
  test.for(withOutput)("$service $operation is read as it was meant", async ({ service, operation, wire }) => {
    const required = Object.entries(structureOf(wire.i)).filter(([, member]) => member.label === 1);
    const input = Object.fromEntries(required.map(([name]) => [name, "x"]));
    await fc.assert(
      fc.asyncProperty(anyStructure(wire.o, 0), async (output) => {
        const { $metadata: metadata, ...read } = (await send(service, operation, input, (request) =>
          protocolCall(service, request)!.encode(output, "r-1"),
        )) as Record<string, unknown>;
        expect(metadata).toMatchObject({ httpStatusCode: 200, requestId: "r-1" });
        // The price list's entries are read as objects that are only text once they are written.
        expect(asJson(read)).toMatchObject(asJson(output));
      }),
      RUNS,
    );
  });
});

test.for(Object.keys(CLIENTS) as AwsService[])("an error of %s keeps its code, message and status", async (service) => {
  const [operation, wire] = Object.entries(wireOperations(service))[0]!;
  const required = Object.entries(structureOf(wire.i)).filter(([, member]) => member.label === 1);
  const input = Object.fromEntries(required.map(([name]) => [name, "x"]));
  const error = new AwsError("SomethingOdd", `<a> & "b"`, 418);
  await expect(
    send(service, operation, input, (request) => protocolCall(service, request)!.encodeError(error, "r-2")),
  ).rejects.toMatchObject({
    name: "SomethingOdd",
    message: `<a> & "b"`,
    $metadata: { httpStatusCode: 418, requestId: "r-2" },
  });
});

test("SQS speaks the older query protocol too", () => {
  const body = "Action=SendMessage&Version=2012-11-05&QueueUrl=http%3A%2F%2Fh%2F1%2Fq&MessageBody=hello";
  const request = { method: "POST", url: new URL("http://h/"), headers: {}, body };
  const call = protocolCall("sqs", request)!;
  expect(call.decode()).toEqual({ QueueUrl: "http://h/1/q", MessageBody: "hello" });
  expect(call.encode({ MessageId: "m" }, "r").body).toContain(
    "<SendMessageResult><MessageId>m</MessageId></SendMessageResult>",
  );
});
