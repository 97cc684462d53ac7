import { createPrivateKey, X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { CertificateAuthority } from "./certificate-authority.ts";

const NOW = Date.parse("2026-11-24T12:00:00Z");
const authority = CertificateAuthority.create(NOW);
const ca = new X509Certificate(authority.keyPair.certificate);

test("the authority signs itself, and may sign others", () => {
  expect(ca.subject).toBe("CN=kubernetes");
  expect(ca.ca).toBe(true);
  expect(ca.verify(ca.publicKey)).toBe(true);
  expect(ca.checkIssued(ca)).toBe(true);
  expect(ca.validFromDate).toEqual(new Date(NOW - 3_600_000));
  expect(ca.validToDate).toEqual(new Date("2036-11-21T12:00:00Z"));
});

test("the server's certificate holds for the loopback addresses and the names of the cluster", () => {
  const { certificate, key } = authority.serverCertificate(NOW);
  const server = new X509Certificate(certificate);
  expect(server.checkIssued(ca)).toBe(true);
  expect(server.verify(ca.publicKey)).toBe(true);
  expect(server.checkPrivateKey(createPrivateKey(key))).toBe(true);
  expect(server.ca).toBe(false);
  expect(server.checkIP("127.0.0.1")).toBe("127.0.0.1");
  expect(server.checkIP("::1")).toBe("::1");
  expect(server.checkHost("kubernetes.default.svc")).toBe("kubernetes.default.svc");
  expect(server.checkHost("example.com")).toBeUndefined();
});

test("a client's certificate names the user, and each group but the one that everybody is in", () => {
  const user = { name: "jané", groups: ["system:masters", "dev", "system:authenticated"] };
  const client = new X509Certificate(authority.clientCertificate(user, NOW).certificate);
  expect(client.toLegacyObject().subject).toMatchObject({ CN: "jané", O: ["system:masters", "dev"] });
  expect(client.verify(ca.publicKey)).toBe(true);
  expect(client.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
});

test("a kept authority goes on signing under its name and key", () => {
  const kept = CertificateAuthority.create(NOW, authority.keyPair);
  const server = new X509Certificate(kept.serverCertificate(NOW).certificate);
  expect(server.checkIssued(ca)).toBe(true);
  expect(server.verify(ca.publicKey)).toBe(true);
});

test("certificates that outlive 2049 say so", () => {
  const late = Date.parse("2045-01-01T00:00:00Z");
  const certificate = new X509Certificate(CertificateAuthority.create(late).keyPair.certificate);
  expect(certificate.validToDate.getUTCFullYear()).toBe(2054);
});
