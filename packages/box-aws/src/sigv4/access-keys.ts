import { randomBytes } from "node:crypto";
import type { AwsService, Principal } from "../aws-simulation.ts";
import { AwsError } from "../service/aws-error.ts";
import type { Clock } from "../time/clock.ts";
import {
  parseTimestamp,
  readSignature,
  type RequestSignature,
  signatureMatches,
  type SignedRequest,
} from "./signature.ts";

interface AccessKey extends Principal {
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
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

/** HTTP status of a refusal where it is not 403. */
const STATUSES: Partial<Record<AwsService, number>> = { ec2: 401, ssm: 400, pricing: 400 };

/** Codes for an unknown key, a wrong signature and an expired token differ by protocol family. */
const REFUSALS = {
  ec2: {
    unknown: "AuthFailure",
    wrong: "AuthFailure",
    late: "RequestExpired",
    expired: "RequestExpired",
    missing: "MissingAuthenticationToken",
  },
  query: {
    unknown: "InvalidClientTokenId",
    wrong: "SignatureDoesNotMatch",
    late: "SignatureDoesNotMatch",
    expired: "ExpiredToken",
    missing: "MissingAuthenticationToken",
  },
  json: {
    unknown: "UnrecognizedClientException",
    wrong: "InvalidSignatureException",
    late: "InvalidSignatureException",
    expired: "ExpiredTokenException",
    missing: "MissingAuthenticationTokenException",
  },
} as const;

function refusalsOf(
  service: AwsService,
): Readonly<Record<"unknown" | "wrong" | "late" | "expired" | "missing", string>> {
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
      createdAt: this.#clock.now(),
      ...(temporary ? { sessionToken: randomBytes(48).toString("base64"), expiresAt } : {}),
    };
    this.#keys.set(key.accessKeyId, key);
    return key;
  }

  /** Long-lived keys of a principal. */
  of(arn: string): readonly { readonly accessKeyId: string; readonly createdAt: number }[] {
    return [...this.#keys.values()].filter((key) => key.arn === arn && key.expiresAt === undefined);
  }

  revoke(accessKeyId: string): void {
    this.#keys.delete(accessKeyId);
  }

  /**
   * Who signed the request.
   *
   * @param presignedForMs how long a presigned URL is good; otherwise as long as it says itself.
   * @throws AwsError with the service's own code.
   */
  authenticate(service: AwsService, request: SignedRequest, presignedForMs?: number): Principal {
    const codes = refusalsOf(service);
    const status = STATUSES[service] ?? 403;
    const found = readSignature(request);
    if (!found) throw new AwsError(codes.missing, "Request is missing Authentication Token", status);
    const key = this.#keys.get(found.scope.accessKeyId);
    if (!key) throw new AwsError(codes.unknown, unknownKeyMessage(service), status);
    this.#assertInTime(found, presignedForMs, codes.late, status);
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

  #assertInTime(found: RequestSignature, presignedForMs: number | undefined, code: string, status: number): void {
    const age = this.#clock.now() - parseTimestamp(found.timestamp);
    const goodFor = found.presigned ? (presignedForMs ?? found.expiresSeconds * 1000) : SKEW_MS;
    if (age <= goodFor && age >= -SKEW_MS) return;
    const now = new Date(this.#clock.now()).toISOString().replace(/[-:]|\.\d+/g, "");
    throw new AwsError(
      code,
      age < 0
        ? `Signature not yet current: ${found.timestamp} is still later than ${now} + 5 min.`
        : `Signature expired: ${found.timestamp} is now earlier than ${now} - ${Math.round(goodFor / 60_000)} min.`,
      status,
    );
  }

  /** Keys that have expired are worth nothing, also after a restart. */
  save(): unknown {
    return [...this.#keys.values()].filter((key) => (key.expiresAt ?? Infinity) > this.#clock.now());
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
