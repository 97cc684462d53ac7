import { createPublicKey, generateKeyPairSync, sign, X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { CertificateAuthority } from "./certificate-authority.ts";
import { nameOf } from "./certificate.ts";
import { bits, integer, objectId, sequence, tagged } from "./der.ts";
import { readSigningRequest } from "./signing-request.ts";

function requestFor(commonName: string, organizations: readonly string[], tamper = false): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const key = createPublicKey(privateKey).export({ type: "spki", format: "der" });
  const info = sequence(integer(Buffer.of(0)), nameOf({ commonName, organizations }), key, tagged(0));
  const signature = sign("sha256", tamper ? Buffer.concat([info, Buffer.of(0)]) : info, privateKey);
  const der = sequence(info, sequence(objectId("1.2.840.10045.4.3.2")), bits(signature));
  return `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString("base64")}\n-----END CERTIFICATE REQUEST-----\n`;
}

test("a signing request tells its subject, and its key can be certified", async () => {
  const request = readSigningRequest(requestFor("jane", ["devs", "ops"]))!;
  expect(request.subject).toEqual({ commonName: "jane", organizations: ["devs", "ops"] });
  const authority = await CertificateAuthority.create(Date.now());
  const pem = authority.certify(request.subject, request.publicKey, Date.now(), 3_600);
  const certificate = new X509Certificate(pem);
  expect(certificate.verify(new X509Certificate(authority.keyPair.certificate).publicKey)).toBe(true);
  expect(certificate.subject).toContain("CN=jane");
  expect(Date.parse(certificate.validTo) - Date.now()).toBeLessThan(3_700_000);
});

test("what is no signing request, or not signed by its own key, is nothing", () => {
  expect(readSigningRequest("hello")).toBeUndefined();
  expect(readSigningRequest(requestFor("jane", [], true))).toBeUndefined();
});
