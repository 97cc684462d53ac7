import { createHash, createHmac } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import fc from "fast-check";
import { expect, test } from "vitest";
import { AccessKeys } from "./access-keys.ts";
import { verifyEksToken } from "../sts/eks-token.ts";
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

const post = (body: string) =>
  signer.sign({
    method: "POST",
    protocol: "http:",
    hostname: "h",
    path: "/",
    headers: { host: "h" },
    body,
  });
const root = new URL("http://h/");
const refusedWith = (code: string) => expect.objectContaining({ code }) as object;

test("a body that was changed on the way is refused, also when its claimed hash was not", async () => {
  const { headers } = await post("Action=DescribeInstances");
  const check = (body: string) => keys.authenticate("iam", { method: "POST", url: root, headers, body });
  expect(check("Action=DescribeInstances").arn).toContain("somebody");
  expect(() => check("Action=DeleteUser")).toThrow(refusedWith("SignatureDoesNotMatch"));
});

test("each service refuses in its own words: unknown key, wrong signature, no signature", async () => {
  const { headers } = await post("x");
  const unknown = { ...headers, authorization: headers.authorization!.replace(credentials.accessKeyId, "AKIAUNKNOWN") };
  const outcome = (service: "ec2" | "iam" | "ssm", given: Record<string, string>, body = "x") => {
    try {
      keys.authenticate(service, { method: "POST", url: root, headers: given, body });
      return "accepted";
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  expect(["ec2", "iam", "ssm"].map((service) => outcome(service as "ec2", unknown))).toEqual([
    "AuthFailure",
    "InvalidClientTokenId",
    "UnrecognizedClientException",
  ]);
  expect(["ec2", "iam", "ssm"].map((service) => outcome(service as "ec2", headers, "y"))).toEqual([
    "AuthFailure",
    "SignatureDoesNotMatch",
    "InvalidSignatureException",
  ]);
  expect(outcome("iam", { host: "h" })).toBe("MissingAuthenticationToken");
});

test("a path that encodes nothing is refused, not an error of ours", async () => {
  const { headers } = await post("x");
  const url = new URL("http://h/%zz");
  expect(() => keys.authenticate("eks", { method: "POST", url, headers, body: "x" })).toThrow(
    refusedWith("InvalidSignatureException"),
  );
});

test("a presigned URL is good as long as it says; an EKS token for a quarter of an hour", async () => {
  const presign = async (minutesAgo: number) => {
    const signed = await signer.presign(
      {
        method: "GET",
        protocol: "https:",
        hostname: "sts.us-east-1.amazonaws.com",
        path: "/",
        query: { Action: "GetCallerIdentity", Version: "2011-06-15" },
        headers: { host: "sts.us-east-1.amazonaws.com", "x-k8s-aws-id": "c" },
      },
      {
        expiresIn: 60,
        signingDate: new Date(Date.now() - minutesAgo * 60_000),
        unhoistableHeaders: new Set(["x-k8s-aws-id"]),
      },
    );
    const search = Object.entries(signed.query ?? {})
      .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
      .join("&");
    return new URL(`https://sts.us-east-1.amazonaws.com/?${search}`);
  };
  const headers = { host: "sts.us-east-1.amazonaws.com", "x-k8s-aws-id": "c" };
  const asked = async (minutesAgo: number) =>
    keys.authenticate("sts", { method: "GET", url: await presign(minutesAgo), headers, body: "" }).accountId;
  expect(await asked(0)).toBe("123456789012");
  await expect(asked(2)).rejects.toThrow(/Signature expired/);
  const token = async (minutesAgo: number, cluster: string) =>
    verifyEksToken((await presign(minutesAgo)).href, cluster, keys);
  expect(await token(14, "c")).toEqual({ arn: "arn:aws:iam::123456789012:user/somebody" });
  expect(await token(0, "other")).toMatchObject({ refused: expect.stringContaining("signature") as string });
  expect(await token(16, "c")).toMatchObject({ refused: expect.stringContaining("expired") as string });
});
