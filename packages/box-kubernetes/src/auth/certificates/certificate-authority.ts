import { generate } from "selfsigned";
import type { User } from "../user.ts";

const VALID_DAYS = 3_650;
const DAY_MS = 86_400_000;
/** Clocks of client and server may differ a little. */
const BACKDATED_MS = 3_600_000;

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
  static async create(now: number, kept?: KeyPair): Promise<CertificateAuthority> {
    if (kept) return new CertificateAuthority(kept);
    const made = await generate([{ name: "commonName", value: "kubernetes" }], {
      ...validity(now),
      extensions: [
        { name: "basicConstraints", cA: true, critical: true },
        { name: "keyUsage", keyCertSign: true, cRLSign: true, digitalSignature: true, critical: true },
      ],
    });
    return new CertificateAuthority({ certificate: made.cert, key: made.private });
  }

  /** For the loopback addresses and the names under which pods know the API server. */
  serverCertificate(now: number): Promise<KeyPair> {
    return this.#sign([{ name: "commonName", value: "kube-apiserver" }], now, [
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 7, ip: "127.0.0.1" },
          { type: 7, ip: "::1" },
          ...["localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"].map(dnsName),
          dnsName("kubernetes.default.svc.cluster.local"),
        ],
      },
    ]);
  }

  /** Common name and organisations are user name and groups. */
  clientCertificate({ name, groups }: User, now: number): Promise<KeyPair> {
    const organizations = groups
      .filter((group) => group !== "system:authenticated")
      .map((value) => ({ shortName: "O", value }));
    return this.#sign([{ name: "commonName", value: name }, ...organizations], now, [
      { name: "extKeyUsage", clientAuth: true },
    ]);
  }

  async #sign(
    subject: NonNullable<Parameters<typeof generate>[0]>,
    now: number,
    extensions: NonNullable<NonNullable<Parameters<typeof generate>[1]>["extensions"]>,
  ): Promise<KeyPair> {
    const { certificate: cert, key } = this.keyPair;
    const made = await generate(subject, {
      ...validity(now),
      ca: { cert, key },
      extensions: [
        { name: "basicConstraints", cA: false, critical: true },
        { name: "keyUsage", digitalSignature: true, critical: true },
        ...extensions,
      ],
    });
    return { certificate: made.cert, key: made.private };
  }
}

function validity(now: number) {
  return {
    algorithm: "sha256",
    keyType: "ec",
    notBeforeDate: new Date(now - BACKDATED_MS),
    notAfterDate: new Date(now + VALID_DAYS * DAY_MS),
  } as const;
}

function dnsName(value: string) {
  return { type: 2, value } as const;
}
