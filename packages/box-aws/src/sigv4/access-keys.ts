import { randomBytes } from "node:crypto";
import type { AwsService, Principal } from "../aws-simulation.ts";
import { AwsError } from "../service/aws-error.ts";
import type { Clock } from "../time/clock.ts";
import { parseTimestamp, readSignature, signatureMatches, type SignedRequest } from "./signature.ts";

interface AccessKey extends Principal {
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** Milliseconds since the epoch; absent on long-lived keys. */
  readonly expiresAt?: number;
}

export interface IssuedKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** AWS allows five minutes between its clock and the signer's. */
const SKEW_MS = 5 * 60_000;

/** Codes for an unknown key, a wrong signature and an expired token differ by protocol family. */
const REFUSALS = {
  ec2: {
    unknown: "AuthFailure",
    wrong: "AuthFailure",
    expired: "RequestExpired",
    missing: "MissingAuthenticationToken",
  },
  query: {
    unknown: "InvalidClientTokenId",
    wrong: "SignatureDoesNotMatch",
    expired: "ExpiredToken",
    missing: "MissingAuthenticationToken",
  },
  json: {
    unknown: "UnrecognizedClientException",
    wrong: "InvalidSignatureException",
    expired: "ExpiredTokenException",
    missing: "MissingAuthenticationTokenException",
  },
} as const;

function refusalsOf(service: AwsService): Readonly<Record<"unknown" | "wrong" | "expired" | "missing", string>> {
  if (service === "ec2") return REFUSALS.ec2;
  return service === "iam" || service === "sts" ? REFUSALS.query : REFUSALS.json;
}

/** The access keys of the account, and the check of what was signed with them. */
export class AccessKeys {
  readonly #keys = new Map<string, AccessKey>();
  readonly #clock: Clock;
  readonly #accountId: string;

  constructor(clock: Clock, accountId: string) {
    this.#clock = clock;
    this.#accountId = accountId;
  }

  /** @param expiresAt milliseconds since the epoch; makes a temporary key with a session token. */
  issue(arn: string, expiresAt?: number): IssuedKey {
    const temporary = expiresAt !== undefined;
    const key: AccessKey = {
      accessKeyId: (temporary ? "ASIA" : "AKIA") + randomText(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
      secretAccessKey: randomBytes(30).toString("base64"),
      arn,
      accountId: this.#accountId,
      ...(temporary ? { sessionToken: randomBytes(48).toString("base64"), expiresAt } : {}),
    };
    this.#keys.set(key.accessKeyId, key);
    return key;
  }

  /** Who signed the request. @throws AwsError with the service's own code. */
  authenticate(service: AwsService, request: SignedRequest): Principal {
    const codes = refusalsOf(service);
    const status = service === "ec2" ? 401 : 403;
    const found = readSignature(request);
    if (!found) throw new AwsError(codes.missing, "Request is missing Authentication Token", status);
    const key = this.#keys.get(found.scope.accessKeyId);
    if (!key) throw new AwsError(codes.unknown, unknownKeyMessage(service), status);
    const signedAt = parseTimestamp(found.timestamp);
    const late = this.#clock.now() - signedAt;
    const good = found.presigned ? found.expiresSeconds * 1000 : SKEW_MS;
    if (!(late <= Math.max(good, SKEW_MS) && late >= -SKEW_MS)) {
      throw new AwsError(
        codes.wrong,
        `Signature expired: ${found.timestamp} is now earlier or later than 5 min from the server's time.`,
        status,
      );
    }
    if (key.expiresAt !== undefined) {
      if (found.sessionToken !== key.sessionToken)
        throw new AwsError(codes.unknown, "The security token included in the request is invalid.", status);
      if (key.expiresAt <= this.#clock.now())
        throw new AwsError(codes.expired, "The security token included in the request is expired", status);
    }
    if (!signatureMatches(request, found, key.secretAccessKey)) {
      throw new AwsError(
        codes.wrong,
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.",
        status,
      );
    }
    return { accessKeyId: key.accessKeyId, arn: key.arn, accountId: key.accountId };
  }

  save(): unknown {
    return [...this.#keys.values()];
  }

  restore(saved: unknown): void {
    for (const key of (saved as readonly AccessKey[] | undefined) ?? []) this.#keys.set(key.accessKeyId, key);
  }
}

function unknownKeyMessage(service: AwsService): string {
  return service === "ec2"
    ? "AWS was not able to validate the provided access credentials"
    : "The security token included in the request is invalid.";
}

function randomText(length: number, alphabet: string): string {
  return Array.from(randomBytes(length), (byte) => alphabet[byte % alphabet.length]).join("");
}
