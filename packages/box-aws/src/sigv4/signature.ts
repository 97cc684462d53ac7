import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** Credential scope of a signature: `AKID/20261124/us-east-1/ec2/aws4_request`. */
export interface CredentialScope {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

/** A Signature Version 4 as it stands in a request: in the Authorization header, or in the query of a presigned URL. */
export interface RequestSignature {
  readonly scope: CredentialScope;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `20261124T140000Z` */
  readonly timestamp: string;
  readonly sessionToken: string | undefined;
  readonly presigned: boolean;
  /** Seconds from the timestamp during which a presigned URL is good. */
  readonly expiresSeconds: number;
}

export interface SignedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** @returns undefined when the request carries no signature of this kind. */
export function readSignature(request: SignedRequest): RequestSignature | undefined {
  const authorization = header(request, "authorization");
  if (authorization?.startsWith("AWS4-HMAC-SHA256 ")) {
    const fields = new Map(
      [...authorization.slice(17).matchAll(/(\w+)=([^,\s]+)/g)].map((match) => [match[1]!, match[2]!]),
    );
    const scope = parseScope(fields.get("Credential"));
    const signature = fields.get("Signature");
    if (!scope || !signature) return undefined;
    return {
      scope,
      signature,
      signedHeaders: (fields.get("SignedHeaders") ?? "").split(";"),
      timestamp: header(request, "x-amz-date") ?? "",
      sessionToken: header(request, "x-amz-security-token"),
      presigned: false,
      expiresSeconds: 0,
    };
  }
  const query = request.url.searchParams;
  const scope = parseScope(query.get("X-Amz-Credential") ?? undefined);
  const signature = query.get("X-Amz-Signature");
  if (!scope || !signature || query.get("X-Amz-Algorithm") !== "AWS4-HMAC-SHA256") return undefined;
  return {
    scope,
    signature,
    signedHeaders: (query.get("X-Amz-SignedHeaders") ?? "").split(";"),
    timestamp: query.get("X-Amz-Date") ?? "",
    sessionToken: query.get("X-Amz-Security-Token") ?? undefined,
    presigned: true,
    expiresSeconds: Number(query.get("X-Amz-Expires") ?? "0"),
  };
}

function parseScope(text: string | undefined): CredentialScope | undefined {
  const parts = text?.split("/") ?? [];
  if (parts.length < 5 || parts.at(-1) !== "aws4_request") return undefined;
  const [service, region, date] = [parts.at(-2)!, parts.at(-3)!, parts.at(-4)!];
  return { accessKeyId: parts.slice(0, -4).join("/"), date, region, service };
}

/** Whether the signature was made with this key over this request (SigV4, "create a canonical request" … "calculate the signature"). */
export function signatureMatches(request: SignedRequest, found: RequestSignature, secretAccessKey: string): boolean {
  const { scope } = found;
  if (!found.signedHeaders.includes("host") || !found.timestamp.startsWith(scope.date)) return false;
  const payload = payloadHash(request);
  const canonical = payload === undefined ? undefined : canonicalRequest(request, found, payload);
  if (canonical === undefined) return false;
  const toSign = [
    "AWS4-HMAC-SHA256",
    found.timestamp,
    `${scope.date}/${scope.region}/${scope.service}/aws4_request`,
    sha256(canonical),
  ].join("\n");
  const key = [scope.date, scope.region, scope.service, "aws4_request"].reduce<Buffer>(
    (previous, part) => createHmac("sha256", previous).update(part).digest(),
    Buffer.from(`AWS4${secretAccessKey}`),
  );
  const expected = createHmac("sha256", key).update(toSign).digest();
  const given = Buffer.from(found.signature, "hex");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** The hash that the signature covers; undefined when the body is not what the client has hashed. */
function payloadHash(request: SignedRequest): string | undefined {
  const actual = sha256(request.body);
  const claimed = header(request, "x-amz-content-sha256") ?? actual;
  return claimed === actual ? actual : undefined;
}

function canonicalRequest(request: SignedRequest, found: RequestSignature, payload: string): string | undefined {
  const path = decoded(request.url.pathname.split("/"));
  const query = canonicalQuery(request.url, found.presigned);
  if (!path || query === undefined) return undefined;
  const headers = found.signedHeaders
    .map((name) => `${name}:${(header(request, name) ?? "").trim().replace(/ +/g, " ")}\n`)
    .join("");
  return [
    request.method,
    path.map(encode).map(encode).join("/"),
    query,
    headers,
    found.signedHeaders.join(";"),
    payload,
  ].join("\n");
}

function canonicalQuery(url: URL, presigned: boolean): string | undefined {
  return rawQuery(url)
    ?.filter(([name]) => !(presigned && name === "X-Amz-Signature"))
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .toSorted(([a, av], [b, bv]) => (a < b ? -1 : a > b ? 1 : av < bv ? -1 : av > bv ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

/** URLSearchParams reads `+` as a space; a signed query does not. */
function rawQuery(url: URL): (readonly [string, string])[] | undefined {
  const text = url.search.slice(1);
  if (text === "") return [];
  const pairs = text.split("&").map((pair) => {
    const at = pair.indexOf("=");
    return at < 0 ? decoded([pair, ""]) : decoded([pair.slice(0, at), pair.slice(at + 1)]);
  });
  return pairs.includes(undefined) ? undefined : pairs.map((pair) => [pair![0]!, pair![1]!] as const);
}

/** Undefined when there is a `%` that encodes nothing. */
function decoded(parts: readonly string[]): readonly string[] | undefined {
  try {
    return parts.map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

/** RFC 3986: everything but unreserved characters. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function header(request: SignedRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(",") : value;
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** Milliseconds since the epoch of `20261124T140000Z`; NaN when it is no such time. */
export function parseTimestamp(text: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!match) return NaN;
  const [, year, month, day, hour, minute, second] = match.map(Number);
  return Date.UTC(year!, month! - 1, day, hour, minute, second);
}
