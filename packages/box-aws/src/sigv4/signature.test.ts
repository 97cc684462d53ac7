import { createHash, createHmac } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import fc from "fast-check";
import { expect, test } from "vitest";
import { AccessKeys } from "./access-keys.ts";
import { testClock } from "../time/test-clock.ts";

const clock = testClock();
const keys = new AccessKeys(clock, "123456789012");
const credentials = keys.issue("arn:aws:iam::123456789012:user/somebody");

class Sha256 {
  #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash =
      secret === undefined
        ? createHash("sha256")
        : createHmac("sha256", typeof secret === "string" ? secret : Buffer.from(secret as Uint8Array));
  }
  update(data: string | Uint8Array) {
    this.#hash.update(data);
  }
  async digest() {
    return new Uint8Array(this.#hash.digest());
  }
  reset() {}
}
const signer = new SignatureV4({
  credentials,
  region: "us-east-1",
  service: "sts",
  sha256: Sha256,
  applyChecksum: true,
});

const word = fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 12 });
const request = fc.record({
  body: word,
  path: fc.array(fc.constantFrom("clusters", "my cluster", "a+b", "x%y", "é"), { maxLength: 3 }),
  query: fc.dictionary(fc.stringMatching(/^[A-Za-z-]{1,8}$/), word, { maxKeys: 4 }),
});

test("whatever Amazon's signer signs is accepted, and one changed byte is not", async () => {
  await fc.assert(
    fc.asyncProperty(request, async ({ body, path, query }) => {
      const encodedPath = `/${path.map(encodeURIComponent).join("/")}`;
      const signed = await signer.sign({
        method: "POST",
        protocol: "http:",
        hostname: "127.0.0.1",
        path: encodedPath,
        query,
        headers: { host: "127.0.0.1:4566" },
        body,
      });
      const search = Object.entries(query)
        .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
        .join("&");
      const url = new URL(`http://127.0.0.1:4566${encodedPath}${search ? `?${search}` : ""}`);
      const { "x-amz-content-sha256": _checksum, ...headers } = signed.headers;
      expect(keys.authenticate("sts", { method: "POST", url, headers: signed.headers, body }).arn).toBe(
        "arn:aws:iam::123456789012:user/somebody",
      );
      expect(() => keys.authenticate("sts", { method: "PUT", url, headers, body })).toThrow(/signature/);
    }),
    { numRuns: 100 },
  );
});

test("a signature from ten minutes ago is refused, one from four minutes ago is not", async () => {
  const sign = (minutesAgo: number) =>
    signer.sign(
      { method: "GET", protocol: "http:", hostname: "h", path: "/", headers: { host: "h" } },
      { signingDate: new Date(Date.now() - minutesAgo * 60_000) },
    );
  const url = new URL("http://h/");
  const fresh = await sign(4);
  expect(keys.authenticate("sts", { method: "GET", url, headers: fresh.headers, body: "" }).accountId).toBe(
    "123456789012",
  );
  const old = await sign(10);
  expect(() => keys.authenticate("sts", { method: "GET", url, headers: old.headers, body: "" })).toThrow(
    /Signature expired/,
  );
});
