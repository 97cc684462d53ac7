import { createPrivateKey, createPublicKey, generateKeyPairSync, X509Certificate, type KeyObject } from "node:crypto";
import type { User } from "../user.ts";
import { issueCertificate, issuerNamed, keyIdOf, nameOf, type CertificateUse, type Subject } from "./certificate.ts";

const VALID_DAYS = 3_650;
const DAY_MS = 86_400_000;
/** Clocks of client and server may differ a little. */
const BACKDATED_MS = 3_600_000;
const SERVER_NAMES = ["localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"];
const IPV4_LOOPBACK = Buffer.of(127, 0, 0, 1);
const IPV6_LOOPBACK = Buffer.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);

export interface KeyPair {
  /** PEM. */
  readonly certificate: string;
  /** PEM. */
  readonly key: string;
}

/** The cluster's CA: signs the API server's certificate and those of its clients. Elliptic keys, as they are quick to make. */
export class CertificateAuthority {
  readonly keyPair: KeyPair;

  private constructor(keyPair: KeyPair) {
    this.keyPair = keyPair;
  }

  /** @param kept of an earlier start; absent: a new CA. */
  static create(now: number, kept?: KeyPair): CertificateAuthority {
    if (kept) return new CertificateAuthority(kept);
    const { publicKey, privateKey } = newKey();
    const subject = { commonName: "kubernetes" };
    const certificate = issueCertificate(
      { subject, publicKey, use: { kind: "authority" }, ...validity(now) },
      { name: nameOf(subject), keyId: keyIdOf(publicKey), key: privateKey },
    );
    return new CertificateAuthority({ certificate, key: pkcs8(privateKey) });
  }

  /** For the loopback addresses and the names under which pods know the API server. */
  serverCertificate(now: number): KeyPair {
    return this.#sign({ commonName: "kube-apiserver" }, now, {
      kind: "server",
      dnsNames: [...SERVER_NAMES, "kubernetes.default.svc.cluster.local"],
      addresses: [IPV4_LOOPBACK, IPV6_LOOPBACK],
    });
  }

  /** Common name and organisations are user name and groups. */
  clientCertificate({ name, groups }: User, now: number): KeyPair {
    const organizations = groups.filter((group) => group !== "system:authenticated");
    return this.#sign({ commonName: name, organizations }, now, { kind: "client" });
  }

  /** For a key that its owner keeps: a client's certificate. @returns PEM */
  certify(subject: Subject, publicKey: KeyObject, now: number, seconds: number): string {
    const times = { notBefore: now - BACKDATED_MS, notAfter: now + seconds * 1000 };
    return issueCertificate({ subject, publicKey, use: { kind: "client" }, ...times }, this.#issuer());
  }

  #sign(subject: Subject, now: number, use: CertificateUse): KeyPair {
    const { publicKey, privateKey } = newKey();
    const certificate = issueCertificate({ subject, publicKey, use, ...validity(now) }, this.#issuer());
    return { certificate, key: pkcs8(privateKey) };
  }

  #issuer() {
    const authority = new X509Certificate(this.keyPair.certificate);
    return { ...issuerNamed(authority.raw), key: createPrivateKey(this.keyPair.key) };
  }
}

function newKey(): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { publicKey: createPublicKey(privateKey), privateKey };
}

function pkcs8(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}

function validity(now: number) {
  return { notBefore: now - BACKDATED_MS, notAfter: now + VALID_DAYS * DAY_MS };
}
