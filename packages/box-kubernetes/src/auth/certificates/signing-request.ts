import { createPublicKey, verify, type KeyObject } from "node:crypto";
import type { Subject } from "./certificate.ts";
import { contentOf, objectId, partsOf } from "./der.ts";

/** Who asks for a certificate, and the key that is to be certified (RFC 2986). */
export interface SigningRequest {
  readonly subject: Subject;
  readonly publicKey: KeyObject;
}

const PEM = /-----BEGIN CERTIFICATE REQUEST-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE REQUEST-----/;
const COMMON_NAME = objectId("2.5.4.3");
const ORGANIZATION = objectId("2.5.4.10");

/** @returns undefined for text that is no signing request, or one that its own key has not signed. */
export function readSigningRequest(pem: string): SigningRequest | undefined {
  const encoded = PEM.exec(pem)?.[1];
  if (encoded === undefined) return undefined;
  try {
    const [info, , signature] = partsOf(Buffer.from(encoded, "base64"));
    const [, name, key] = partsOf(info!);
    const publicKey = createPublicKey({ key: key!, format: "der", type: "spki" });
    if (!verify("sha256", info!, publicKey, contentOf(signature!).subarray(1))) return undefined;
    return { subject: subjectOf(name!), publicKey };
  } catch {
    return undefined;
  }
}

function subjectOf(name: Buffer): Subject {
  const organizations: string[] = [];
  let commonName = "";
  for (const set of partsOf(name))
    for (const attribute of partsOf(set)) {
      const [type, value] = partsOf(attribute);
      const text = contentOf(value!).toString();
      if (type!.equals(COMMON_NAME)) commonName = text;
      else if (type!.equals(ORGANIZATION)) organizations.push(text);
    }
  return { commonName, organizations };
}
