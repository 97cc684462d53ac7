import { systemClock } from "@inlay/resources";
import { expect, test } from "vitest";
import { renewedToken } from "./renewed-token.ts";

function source(lifetime: number) {
  let now = 0;
  let fetched = 0;
  const credentials = renewedToken(async () => ({ token: `t${++fetched}`, expiresAt: now + lifetime }), {
    ...systemClock,
    now: () => now,
  });
  return { credentials, pass: (milliseconds: number) => (now += milliseconds), fetched: () => fetched };
}

test("a token is fetched once for all who ask, and again a minute before it ends", async () => {
  const { credentials, pass, fetched } = source(15 * 60_000);
  await Promise.all([credentials.current(), credentials.current()]);
  pass(13 * 60_000);
  expect(await credentials.current()).toEqual({ authorization: "Bearer t1" });
  pass(60_000);
  expect(await credentials.current()).toEqual({ authorization: "Bearer t2" });
  expect(fetched()).toBe(2);
});

test("a refused token is not used again", async () => {
  const { credentials } = source(15 * 60_000);
  expect(credentials.rejected()).toBe(false);
  await credentials.current();
  expect(credentials.rejected()).toBe(true);
  expect(await credentials.current()).toEqual({ authorization: "Bearer t2" });
});
