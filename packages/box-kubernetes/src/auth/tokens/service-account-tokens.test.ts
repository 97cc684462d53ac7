import { calculateJwkThumbprint, createLocalJWKSet, jwtVerify } from "jose";
import { expect, test } from "vitest";
import { SteppedClock } from "../../testing/stepped-clock.ts";
import { ServiceAccountTokens } from "./service-account-tokens.ts";

const clock = new SteppedClock();
const tokens = await ServiceAccountTokens.create("https://issuer", clock);
const subject = { namespace: "n", name: "a", uid: "u", pod: { name: "p", uid: "pu" } };

test("others verify a token by the published key, which is named by its thumbprint", async () => {
  const [key] = tokens.jwks().keys;
  expect(key?.kid).toBe(await calculateJwkThumbprint(key!));
  const { token } = await tokens.issue(subject, ["sts.amazonaws.com"], 3600);
  const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet({ keys: [...tokens.jwks().keys] }), {
    currentDate: new Date(clock.now()),
  });
  expect(protectedHeader).toMatchObject({ alg: "RS256", kid: key?.kid });
  expect(payload).toMatchObject({
    iss: "https://issuer",
    sub: "system:serviceaccount:n:a",
    aud: ["sts.amazonaws.com"],
  });
});

test("a kept key gives the same name, and goes on verifying what it signed", async () => {
  const again = await ServiceAccountTokens.create("https://issuer", clock, tokens.signingKeyPem);
  expect(again.jwks()).toEqual(tokens.jwks());
  const { token } = await tokens.issue(subject, ["x"], 3600);
  expect(await again.verify(token)).toMatchObject({ ...subject, audiences: ["x"] });
  expect(await again.verify(`${token.slice(0, -8)}AAAAAAAA`)).toBeUndefined();
  const other = await ServiceAccountTokens.create("https://issuer", clock);
  expect(await other.verify(token)).toBeUndefined();
});
