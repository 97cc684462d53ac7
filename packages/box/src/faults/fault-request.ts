import { InvalidField } from "@inlay/resources";
import type { AwsMatch, Fault, FaultEffect, KubernetesMatch } from "./fault.ts";

const VERBS = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"] as const;
const SERVICES = ["ec2", "iam", "sts", "ssm", "eks", "pricing", "sqs"] as const;
const COMMON = ["api", "when", "times", "error", "delayMs", "hang", "cut", "userAgent"];
const FIELDS = {
  aws: [...COMMON, "service", "operation", "principal", "input", "dryRun"],
  kubernetes: [...COMMON, "verb", "group", "resource", "subresource", "namespace", "name", "user"],
};

/** HTTP statuses of reasons that faults are usually made of. */
const STATUS_OF_REASON: Readonly<Record<string, number>> = {
  BadRequest: 400,
  Unauthorized: 401,
  Forbidden: 403,
  NotFound: 404,
  Conflict: 409,
  AlreadyExists: 409,
  Expired: 410,
  Invalid: 422,
  TooManyRequests: 429,
  InternalError: 500,
  ServiceUnavailable: 503,
  Timeout: 504,
};
const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  UnauthorizedOperation: 403,
  AccessDenied: 403,
  RequestLimitExceeded: 503,
  ServiceUnavailable: 503,
  InternalError: 500,
  InternalFailure: 500,
};

/**
 * A fault from the JSON that the control API takes.
 *
 * @example faultOfRequest({ api: "aws", operation: "CreateFleet", error: { code: "RequestLimitExceeded" }, times: 3 })
 * @throws InvalidField
 */
export function faultOfRequest(body: unknown): Omit<Fault, "id"> {
  if (!isObject(body)) throw new InvalidField("fault", body, "an object");
  const api = oneOf(body, "api", ["aws", "kubernetes"] as const);
  if (api === undefined) throw new InvalidField("api", body["api"], "aws or kubernetes");
  for (const field of Object.keys(body))
    if (!FIELDS[api].includes(field))
      throw new InvalidField(field, body[field], `absent: a fault of ${api} has ${FIELDS[api].join(", ")}`);
  const times = body["times"];
  if (times !== undefined && !(Number.isInteger(times) && Number(times) > 0))
    throw new InvalidField("times", times, "a whole number above 0");
  return {
    match: api === "aws" ? awsMatch(body) : kubernetesMatch(body),
    when: oneOf(body, "when", ["before", "after"] as const) ?? "before",
    effect: effectOf(body, api),
    ...(times === undefined ? {} : { times: Number(times) }),
  };
}

function awsMatch(body: Readonly<Record<string, unknown>>): AwsMatch {
  const input = body["input"];
  if (
    input !== undefined &&
    typeof input !== "string" &&
    !(Array.isArray(input) && input.every((word) => typeof word === "string"))
  )
    throw new InvalidField("input", input, "a text or a list of texts to look for in the call's input");
  return {
    api: "aws",
    ...defined({
      service: oneOf(body, "service", SERVICES),
      operation: text(body, "operation"),
      principal: text(body, "principal"),
      userAgent: text(body, "userAgent"),
      input: input === undefined ? undefined : ([input].flat() as string[]),
      dryRun: flag(body, "dryRun"),
    }),
  };
}

function kubernetesMatch(body: Readonly<Record<string, unknown>>): KubernetesMatch {
  const verb = body["verb"] === undefined ? undefined : [body["verb"]].flat();
  if (verb && !verb.every((each): each is (typeof VERBS)[number] => (VERBS as readonly unknown[]).includes(each)))
    throw new InvalidField("verb", body["verb"], `one or more of ${VERBS.join(", ")}`);
  return {
    api: "kubernetes",
    ...defined({
      verb,
      group: text(body, "group"),
      resource: text(body, "resource"),
      subresource: text(body, "subresource"),
      namespace: text(body, "namespace"),
      name: text(body, "name"),
      user: text(body, "user"),
      userAgent: text(body, "userAgent"),
    }),
  };
}

function effectOf(body: Readonly<Record<string, unknown>>, api: "aws" | "kubernetes"): FaultEffect {
  const given = (["error", "delayMs", "hang", "cut"] as const).filter(
    (field) => body[field] !== undefined && body[field] !== false,
  );
  if (given.length !== 1) throw new InvalidField("effect", given, "exactly one of error, delayMs, hang, cut");
  if (given[0] === "hang") return { kind: "hang" };
  if (given[0] === "cut") return { kind: "cut" };
  if (given[0] === "delayMs") {
    const milliseconds = body["delayMs"];
    if (typeof milliseconds !== "number" || !(milliseconds >= 0))
      throw new InvalidField("delayMs", milliseconds, "a number of milliseconds");
    return { kind: "delay", milliseconds };
  }
  const error = typeof body["error"] === "string" ? { code: body["error"] } : body["error"];
  if (!isObject(error) || typeof error["code"] !== "string" || error["code"] === "")
    throw new InvalidField("error", body["error"], 'a code, or {"code", "message", "status"}');
  const { code, message, status, retryAfterSeconds } = error as {
    code: string;
    message?: unknown;
    status?: unknown;
    retryAfterSeconds?: unknown;
  };
  if (status !== undefined && !(Number.isInteger(status) && Number(status) >= 400 && Number(status) <= 599))
    throw new InvalidField("error.status", status, "an HTTP status from 400 to 599");
  const usual = api === "aws" ? (STATUS_OF_CODE[code] ?? 400) : (STATUS_OF_REASON[code] ?? 500);
  return {
    kind: "error",
    code,
    message: typeof message === "string" ? message : `${code}: a fault that was set through the box's control API`,
    status: status === undefined ? usual : Number(status),
    ...(typeof retryAfterSeconds === "number" ? { retryAfterSeconds } : {}),
  };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function text(body: Readonly<Record<string, unknown>>, field: string): string | undefined {
  const value = body[field];
  if (value === undefined || typeof value === "string") return value;
  throw new InvalidField(field, value, "a text, in which * stands for anything");
}

function flag(body: Readonly<Record<string, unknown>>, field: string): boolean | undefined {
  const value = body[field];
  if (value === undefined || typeof value === "boolean") return value;
  throw new InvalidField(field, value, "true or false");
}

function oneOf<T extends string>(
  body: Readonly<Record<string, unknown>>,
  field: string,
  values: readonly T[],
): T | undefined {
  const value = body[field];
  if (value === undefined) return undefined;
  const found = values.find((each) => each === value);
  if (found === undefined) throw new InvalidField(field, value, `one of ${values.join(", ")}`);
  return found;
}

function defined<T extends Record<string, unknown>>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
