import { generateKeyPairSync, sign } from "node:crypto";
import { expect, test } from "vitest";
import { InvalidIdentityToken, verifyWebIdentity } from "./web-identity.ts";

const ISSUER = "https://kubernetes.default.svc.cluster.local";
const NOW = 1_000_000_000_000;
const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
const keySet = { keys: [{ ...keys.publicKey.export({ format: "jwk" }), kid: "k1" }] };

function token(claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${encode({ alg: "RS256", kid: "k1", ...header })}.${encode({
    iss: ISSUER,
    sub: "system:serviceaccount:karpenter:karpenter",
    aud: ["sts.amazonaws.com"],
    exp: NOW / 1000 + 60,
    ...claims,
  })}`;
  return `${signed}.${sign("sha256", Buffer.from(signed), keys.privateKey).toString("base64url")}`;
}

test("a token that the issuer signed and that is valid now tells who it is for", () => {
  expect(verifyWebIdentity(token(), keySet, ISSUER, NOW)).toEqual({
    iss: ISSUER,
    sub: "system:serviceaccount:karpenter:karpenter",
    aud: ["sts.amazonaws.com"],
  });
});

test.each([
  [token({ exp: NOW / 1000 }), "has expired"],
  [token({ iss: "https://elsewhere" }), "was issued by https://elsewhere"],
  [token({ nbf: NOW / 1000 + 600 }), "not valid yet"],
  [token({ sub: undefined }), "no subject"],
  [token({}, { kid: "k2" }), 'no key "k2" is known'],
  [token({}, { alg: "none" }), "no RS256 JWT"],
  [`${token().slice(0, -8)}AAAAAAAA`, "signature does not fit"],
  [`${token()}.x`, "no RS256 JWT"],
  ["a.b.c", "no JWT"],
  ["", "no JWT"],
])("refuses %#: %s", (text, why) => {
  expect(() => verifyWebIdentity(text, keySet, ISSUER, NOW)).toThrow(InvalidIdentityToken);
  expect(() => verifyWebIdentity(text, keySet, ISSUER, NOW)).toThrow(why);
});
