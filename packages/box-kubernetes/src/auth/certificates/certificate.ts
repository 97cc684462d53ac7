import { createHash, randomBytes, sign, type KeyObject } from "node:crypto";
import {
  bits,
  contentOf,
  der,
  integer,
  objectId,
  octets,
  partsOf,
  sequence,
  set,
  tagged,
  time,
  TRUE,
  utf8,
} from "./der.ts";

/** Who a certificate is for. */
export interface Subject {
  readonly commonName: string;
  readonly organizations?: readonly string[];
}

export interface CertificateRequest {
  readonly subject: Subject;
  readonly publicKey: KeyObject;
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly use: CertificateUse;
}

export type CertificateUse =
  | { readonly kind: "authority" }
  | { readonly kind: "client" }
  | { readonly kind: "server"; readonly dnsNames: readonly string[]; readonly addresses: readonly Uint8Array[] };

/** Who signs: a CA, or the certificate's own key. */
export interface Issuer {
  /** DER of its name, as its own certificate has it: clients compare the bytes. */
  readonly name: Buffer;
  /** Undefined: its certificate tells none. */
  readonly keyId: Buffer | undefined;
  readonly key: KeyObject;
}

const ECDSA_WITH_SHA256 = sequence(objectId("1.2.840.10045.4.3.2"));
const COMMON_NAME = objectId("2.5.4.3");
const ORGANIZATION = objectId("2.5.4.10");
const SUBJECT_KEY_ID = objectId("2.5.29.14");
const KEY_USAGE = objectId("2.5.29.15");
const ALTERNATIVE_NAMES = objectId("2.5.29.17");
const BASIC_CONSTRAINTS = objectId("2.5.29.19");
const AUTHORITY_KEY_ID = objectId("2.5.29.35");
const EXTENDED_KEY_USAGE = objectId("2.5.29.37");
const SERVER_AUTH = objectId("1.3.6.1.5.5.7.3.1");
const CLIENT_AUTH = objectId("1.3.6.1.5.5.7.3.2");
/** digitalSignature. */
const SIGNS = bits(Buffer.of(0x80), 7);
/** digitalSignature, keyCertSign, cRLSign. */
const SIGNS_CERTIFICATES = bits(Buffer.of(0x86), 1);
/** What stands before a subject key identifier of 20 bytes. */
const KEY_ID_PREFIX = Buffer.concat([SUBJECT_KEY_ID, Buffer.of(0x04, 0x16, 0x04, 0x14)]);

/** An X.509 certificate of version 3 (RFC 5280), signed with ECDSA and SHA-256. @returns PEM */
export function issueCertificate(request: CertificateRequest, issuer: Issuer): string {
  const unsigned = sequence(
    tagged(0, integer(Buffer.of(2))),
    integer(Buffer.concat([Buffer.of(0x40), randomBytes(15)])),
    ECDSA_WITH_SHA256,
    issuer.name,
    sequence(time(request.notBefore), time(request.notAfter)),
    nameOf(request.subject),
    request.publicKey.export({ type: "spki", format: "der" }),
    tagged(3, sequence(...extensions(request, issuer))),
  );
  return pem(sequence(unsigned, ECDSA_WITH_SHA256, bits(sign("sha256", unsigned, issuer.key))));
}

export function nameOf({ commonName, organizations = [] }: Subject): Buffer {
  const attribute = (type: Buffer, value: string) => set(sequence(type, utf8(value)));
  return sequence(...organizations.map((each) => attribute(ORGANIZATION, each)), attribute(COMMON_NAME, commonName));
}

/** SHA-1 of the public key's bits (RFC 5280, 4.2.1.2). */
export function keyIdOf(publicKey: KeyObject): Buffer {
  const [, key] = partsOf(publicKey.export({ type: "spki", format: "der" }));
  return createHash("sha1").update(contentOf(key!).subarray(1)).digest();
}

/** What a CA's own certificate tells about it. @param certificate DER */
export function issuerNamed(certificate: Buffer): Pick<Issuer, "name" | "keyId"> {
  const [, , , , , name] = partsOf(partsOf(certificate)[0]!);
  const at = certificate.indexOf(KEY_ID_PREFIX);
  const from = at + KEY_ID_PREFIX.length;
  return { name: name!, keyId: at < 0 ? undefined : certificate.subarray(from, from + 20) };
}

function extensions({ publicKey, use }: CertificateRequest, { keyId }: Issuer): readonly Buffer[] {
  const isAuthority = use.kind === "authority";
  return [
    critical(BASIC_CONSTRAINTS, isAuthority ? sequence(TRUE) : sequence()),
    critical(KEY_USAGE, isAuthority ? SIGNS_CERTIFICATES : SIGNS),
    extension(SUBJECT_KEY_ID, octets(keyIdOf(publicKey))),
    ...(keyId ? [extension(AUTHORITY_KEY_ID, sequence(der(0x80, keyId)))] : []),
    ...usesOf(use),
  ];
}

function usesOf(use: CertificateUse): readonly Buffer[] {
  switch (use.kind) {
    case "authority":
      return [];
    case "client":
      return [extension(EXTENDED_KEY_USAGE, sequence(CLIENT_AUTH))];
    case "server":
      return [
        extension(EXTENDED_KEY_USAGE, sequence(SERVER_AUTH)),
        extension(
          ALTERNATIVE_NAMES,
          sequence(
            ...use.dnsNames.map((name) => der(0x82, Buffer.from(name))),
            ...use.addresses.map((address) => der(0x87, address)),
          ),
        ),
      ];
  }
}

function extension(id: Buffer, value: Buffer): Buffer {
  return sequence(id, octets(value));
}

function critical(id: Buffer, value: Buffer): Buffer {
  return sequence(id, TRUE, octets(value));
}

function pem(certificate: Buffer): string {
  const lines = certificate.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}
